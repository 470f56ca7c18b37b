"""What is wrong with a row, and where, without what stands there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell.

    Attributes:
        row: number as a spreadsheet or a list shows it, from 1.
        column: name of the column, "" where several are concerned.
        message: what is wrong.
        hint: what to do; it may name what was probably meant.
        personal: the hint may tell of a person, and is for whoever mends the roster alone.
    """

    row: int
    column: str
    message: str
    hint: str = ""
    personal: bool = False

    @property
    def reason(self) -> str:
        """Column, what is wrong and what to do, on one line."""
        return self._said(self.hint)

    @property
    def public_reason(self) -> str:
        """The same for a report that others read."""
        return self._said("(--check tells more.)" if self.personal and self.hint else self.hint)

    def _said(self, hint: str) -> str:
        named = self.column and not self.message.startswith(self.column)
        return f"{self.column + ': ' if named else ''}{self.message} {hint}".rstrip()
