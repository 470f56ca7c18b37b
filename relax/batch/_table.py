"""Files of rows, each row a mapping of column → cell, whatever the format."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import json
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NoReturn

import yaml

from relax.batch._grid import LOOKED_THROUGH, Record, Table, find_header, grid
from relax.batch._problem import Problem
from relax.batch._spreadsheet import spreadsheet
from relax.data import NotYamlError, events, mark, nodes
from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from relax.batch._columns import Headings

LARGEST_BYTES: Final = 200_000_000
"""More than a million rows; a larger file is not a roster."""

_EMPTY = ("", "~", "null")
_DELIMITERS = ",;\t|"
_BEGINNING: Final = 100_000
"""Characters in which the lines that tell the separator are looked for."""

_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\r?\n')
"""A first line by which Excel is told, and tells, what stands between cells."""

_LATIN = "The roster is not UTF-8 and was read as Latin-1: check that accents are right."


class _Doubled(dict[str, Any]):
    """Fields of which some stand twice: which of their values was meant, nobody can know."""

    names: tuple[str, ...] = ()


def _noticed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping; one of its fields that stands twice is noticed."""
    found = dict(pairs)
    count = Counter(name for name, _ in pairs)
    if len(count) == len(pairs):
        return found
    doubled = _Doubled(found)
    doubled.names = tuple(name for name, times in count.items() if times > 1)
    return doubled


def read_table(path: Path, headings: Headings) -> Table:
    """The rows of a CSV, XLSX, YAML, JSON or JSONL file; of standard input for ``-``.

    Raises:
        BadInput: it is missing, of another kind, or broken; with its place.
    """
    readers: dict[str, Callable[[bytes, str, Headings], Table]] = {
        ".csv": _csv,
        ".tsv": _csv,
        ".txt": _csv,
        ".xlsx": _xlsx,
        ".yaml": _yaml,
        ".yml": _yaml,
        ".json": _json,
        ".jsonl": _jsonl,
    }
    if str(path) == "-":
        content = sys.stdin.buffer.read(LARGEST_BYTES)
        return readers[_guessed(content)](content, "standard input", headings)
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadInput(
            "This kind of file cannot be read as a roster.",
            hint="Save it as CSV, XLSX, YAML, JSON or JSONL.",
            place=Place(str(path)),
        )
    return reader(_content(path), str(path), headings)


def _guessed(content: bytes) -> str:
    """The ending that a roster without a name would have."""
    begins = content[:1000].removeprefix(codecs.BOM_UTF8).lstrip()
    if begins.startswith(b"PK"):
        return ".xlsx"
    if begins.startswith((b"{", b"[")):
        return ".jsonl"
    return ".yaml" if re.match(rb"(---|- |(defaults|rows)\s*:)", begins) else ".csv"


def _content(path: Path) -> bytes:
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
    """UTF-8 with or without a mark, UTF-16 with one (as Excel writes it), else Latin-1."""
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("The roster is not a text file.", place=Place(file))
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), ()
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode("cp1252"), (_LATIN,)
        return content.decode("latin-1"), (_LATIN,)


def _csv(content: bytes, file: str, headings: Headings) -> Table:
    text, notices = _text(content, file)
    told = _SEPARATOR.match(text)
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else _delimiter(text, headings)
    csv.field_size_limit(LARGEST_BYTES)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        numbered = ((number, dict(enumerate(line, 1))) for number, line in enumerate(lines, 1))
        return grid(numbered, file, notices, headings)
    except csv.Error:
        raise BadInput(
            "The roster is not well formed CSV.",
            hint="A cell that holds quotes or line breaks stands between quotes.",
            place=Place(file, lines.line_num),
        ) from None


def _delimiter(text: str, headings: Headings) -> str:
    """What stands between cells: by it the most columns are known; else what is most in line 1."""
    begin = [line for line in text[:_BEGINNING].splitlines() if line.strip()][:LOOKED_THROUGH]

    def names(delimiter: str) -> tuple[int, int]:
        cut = [[cell.strip(' "') for cell in line.split(delimiter)] for line in begin]
        lines = [(n, dict(enumerate(cells, 1))) for n, cells in enumerate(cut, 1)]
        return find_header(lines, headings)[1], begin[0].count(delimiter) if begin else 0

    return max(_DELIMITERS, key=names)


def _xlsx(content: bytes, file: str, headings: Headings) -> Table:
    try:
        lines, notices, where = spreadsheet(content, headings)
    except BadInput as error:
        error.place = Place(file)
        raise
    except Exception:  # noqa: BLE001  (a broken file can fail anywhere inside the reader)
        raise BadInput(
            "The spreadsheet cannot be read.", hint="Save it again as XLSX.", place=Place(file)
        ) from None
    return grid(lines, file, notices, headings, where)


