"""Lines of cells → rows by the names of their columns; nothing in a cell is passed over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relax.batch._problem import Problem
from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a cell cannot be read, and what to do."""

    message: str
    hint: str = ""


Cell = str | Flaw

_ERROR = re.compile(r"#(N/A|N/D|NV|[A-ZÄÖÜÉÈ0-9/]{3,14}[!?])")
"""What spreadsheets of several languages show, and export, for a formula that failed."""

_FAILED = Flaw("This cell shows an error of the spreadsheet.", "Mend the formula behind it.")
_UNNAMED = Flaw(
    "There is something in a column without a name.",
    "Name the column, or empty the cell. A cell that holds the separator stands between quotes.",
)


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number as a spreadsheet or a list shows it, from 1, and its cells."""

    number: int
    cells: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A roster as read.

    Attributes:
        records: rows that hold anything.
        columns: name → number from 1; empty where every row names its own fields.
        defaults: what a row has that does not say otherwise.
        notices: what a person should know about how it was read.
        problems: of the line that names the columns.
    """

    records: tuple[Record, ...]
    columns: Mapping[str, int]
    defaults: Mapping[str, Any]
    notices: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def grid(lines: Iterable[Sequence[Cell]], file: str, notices: tuple[str, ...]) -> Table:
    """The first line that holds anything names the columns.

    Raises:
        BadInput: no line holds anything.
    """
    columns: dict[str, int] = {}
    doubled: set[int] = set()
    problems: tuple[Problem, ...] = ()
    records = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() if isinstance(cell, str) else cell for cell in line]
        if not any(cells):
            continue
        if not columns:
            columns, doubled = _columns(cells)
            problems = tuple(
                Problem(number, f"column {letters(n)}", "This column stands twice.")
                for n in sorted(doubled)
            )
            continue
        names = {n: name for name, n in columns.items()}
        records.append(_record(number, cells, names, doubled))
    if not columns:
        raise BadInput("The roster is empty.", place=Place(file))
    return Table(tuple(records), columns, {}, notices, problems)


def _record(
    number: int, cells: list[Cell], names: Mapping[int, str], doubled: Collection[int]
) -> Record:
    found: dict[str, str] = {}
    problems = []
    for n, name in names.items():
        cell = cells[n - 1] if n <= len(cells) else ""
        if isinstance(cell, str) and _ERROR.fullmatch(cell):
            cell = _FAILED
        if isinstance(cell, Flaw):
            problems.append(Problem(number, name, cell.message, cell.hint))
        elif cell:
            found[name] = cell
    unnamed = [n for n, cell in enumerate(cells, 1) if cell and n not in names]
    if where := ", ".join(letters(n) for n in unnamed if n not in doubled):
        where = f"column {where}"
        problems.append(Problem(number, where, _UNNAMED.message, _UNNAMED.hint))
    return Record(number, found, tuple(problems))


def _columns(cells: list[Cell]) -> tuple[dict[str, int], set[int]]:
    """Name → number, and the numbers of columns whose name another has."""
    columns: dict[str, int] = {}
    doubled = set()
    for n, cell in enumerate(cells, 1):
        name = re.sub(r"[\s-]+", "_", cell.casefold()) if isinstance(cell, str) else ""
        if name in columns:
            doubled.add(n)
        elif name:
            columns[name] = n
    return columns, doubled


def letters(column: int) -> str:
    """What a spreadsheet calls a column: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
