"""Pieces → those that may be played to whoever comes next, and the others with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from relax.play.plan import Piece

LEAST_S: Final = 60.0
"""A sound that is shorter is a signal or an effect, not a track."""

_ROUNDING_S: Final = 0.05  # a track of a minute may be decoded that much shorter
_NAMED: Final = 3  # files; the others are counted


@dataclass(frozen=True, slots=True)
class Skipped:
    """Pieces that are not played, each under the first reason that holds for it.

    Attributes:
        personal: those for one person.
        sleeping: those that do not wake their listener.
        short: those under a minute.
    """

    personal: tuple[Piece, ...]
    sleeping: tuple[Piece, ...]
    short: tuple[Piece, ...]

    def sentence(self, *, named: bool) -> str:
        """What was passed over and why; "" when nothing was.

        ``named``: whether files are named; not where the next client may look at the screen.
        """
        reasons = (
            (self.personal, "for one person", "--personal"),
            (self.sleeping, "that may end in sleep", "--sleep"),
            (self.short, "shorter than a minute", ""),
        )
        parts = [
            f"{len(pieces)} {why}"
            + (f" ({_names(pieces)})" if named else "")
            + (f" unless you say {switch}" if switch else "")
            for pieces, why, switch in reasons
            if pieces
        ]
        return f"Passed over: {'; '.join(parts)}." if parts else ""


def select_pieces(
    pieces: Iterable[Piece], *, personal: bool = False, sleep: bool = False
) -> tuple[list[Piece], Skipped]:
    """The pieces that may be played between appointments, and the others by their reasons.

    Args:
        pieces: everything there is.
        personal: whether tracks for one person may be played this time.
        sleep: whether tracks that do not wake may be played this time.
    """
    chosen: list[Piece] = []
    for_one: list[Piece] = []
    sleeping: list[Piece] = []
    short: list[Piece] = []
    for piece in pieces:
        if piece.seconds < LEAST_S - _ROUNDING_S:
            short.append(piece)
        elif piece.personal and not personal:
            for_one.append(piece)
        elif not piece.wakes and not sleep:
            sleeping.append(piece)
        else:
            chosen.append(piece)
    return chosen, Skipped(tuple(for_one), tuple(sleeping), tuple(short))


def _names(pieces: Sequence[Piece]) -> str:
    names = [printable(piece.path.name) for piece in pieces]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
