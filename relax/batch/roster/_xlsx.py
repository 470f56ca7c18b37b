"""An XLSX file → lines of cells as a person sees them on the sheet.

A cell whose shown value is not in the file, or not certain (a date, a formula without its result,
a merged cell), becomes an ``UnreadableCell``; none is guessed.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from relax.batch.roster._table import UnreadableCell, find_header
from relax.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.batch.roster._headings import HeadingRules
    from relax.batch.roster._table import Cell, Line

_DATE = UnreadableCell(
    "This cell is a date or a time.", "Format it as text or number and type it again."
)
_FORMULA = UnreadableCell(
    "This cell is a formula whose result is not in the file.",
    "Open the file in a spreadsheet program and save it, or paste the value.",
)
_MERGED = UnreadableCell("This cell is merged with the one beside it.", "Split the cells.")
LARGEST_UNPACKED: Final = 30_000_000
"""Bytes of XML, about fifty thousand rows; reading them takes a few hundred megabytes of memory."""

LARGEST_AREA: Final = 10_000_000
"""Cells from column A to the last filled one, added up over all rows."""

MOST_MERGED: Final = 100_000
"""Cells in merged ranges, all ranges together."""

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=[\"']([A-Z0-9:$]+)[\"']")

_PADDED = re.compile("0+")
"""A number format of zeros only: with 0000 the number 42 is shown as 0042."""


def read_xlsx(content: bytes, rules: HeadingRules) -> tuple[list[Line], tuple[str, ...], str]:
    """The lines of the sheet with the headings, notices on how it was read, and where it was.

    The sheet is the first visible one, or the only other one that has headings. The last text
    (such as “ of the first sheet”) is for errors. A cell that is merged with those below it stands
    in each of their rows.

    Raises:
        BadInput: it is too large, or several sheets could be meant.
        Exception: of whatever kind the reader meets in a broken file.
    """
    from openpyxl import load_workbook  # noqa: PLC0415  (only for a spreadsheet)

    _refuse_huge(content)
    # Read twice: openpyxl gives either the results of formulas or the formulas, never both.
    book = load_workbook(io.BytesIO(content), data_only=True)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    shown = shown or book.worksheets[:1]
    sheet = _roster_sheet(shown, rules)
    rows = _rows(sheet)
    formulas = load_workbook(io.BytesIO(content), read_only=True)[sheet.title]
    formulas.reset_dimensions()
    for n, m in _formulas(formulas):
        if not rows.get(n, {}).get(m):
            rows.setdefault(n, {})[m] = _FORMULA
    _fill_merged(sheet, rows)
    where = " of the first sheet" if len(shown) == 1 else " of each sheet"
    return sorted(rows.items()), _notices(sheet, shown), where


def _refuse_huge(content: bytes) -> None:
    """Stop before a small file unpacks to more than fits into memory.

    Raises:
        BadInput: it would unpack to too many bytes, or to too many merged cells.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise _too_large()
        texts = [packed.read(part) for part in parts if part.filename.endswith(".xml")]
    if sum(_area(found[1].decode()) for text in texts for found in _MERGE.finditer(text)) > (
        MOST_MERGED
    ):  # the reader would make every one of them
        raise BadInput("Too many cells of the spreadsheet are merged.", hint="Split the cells.")


def _area(reference: str) -> int:
    """How many cells a range such as ``A2:C9`` has (24)."""
    from openpyxl.utils import range_boundaries  # noqa: PLC0415

    left, top, right, low = (int(edge or 1) for edge in range_boundaries(reference))
    return (right - left + 1) * (low - top + 1)


def _too_large() -> BadInput:
    return BadInput(
        "The spreadsheet is too large to be a roster.",
        hint="Delete what is no roster in it, or save the roster alone as CSV.",
    )


def _rows(sheet: Any) -> dict[int, dict[int, Cell]]:
    """The filled cells of a sheet, by row and column from 1.

    Only filled cells are visited: one stray cell far out makes a sheet of a billion cells.

    Raises:
        BadInput: there are more, or wider, rows than any roster has.
    """
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sheet._cells.items():  # noqa: SLF001  (rows would make them all)
        if cell.value is not None:
            rows.setdefault(row, {})[column] = _shown(cell)
    if sum(max(cells) for cells in rows.values()) > LARGEST_AREA:
        raise _too_large()
    return rows


def _roster_sheet(shown: list[Any], rules: HeadingRules) -> Any:
    """The first sheet, unless it has no headings and exactly one other has.

    Raises:
        BadInput: several others do.
    """
    if len(shown) == 1 or find_header(sorted(_rows(shown[0]).items()), rules)[1]:
        return shown[0]
    others = [
        sheet for sheet in shown[1:] if find_header(sorted(_rows(sheet).items()), rules)[1] > 1
    ]
    if len(others) > 1:
        raise BadInput(
            "Several sheets of the spreadsheet could be the roster.",
            hint="Move the one that is to the front, or hide the others.",
        )
    return others[0] if others else shown[0]


def _fill_merged(sheet: Any, rows: dict[int, dict[int, Cell]]) -> None:
    """Copy a merged cell into each of its rows, up to the last filled row and column."""
    last = max(rows, default=0)
    widest = max((max(cells) for cells in rows.values() if cells), default=0)
    for merged in sheet.merged_cells.ranges:
        top, low = merged.min_row, min(merged.max_row, last)
        left, right = merged.min_col, min(merged.max_col, widest)
        value = rows.get(top, {}).get(left, "")
        for n in range(top, low + 1):
            for m in range(left, right + 1):
                if value or m != left:
                    rows.setdefault(n, {})[m] = value if m == left else _MERGED


def _shown(cell: Any) -> Cell:
    """The value of a cell as the sheet shows it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _DATE
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.15g}"  # spreadsheet programs show 15 digits, so 0.1 + 0.2 is 0.3
    if isinstance(value, int | float):
        padded = _PADDED.fullmatch(cell.number_format or "")
        return str(int(value)).zfill(len(padded[0]) if padded else 0)
    return str(value)


def _formulas(sheet: Any) -> Iterator[tuple[int, int]]:
    """Row and column of every formula of a sheet, from 1."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                yield cell.row, cell.column


def _notices(sheet: Any, shown: list[Any]) -> tuple[str, ...]:
    """Sentences on which sheet was read, and on hidden rows in it."""
    notices = []
    if sheet is not shown[0]:
        number = shown.index(sheet) + 1
        notices.append(f"Sheet {number} of the spreadsheet was read: those before name no columns.")
    elif any(_rows(other) for other in shown[1:]):
        notices.append("Only the first sheet of the spreadsheet was read.")
    hidden = sum(dimension.hidden for dimension in sheet.row_dimensions.values())
    if hidden:
        notices.append(f"Rows that the spreadsheet hides were read too: {hidden}.")
    return tuple(notices)