def _yaml(content: bytes, file: str, _: Headings) -> Table:
    text, notices = _text(content, file)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in events(text)):
            raise BadInput("A roster has no aliases (*).", place=Place(file))
        value = _as_text(nodes(text))
    except NotYamlError as error:
        kind = "usable" if error.line is None else "well formed"
        place = Place(file, error.line, error.column)
        raise BadInput(f"The roster is not {kind} YAML.", place=place) from None
    except RecursionError:
        raise BadInput("The roster is not usable YAML.", place=Place(file)) from None
    return _listed(value, file, notices)


def _as_text(node: yaml.Node | None) -> Any:
    """Lists, mappings and texts: a person called No or 1984 is no truth value and no number."""
    if isinstance(node, yaml.SequenceNode):
        return [_as_text(each) for each in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node and node.value
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise NotYamlError("the name of a field is no text", *mark(key))
    return _noticed([(key.value, _as_text(value)) for key, value in node.value])


def _json(content: bytes, file: str, _: Headings) -> Table:
    text, notices = _text(content, file)
    return _listed(_parsed(text, file)[0], file, notices)


def _jsonl(content: bytes, file: str, _: Headings) -> Table:
    """One row after the other, whether each has a line of its own or many."""
    text, notices = _text(content, file)
    rows: list[Any] = []
    defaults: Any = {}
    numbers = []
    at, line = 0, 1
    while at < len(text):
        begin = at + len(text[at:]) - len(text[at:].lstrip())
        line += text.count("\n", at, begin)
        if begin == len(text):
            break
        value, end = _parsed(text, file, begin)
        if isinstance(value, dict) and set(value) == {"defaults"}:
            defaults = value["defaults"]
        elif not rows and not text[end:].strip():
            if isinstance(value, list) or (isinstance(value, dict) and "rows" in value):
                return _listed(value, file, notices)
            rows, numbers = [value], [line]
        else:
            rows.append(value)
            numbers.append(line)
        line += text.count("\n", begin, end)
        at = end
    return _listed({"defaults": defaults, "rows": rows}, file, notices, numbers)


_DECODER = json.JSONDecoder(object_pairs_hook=_noticed)


def _parsed(text: str, file: str, begin: int | None = None) -> tuple[Any, int]:
    """A value and where it ends: the one that begins at a place, or the only one there is."""
    try:
        if begin is not None:
            return _DECODER.raw_decode(text, begin)
        return _DECODER.decode(text), len(text)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise BadInput("The roster is not well formed JSON.", place=place) from None
    except (RecursionError, ValueError):
        raise BadInput("The roster is not usable JSON.", place=Place(file)) from None


def _listed(
    value: Any, file: str, notices: tuple[str, ...], numbers: list[int] | None = None
) -> Table:
    """A list of rows, or ``defaults`` and ``rows``; a row may hold several ``programmes``."""
    defaults: Any = {}
    if isinstance(value, dict):
        if isinstance(value, _Doubled) or not set(value) <= {"defaults", "rows"}:
            _not_a_list(file)
        defaults, value = value.get("defaults") or {}, value.get("rows")
    if not isinstance(value, list) or not isinstance(defaults, dict):
        _not_a_list(file)
    if isinstance(defaults, _Doubled):
        raise BadInput("A default stands twice.", place=Place(file))
    records = []
    for number, row in zip(numbers or range(1, len(value) + 1), value, strict=True):
        if not isinstance(row, dict):
            raise BadInput("This row is not a list of fields.", place=Place(file, number))
        records += [
            Record(number, _filled(cells), _twice(number, row, own))
            for cells, own in _programmes(row)
        ]
    filled = tuple(record for record in records if record.cells)
    titles = {name: f"“{name}”" for record in filled for name in record.cells}
    return Table(filled, titles, _filled(defaults), notices)


def _twice(number: int, *levels: dict[str, Any]) -> tuple[Problem, ...]:
    names: dict[str, None] = {}
    for fields in levels:
        names |= dict.fromkeys(getattr(fields, "names", ()))
        names |= dict.fromkeys(name for name, cell in fields.items() if isinstance(cell, _Doubled))
    return tuple(Problem(number, name, "This field stands twice.") for name in names)


def _programmes(row: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Fields of each programme, and those that it names itself."""
    several = row.get("programmes")
    if not isinstance(several, list) or not all(isinstance(each, dict) for each in several):
        return [(row, row)]
    shared = {name: cell for name, cell in row.items() if name != "programmes"}
    return [({**shared, **each}, each) for each in several or [{}]]


def _filled(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {
        str(name): cell
        for name, cell in cells.items()
        if cell is not None and not (isinstance(cell, str) and cell.strip() in _EMPTY)
    }


def _not_a_list(file: str) -> NoReturn:
    raise BadInput(
        "A roster is a list of rows.",
        hint="Write a list, or defaults: and rows: with the list below it.",
        place=Place(file),
    )
