"""A roster file of any format → a ``Table``: rows of column → cell, and how it was read.

CSV and XLSX name their columns in a line of headings; in YAML, JSON and JSON Lines every row names
its own fields (``_nested``).
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
import sys
from typing import TYPE_CHECKING, Final

from relax.batch.roster._nested import table_from_json, table_from_jsonl, table_from_yaml
from relax.batch.roster._table import HEADER_LINES, Table, find_header, table_from_lines
from relax.batch.roster._xlsx import read_xlsx
from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from relax.batch.roster._headings import HeadingRules

LARGEST_BYTES: Final = 200_000_000
"""A roster of a million rows is smaller."""

_DELIMITERS = ",;\t|"
_BEGINNING: Final = 100_000
"""Characters from the start in which the separator of a CSV file is looked for."""

_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\r?\n')
"""A first line such as ``sep=;``, by which Excel writes and reads the separator."""

_LATIN = "The roster is not UTF-8 and was read as Latin-1: check that accents are right."


def read_table(path: Path, rules: HeadingRules) -> Table:
    """The table in a CSV, XLSX, YAML, JSON or JSONL file; ``-`` is standard input.

    Raises:
        BadInput: it is missing, of another kind, or broken; with its place.
    """
    if str(path) == "-":
        content = sys.stdin.buffer.read(LARGEST_BYTES)
        return _table(content, _guessed(content), "standard input", rules)
    ending = path.suffix.lower()
    if ending not in (*_WITH_HEADINGS, *_NESTED):
        raise BadInput(
            "This kind of file cannot be read as a roster.",
            hint="Save it as CSV, XLSX, YAML, JSON or JSONL.",
            place=Place(str(path)),
        )
    return _table(_content(path), ending, str(path), rules)


def _table(content: bytes, ending: str, file: str, rules: HeadingRules) -> Table:
    """The table in the bytes of a file whose kind ``ending`` names."""
    if ending in _WITH_HEADINGS:
        return _WITH_HEADINGS[ending](content, file, rules)
    text, notices = _text(content, file)
    return _NESTED[ending](text, file, notices)


def _guessed(content: bytes) -> str:
    """The ending that fits the content of standard input."""
    begins = content[:1000].removeprefix(codecs.BOM_UTF8).lstrip()
    if begins.startswith(b"PK"):  # XLSX is a ZIP archive
        return ".xlsx"
    if begins.startswith((b"{", b"[")):
        return ".jsonl"
    return ".yaml" if re.match(rb"(---|- |(defaults|rows)\s*:)", begins) else ".csv"


def _content(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        BadInput: it is missing, too large or cannot be read.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadInput("The roster is larger than 200 MB.", place=Place(str(path)))
        return path.read_bytes()
    except FileNotFoundError:
        raise BadInput("There is no such roster.", place=Place(str(path))) from None
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise BadInput(f"The roster cannot be read: {reason}.", place=Place(str(path))) from None


def _text(content: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and a notice where its encoding is a guess.

    UTF-8 with or without a byte order mark, UTF-16 with one (as Excel writes it), else Latin-1.

    Raises:
        BadInput: it is not text.
    """
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("The roster is not a text file.", place=Place(file))
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), ()
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        with contextlib.suppress(UnicodeDecodeError):  # five of its bytes have no character
            return content.decode("cp1252"), (_LATIN,)  # what Windows calls Latin-1
        return content.decode("latin-1"), (_LATIN,)


def _csv(content: bytes, file: str, rules: HeadingRules) -> Table:
    """The table in a CSV file with any of the usual separators.

    Raises:
        BadInput: it is not CSV, or has no headings; with its place.
    """
    text, notices = _text(content, file)
    declared = _SEPARATOR.match(text)
    text = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else _delimiter(text, rules)
    csv.field_size_limit(LARGEST_BYTES)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        numbered = ((number, dict(enumerate(line, 1))) for number, line in enumerate(lines, 1))
        return table_from_lines(numbered, file, notices, rules)
    except csv.Error:
        raise BadInput(
            "The roster is not well formed CSV.",
            hint="A cell that holds quotes or line breaks stands between quotes.",
            place=Place(file, lines.line_num),
        ) from None


def _delimiter(text: str, rules: HeadingRules) -> str:
    """The separator that gives the most known headings; then the most frequent one in line 1."""
    begin = [line for line in text[:_BEGINNING].splitlines() if line.strip()][:HEADER_LINES]

    def headings_and_count(delimiter: str) -> tuple[int, int]:
        cut = [[cell.strip(' "') for cell in line.split(delimiter)] for line in begin]
        lines = [(n, dict(enumerate(cells, 1))) for n, cells in enumerate(cut, 1)]
        return find_header(lines, rules)[1], begin[0].count(delimiter) if begin else 0

    return max(_DELIMITERS, key=headings_and_count)


def _xlsx(content: bytes, file: str, rules: HeadingRules) -> Table:
    """The table in an XLSX file.

    Raises:
        BadInput: it cannot be read, or has no headings.
    """
    try:
        lines, notices, where = read_xlsx(content, rules)
    except BadInput as error:
        error.place = Place(file)
        raise
    except Exception:  # noqa: BLE001  (a broken file can fail anywhere inside the reader)
        raise BadInput(
            "The spreadsheet cannot be read.", hint="Save it again as XLSX.", place=Place(file)
        ) from None
    return table_from_lines(lines, file, notices, rules, where)


_WITH_HEADINGS: Final[dict[str, Callable[[bytes, str, HeadingRules], Table]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".txt": _csv,
    ".xlsx": _xlsx,
}
"""Ending → reader of a format that names its columns in one line."""

_NESTED: Final[dict[str, Callable[[str, str, tuple[str, ...]], Table]]] = {
    ".yaml": table_from_yaml,
    ".yml": table_from_yaml,
    ".json": table_from_json,
    ".jsonl": table_from_jsonl,
}
"""Ending → reader of a format in which each row names its fields."""
