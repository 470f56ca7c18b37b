"""What sounds when: a piece (file), an entry, a plan, the cues of a plan; and the planner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

What = Literal["track", "bed", "quiet"]


@dataclass(frozen=True)
class Piece:
    """A file that can be played, as far as planning needs to know it.

    Attributes:
        path: The sound file.
        title: What the screen calls it; never a person's name.
        seconds: Its decoded length, in seconds.
        spoken: Start and end of every spoken line in seconds, in order; empty when unknown
            (then the whole file counts as one line that must be played whole).
        way_back: Where its chapter "Come back now" begins, in seconds; None when it has none.
        personal: Whether it is for one person, or nobody can tell that it is not.
        wakes: Whether its listener is brought back at the end; music of others counts as such.
    """

    path: Path
    title: str
    seconds: float
    spoken: tuple[tuple[float, float], ...] = ()
    way_back: float | None = None
    personal: bool = False
    wakes: bool = True


@dataclass(frozen=True)
class Entry:
    """One stretch of a plan.

    Attributes:
        start: When it begins, with its time zone.
        end: When it has gone silent or has handed over; neighbours that crossfade overlap by the
            length of the crossfade.
        what: A track, the bed alone, or quiet.
        piece: What is played in a "track"; None otherwise.
        reason: Why it is quiet, in neutral words ("appointment"), never a calendar's own text.
    """

    start: datetime
    end: datetime
    what: What
    piece: Piece | None = None
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """What sounds when, in order and without holes, from now to the end of what was asked.

    Attributes:
        made: when it begins.
        entries: what sounds when.
        goes_on: whether its end is only as far as was looked, and not a silence.
    """

    made: datetime
    entries: tuple[Entry, ...]
    goes_on: bool = False


class Planner(Protocol):
    """Makes plans; a player asks for another whenever something changed."""

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        """What sounds from ``now`` on.

        Args:
            now: seconds since 1970.
            skip: files that are not to be played.
            last: what was played last, so that the order goes on from there.
        """

    def changed(self) -> bool:
        """Whether what the plan was made from (a calendar) changed since this was asked last."""


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
    """The fade of a sound from ``began`` to ``end``; at the most half as long as the sound."""
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
