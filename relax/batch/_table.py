"""Files of rows, each row a mapping of column → cell, whatever the format."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

import yaml

from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

LARGEST_BYTES: Final = 200_000_000
"""More than a million rows; a larger file is not a roster."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_EMPTY = ("", "~", "null")
_DELIMITERS = ",;\t"
_LATIN = "The roster is not UTF-8 and was read as Latin-1: check that accents are right."


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number as a spreadsheet or a list shows it, from 1, and its cells."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A roster as read.

    Attributes:
        records: rows that hold anything.
        columns: name → number from 1; empty where every row names its own fields.
        defaults: what a row has that does not say otherwise.
        notices: what a person should know about how it was read.
    """

    records: tuple[Record, ...]
    columns: Mapping[str, int]
    defaults: Mapping[str, Any]
    notices: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """The rows of a CSV, XLSX, YAML, JSON or JSONL file.

    Raises:
        BadInput: it is missing, of another kind, or broken; with its place.
    """
    readers: dict[str, Callable[[bytes, str], Table]] = {
        ".csv": _csv,
        ".tsv": _csv,
        ".txt": _csv,
        ".xlsx": _xlsx,
        ".yaml": _yaml,
        ".yml": _yaml,
        ".json": _json,
        ".jsonl": _jsonl,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadInput(
            "This kind of file cannot be read as a roster.",
            hint="Save it as CSV, XLSX, YAML, JSON or JSONL.",
            place=Place(str(path)),
        )
    return reader(_content(path), str(path))


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
        return content.decode("cp1252", errors="replace"), (_LATIN,)


def _csv(content: bytes, file: str) -> Table:
    text, notices = _text(content, file)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _grid(lines, file, notices)
    except csv.Error:
        raise BadInput(
            "The roster is not well formed CSV.",
            hint="A cell that holds quotes or line breaks stands between quotes.",
            place=Place(file, lines.line_num),
        ) from None


def _xlsx(content: bytes, file: str) -> Table:
    from openpyxl import load_workbook  # noqa: PLC0415  (only for a spreadsheet)

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book[book.sheetnames[0]]
        rows = [[_spreadsheet_cell(cell) for cell in row] for row in sheet.values]
    except Exception:  # noqa: BLE001  (a broken file can fail anywhere inside the reader)
        raise BadInput(
            "The spreadsheet cannot be read.", hint="Save it again as XLSX.", place=Place(file)
        ) from None
    told = "Only the first sheet of the spreadsheet was read."
    return _grid(iter(rows), file, (told,) if len(book.sheetnames) > 1 else ())


def _spreadsheet_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _grid(lines: Iterator[list[str]], file: str, notices: tuple[str, ...]) -> Table:
    """The first row that holds anything names the columns."""
    columns: dict[str, int] = {}
    records = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if not columns:
            columns = _columns(cells, number, file)
            continue
        if any(cells[max(columns.values()) :]):
            raise BadInput(
                "This row has more cells than there are columns.",
                hint="A cell that holds the separator stands between quotes.",
                place=Place(file, number),
            )
        named = {name: cells[n - 1] for name, n in columns.items() if n <= len(cells)}
        records.append(Record(number, {name: cell for name, cell in named.items() if cell}))
    if not columns:
        raise BadInput("The roster is empty.", place=Place(file))
    return Table(tuple(records), columns, {}, notices)


def _columns(cells: list[str], number: int, file: str) -> dict[str, int]:
    columns: dict[str, int] = {}
    for n, cell in enumerate(cells, 1):
        name = cell.casefold().replace(" ", "_").replace("-", "_")
        if name in columns:
            raise BadInput("This column stands twice.", place=Place(file, number, n))
        if name:
            columns[name] = n
    return columns


def _yaml(content: bytes, file: str) -> Table:
    text, notices = _text(content, file)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_LOADER)):
            raise BadInput("A roster has no aliases (*).", place=Place(file))
        value = yaml.load(text, Loader=_LOADER)  # noqa: S506  (the base loader makes only text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        raise BadInput("The roster is not well formed YAML.", place=place) from None
    except (yaml.YAMLError, RecursionError):
        raise BadInput("The roster is not usable YAML.", place=Place(file)) from None
    return _listed(value, file, notices)


def _json(content: bytes, file: str) -> Table:
    text, notices = _text(content, file)
    return _listed(_parsed(text, file), file, notices)


def _jsonl(content: bytes, file: str) -> Table:
    text, notices = _text(content, file)
    rows: list[Any] = []
    defaults: Any = {}
    numbers = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        value = _parsed(line, file, number)
        if isinstance(value, dict) and set(value) == {"defaults"}:
            defaults = value["defaults"]
        else:
            rows.append(value)
            numbers.append(number)
    return _listed({"defaults": defaults, "rows": rows}, file, notices, numbers)


def _parsed(text: str, file: str, line: int = 0) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(file, line or error.lineno, error.colno)
        raise BadInput("The roster is not well formed JSON.", place=place) from None
    except (RecursionError, ValueError):
        raise BadInput("The roster is not usable JSON.", place=Place(file)) from None


def _listed(
    value: Any, file: str, notices: tuple[str, ...], numbers: list[int] | None = None
) -> Table:
    """A list of rows, or ``defaults`` and ``rows``; a row may hold several ``programmes``."""
    defaults: Any = {}
    if isinstance(value, dict):
        if not set(value) <= {"defaults", "rows"}:
            _not_a_list(file)
        defaults, value = value.get("defaults") or {}, value.get("rows")
    if not isinstance(value, list) or not isinstance(defaults, dict):
        _not_a_list(file)
    records = []
    for number, row in zip(numbers or range(1, len(value) + 1), value, strict=True):
        if not isinstance(row, dict):
            raise BadInput("This row is not a list of fields.", place=Place(file, number))
        records += [Record(number, _filled(cells)) for cells in _programmes(row)]
    return Table(tuple(r for r in records if r.cells), {}, _filled(defaults), notices)


def _programmes(row: dict[str, Any]) -> list[dict[str, Any]]:
    several = row.get("programmes")
    if not isinstance(several, list) or not all(isinstance(each, dict) for each in several):
        return [row]
    shared = {name: cell for name, cell in row.items() if name != "programmes"}
    return [{**shared, **each} for each in several]


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
