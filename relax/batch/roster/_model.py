"""The values that reading a roster gives: ``Problem``, ``Row`` and ``Roster``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.errors import BadInput
    from relax.request import Request


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
        return self._line(self.hint)

    @property
    def public_reason(self) -> str:
        """The same line for a report that others read: a personal hint is replaced."""
        return self._line("(--check tells more.)" if self.personal and self.hint else self.hint)

    def _line(self, hint: str) -> str:
        """Column (where the message does not begin with it), message and ``hint``."""
        named = self.column and not self.message.startswith(self.column)
        return f"{self.column + ': ' if named else ''}{self.message} {hint}".rstrip()


@dataclass(frozen=True, slots=True)
class Row:
    """One track that somebody asks for.

    Attributes:
        number: of the row in the file, as a spreadsheet or a list shows it, from 1.
        client_ref: the clinic's own reference of the person; None where none is given.
        request: what to make; None where ``problems`` say why it cannot be made.
        problems: everything that is wrong with the row.
    """

    number: int
    client_ref: str | None
    request: Request | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """Every row of a roster, in the order of the file.

    Attributes:
        name: of the roster, which is also the name of the folder of its tracks.
        rows: one for each track that is asked for.
        notices: sentences that a person should read before the tracks are made.
        identities: voice as asked for → engine, version and settings that it stands for.
        unusable: why nothing of the roster may be made, whatever its rows are like.
    """

    name: str
    rows: tuple[Row, ...]
    notices: tuple[str, ...] = ()
    identities: Mapping[str, str] = field(default_factory=dict)
    unusable: BadInput | None = None
