"""A plan → its cues: the moments at which a player starts, fades, is silent, or asks for more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from relax.play.plan._model import Entry, Piece, Plan


@dataclass(frozen=True)
class Cue:
    """One moment of a plan.

    Attributes:
        at: when, in seconds since 1970.
        kind: start an entry; begin to fade; be silent; the plan is over; or there is more of it.
        entry: the entry that starts, or the quiet one.
        until: for a fade: when there must be silence.
    """

    at: float
    kind: Literal["play", "fade", "quiet", "end", "more"]
    entry: Entry | None = None
    until: float = 0.0


def cues_of(plan: Plan, fade: float) -> list[Cue]:
    """The moments of ``plan`` in order; fades to silence last ``fade`` seconds."""
    found: list[Cue] = []
    began: float | None = None  # of what sounds before
    for entry in plan.entries:
        start = entry.start.timestamp()
        if entry.what != "quiet":
            found.append(Cue(start, "play", entry))
            began = start
            continue
        if began is not None:
            found.append(_fade(began, start, fade))
        found.append(Cue(start, "quiet", entry))
        began = None
    if plan.entries:
        end = plan.entries[-1].end.timestamp()
        if began is not None and not plan.goes_on:
            found.append(_fade(began, end, fade))
        found.append(Cue(end, "more" if plan.goes_on else "end"))
    return found


def _fade(began: float, end: float, fade: float) -> Cue:
    """The fade of what began at ``began``; what is too short for all of it has half its time."""
    return Cue(max((began + end) / 2, end - fade), "fade", until=end)


def free_until(plan: Plan) -> float:
    """When ``plan`` first asks for quiet, or ends; in seconds since 1970."""
    for entry in plan.entries:
        if entry.what == "quiet":
            return entry.start.timestamp()
    return plan.entries[-1].end.timestamp() if plan.entries else 0.0


def edges(entry: Entry) -> tuple[float, float]:
    """Seconds without words at the start and at the end of what is played in ``entry``."""
    piece = entry.piece
    if piece is None or not piece.spoken:
        return 1e9, 1e9  # longer than any fade
    return max(0.0, piece.spoken[0][0]), max(0.0, piece.seconds - piece.spoken[-1][1])


def words_left(piece: Piece, position: float) -> float:
    """Seconds until the line that is being spoken at ``position`` has been said; 0 in a pause."""
    return max(
        (end - position for start, end in piece.spoken if start <= position < end), default=0
    )


def pause_left(piece: Piece, position: float) -> float:
    """Seconds until the next line begins after ``position``; 1e9 when there is none."""
    return min((start - position for start, _ in piece.spoken if start > position), default=1e9)
