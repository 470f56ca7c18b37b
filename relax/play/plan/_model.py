"""The values that planning and playing share: a piece (file), an entry, a plan; and the planner."""

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
