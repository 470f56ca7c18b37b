"""The cells of a spreadsheet as a person sees them; what cannot be trusted is named as such."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

from relax.batch._grid import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.batch._grid import Cell

_DATE = Flaw("This cell is a date or a time.", "Format it as text or number and type it again.")
_FORMULA = Flaw(
    "This cell is a formula whose result is not in the file.",
    "Open the file in a spreadsheet program and save it, or paste the value.",
)
_MERGED = Flaw("This cell is merged with the one beside it.", "Split the cells.")
_PADDED = re.compile("0+")
"""The number format of 0042."""


def spreadsheet(content: bytes) -> tuple[list[list[Cell]], tuple[str, ...]]:
    """The rows of the first sheet that is shown, and what a person should know about them.

    A cell that is merged with those below it stands in each of their rows.

    Raises:
        Exception: of whatever kind the reader meets in a broken file.
    """
    from openpyxl import load_workbook  # noqa: PLC0415  (only for a spreadsheet)

    book = load_workbook(io.BytesIO(content), data_only=True)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheet = (shown or book.worksheets)[0]
    rows = [[_shown(cell) for cell in row] for row in sheet.iter_rows()]
    formulas = load_workbook(io.BytesIO(content), read_only=True)[sheet.title]
    for n, m in _formulas(formulas):
        if n < len(rows) and m < len(rows[n]) and not rows[n][m]:
            rows[n][m] = _FORMULA
    for merged in sheet.merged_cells.ranges:
        top, left = merged.min_row - 1, merged.min_col - 1
        for n in range(top, merged.max_row):
            for m in range(left, merged.max_col):
                rows[n][m] = rows[top][left] if m == left else _MERGED
    return rows, _notices(sheet, [each for each in shown if each is not sheet])


def _shown(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _DATE
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.15g}"
    if isinstance(value, int | float):
        padded = _PADDED.fullmatch(cell.number_format or "")
        return str(int(value)).zfill(len(padded[0]) if padded else 0)
    return str(value)


def _formulas(sheet: Any) -> Iterator[tuple[int, int]]:
    """Row and column of every formula, from 0."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                yield cell.row - 1, cell.column - 1


def _notices(sheet: Any, others: list[Any]) -> tuple[str, ...]:
    told = []
    if any(other.max_row > 1 or other.max_column > 1 for other in others):
        told.append("Only the first sheet of the spreadsheet was read.")
    hidden = sum(dimension.hidden for dimension in sheet.row_dimensions.values())
    if hidden:
        told.append(f"Rows that the spreadsheet hides were read too: {hidden}.")
    return tuple(told)
