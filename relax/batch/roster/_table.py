"""Lines of cells (CSV, XLSX) → a ``Table``: rows whose cells go by the names of their columns.

No filled cell is dropped: one that cannot be read, or stands in a column without a name, becomes a
problem of its row.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from relax.batch.roster._headings import heading_key
from relax.batch.roster._model import Problem
from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from relax.batch.roster._headings import HeadingRules


@dataclass(frozen=True, slots=True)
class UnreadableCell:
    """Stands in place of a cell: why it cannot be read, and what to do."""

    message: str
    hint: str = ""


Cell = str | UnreadableCell
Line = tuple[int, "Mapping[int, Cell]"]
"""The number of a line, and its cells by the number of their column; both count from 1."""

HEADER_LINES: Final = 20
"""How many filled lines from the top may be the one that names the columns."""

_NAMES_OF_HEADER: Final = 2
"""From so many known headings on, a line below the first is taken for the one with the headings."""

_LONGEST_TITLE: Final = 40
"""Characters of a heading that are shown to a person."""

_MOST_NAMED: Final = 5
"""Columns without a name that are listed in one problem."""

_ERROR = re.compile(r"#(N/A|N/D|NV|[A-ZÄÖÜÉÈ0-9/]{3,14}[!?])")
"""What spreadsheet programs in several languages show, and export, for a formula that failed."""

_FAILED = UnreadableCell(
    "This cell shows an error of the spreadsheet.", "Mend the formula behind it."
)
_UNNAMED = UnreadableCell(
    "There is something in a column without a name.",
    "Name the column, or empty the cell. A cell that holds the separator stands between quotes.",
)


@dataclass(frozen=True, slots=True)
class Record:
    """One row as read.

    Attributes:
        number: as a spreadsheet or a list shows it, from 1.
        cells: column → what stands in it.
        problems: cells that cannot be read.
    """

    number: int
    cells: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A roster as read.

    Attributes:
        records: rows that hold anything.
        titles: column → how it is named to a person, such as ``B “Patient ID”``.
        defaults: column → what a row has there that leaves it empty.
        notices: sentences on how the file was read.
        doubled: name that two columns have → where the second one is.
        line: number of the line with the headings; 0 where every row names its own fields.
    """

    records: tuple[Record, ...]
    titles: Mapping[str, str]
    defaults: Mapping[str, Any]
    notices: tuple[str, ...] = ()
    doubled: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


def find_header(
    lines: Iterable[tuple[int, Mapping[int, Any]]], rules: HeadingRules
) -> tuple[int, int]:
    """Which of ``lines`` holds the headings (its index), and how many known ones it has.

    The first line is taken with a single known heading. A line below it, under a title, needs
    several, because one may be a word that only looks like a heading.
    """
    found = [
        sum(isinstance(cell, str) and rules.knows(cell) for cell in cells.values())
        for _, cells in itertools.islice(lines, HEADER_LINES)
    ]
    best = max(range(len(found)), key=lambda n: found[n], default=0)
    if not found or (found[best] < _NAMES_OF_HEADER and not found[0]):
        return 0, 0
    return (best, found[best]) if found[best] >= _NAMES_OF_HEADER else (0, found[0])


def table_from_lines(
    lines: Iterable[Line],
    file: str,
    notices: tuple[str, ...],
    rules: HeadingRules,
    where: str = "",
) -> Table:
    """The table whose headings stand in one of the first lines, its rows below that line.

    Args:
        lines: in their order.
        file: its path, for errors.
        notices: sentences on how the file was read so far.
        rules: which headings are known.
        where: the part of the file, for errors, such as “ of the first sheet”.

    Raises:
        BadInput: no line holds anything, or none of the first names a column.
    """
    filled = [(number, cells) for number, line in lines if (cells := _trimmed(line))]
    if not filled:
        raise BadInput("The roster is empty.", place=Place(file))
    at, names = find_header(filled, rules)
    if not names:
        last = filled[:HEADER_LINES][-1][0]
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
        name: f"{column_letters(n)} “{' '.join(str(header[n]).split())[:_LONGEST_TITLE]}”"
        for name, n in columns.items()
    }
    twice = {name: f"column {column_letters(n)}" for n, name in doubled}
    return Table(records, titles, {}, notices, twice, number)


def _trimmed(line: Mapping[int, Cell]) -> dict[int, Cell]:
    """The filled cells of a line, without blanks around them."""
    cells = ((n, cell.strip() if isinstance(cell, str) else cell) for n, cell in line.items())
    return {n: cell for n, cell in cells if cell}


def _record(
    number: int, cells: Mapping[int, Cell], names: Mapping[int, str], doubled: Collection[int]
) -> Record:
    """One line as a row; ``names``: number of a column → its name."""
    found: dict[str, str] = {}
    problems = []
    unnamed = []
    for n, cell in sorted(cells.items()):
        read = _FAILED if isinstance(cell, str) and _ERROR.fullmatch(cell) else cell
        if n not in names:
            unnamed += [] if n in doubled else [n]
        elif isinstance(read, UnreadableCell):
            problems.append(Problem(number, names[n], read.message, read.hint))
        else:
            found[names[n]] = read
    if unnamed:
        where = ", ".join(map(column_letters, unnamed[:_MOST_NAMED]))
        where = f"column {where}{' …' * (len(unnamed) > _MOST_NAMED)}"
        problems.append(Problem(number, where, _UNNAMED.message, _UNNAMED.hint))
    return Record(number, found, tuple(problems))


def _columns(cells: Mapping[int, Cell]) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Name → number of its first column; and number and name of every further one of that name."""
    columns: dict[str, int] = {}
    doubled = []
    for n, cell in sorted(cells.items()):
        name = heading_key(cell) if isinstance(cell, str) else ""
        if name in columns:
            doubled.append((n, name))
        elif name:
            columns[name] = n
    return columns, doubled


def column_letters(column: int) -> str:
    """The number of a column as spreadsheets write it: 1 → A, 27 → AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
