"""What is wrong with a row of a roster and in which column, never quoting the cell itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one row.

    Attributes:
        row: number as a spreadsheet or a list shows it, from 1.
        column: its name; "" where several are concerned.
        message: what is wrong.
        hint: what to do; it may name what was probably meant.
        personal: whether the hint may tell something of a person; then only whoever edits the
            roster is shown it.
    """

    row: int
    column: str
    message: str
    hint: str = ""
    personal: bool = False

    @property
    def reason(self) -> str:
        """Column, message and hint on one line, for whoever edits the roster."""
        return self._said(self.hint)

    @property
    def public_reason(self) -> str:
        """The same line for a report that others read: a personal hint is replaced."""
        return self._said("(--check tells more.)" if self.personal and self.hint else self.hint)

    def _said(self, hint: str) -> str:
        named = self.column and not self.message.startswith(self.column)
        return f"{self.column + ': ' if named else ''}{self.message} {hint}".rstrip()
