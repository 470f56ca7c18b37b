"""Lines of cells → rows by the names of their columns; nothing in a cell is passed over."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from relax.batch._columns import plain
from relax.batch._problem import Problem
from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from relax.batch._columns import Headings


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a cell cannot be read, and what to do."""

    message: str
    hint: str = ""


Cell = str | Flaw
Line = tuple[int, "Mapping[int, Cell]"]
"""Number of a line, and its cells by the numbers of their columns, all from 1."""

LOOKED_THROUGH: Final = 20
"""Lines that hold anything, from the top, in which the names of columns are looked for."""

_PLAIN: Final = 2
"""So many names in a line, and it is the one that names the columns."""

_LONGEST_TITLE: Final = 40
_MOST_NAMED: Final = 5

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
        titles: column → how a person is told of it.
        defaults: what a row has that does not say otherwise.
        notices: what a person should know about how it was read.
        doubled: columns of whose name there is another one → where that is.
        line: where the columns are named; 0 where every row names its own fields.
    """

    records: tuple[Record, ...]
    titles: Mapping[str, str]
    defaults: Mapping[str, Any]
    notices: tuple[str, ...] = ()
    doubled: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


def find_header(
    lines: Iterable[tuple[int, Mapping[int, Any]]], headings: Headings
) -> tuple[int, int]:
    """The place in ``lines`` of the line that names the columns, and how many names it holds.

    The first line is taken with a single name; one below it, under a title, only with several.
    """
    found = [
        sum(isinstance(cell, str) and headings.knows(cell) for cell in cells.values())
        for _, cells in itertools.islice(lines, LOOKED_THROUGH)
    ]
    best = max(range(len(found)), key=lambda n: found[n], default=0)
    if not found or (found[best] < _PLAIN and not found[0]):
        return 0, 0
    return (best, found[best]) if found[best] >= _PLAIN else (0, found[0])


def grid(
    lines: Iterable[Line], file: str, notices: tuple[str, ...], headings: Headings, where: str = ""
) -> Table:
    """Rows below the line that names the columns.

    Args:
        lines: in their order.
        file: for errors.
        notices: what is known already of how it was read.
        headings: by which names are known.
        where: what was looked through, for errors, such as “ of the first sheet”.

    Raises:
        BadInput: no line holds anything, or none of the first names a column.
    """
    filled = [(number, cells) for number, line in lines if (cells := _trimmed(line))]
    if not filled:
        raise BadInput("The roster is empty.", place=Place(file))
    at, names = find_header(filled, headings)
    if not names:
        last = filled[:LOOKED_THROUGH][-1][0]
        raise BadInput(
            "No line of the roster names its columns.",
            hint=f"Names such as template, minutes and client_ref were looked for in lines 1 to "
            f"{last}{where}. `relax batch --example` prints a roster to begin with.",
            place=Place(file),
        )
    number, header = filled[at]
    if at:
        told = f"The columns are named in line {number}; what stands above it was not read."
        notices = (*notices, told)
    columns, doubled = _columns(header)
    names_at = {n: name for name, n in columns.items()}
    records = tuple(
        _record(below, cells, names_at, [n for n, _ in doubled])
        for below, cells in filled[at + 1 :]
    )
    titles = {
        name: f"{letters(n)} “{' '.join(str(header[n]).split())[:_LONGEST_TITLE]}”"
        for name, n in columns.items()
    }
    twice = {name: f"column {letters(n)}" for n, name in doubled}
    return Table(records, titles, {}, notices, twice, number)


def _trimmed(line: Mapping[int, Cell]) -> dict[int, Cell]:
    """What is filled in a line."""
    cells = ((n, cell.strip() if isinstance(cell, str) else cell) for n, cell in line.items())
    return {n: cell for n, cell in cells if cell}


def _record(
    number: int, cells: Mapping[int, Cell], names: Mapping[int, str], doubled: Collection[int]
) -> Record:
    found: dict[str, str] = {}
    problems = []
    unnamed = []
    for n, cell in sorted(cells.items()):
        flaw = _FAILED if isinstance(cell, str) and _ERROR.fullmatch(cell) else cell
        if n not in names:
            unnamed += [] if n in doubled else [n]
        elif isinstance(flaw, Flaw):
            problems.append(Problem(number, names[n], flaw.message, flaw.hint))
        else:
            found[names[n]] = flaw
    if unnamed:
        where = ", ".join(map(letters, unnamed[:_MOST_NAMED]))
        where = f"column {where}{' …' * (len(unnamed) > _MOST_NAMED)}"
        problems.append(Problem(number, where, _UNNAMED.message, _UNNAMED.hint))
    return Record(number, found, tuple(problems))


def _columns(cells: Mapping[int, Cell]) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Name → number, and the numbers and names of columns whose name another has."""
    columns: dict[str, int] = {}
    doubled = []
    for n, cell in sorted(cells.items()):
        name = plain(cell) if isinstance(cell, str) else ""
        if name in columns:
            doubled.append((n, name))
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
