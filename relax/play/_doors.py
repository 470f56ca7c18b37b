"""What a player works with, how it plays, and what it keeps in mind while it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from relax.units import to_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from relax.play._clock import Clock
    from relax.play._cues import Cue
    from relax.play._deck import Deck
    from relax.play._device import Output
    from relax.play._journal import Journal
    from relax.play._keys import Command
    from relax.play._model import Entry, Piece, Plan
    from relax.play._source import Source
    from relax.play._view import View

ARRIVE_S = 0.3
"""The way back begins at once, and softly: seconds."""


class Planning(Protocol):
    """Makes plans; the player asks again whenever something changed."""

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        """What sounds from ``now`` on.

        Args:
            now: seconds since 1970.
            skip: files that are not to be played.
            last: what was played last, so that the order goes on from there.
        """

    def changed(self) -> bool:
        """Whether a calendar changed since the last plan."""


class WayBack(Protocol):
    """Finds the way back."""

    def __call__(
        self, playing: Piece | None, last: Path | None, skip: frozenset[Path], /
    ) -> tuple[Piece, float] | None:
        """The piece and the second to go to; None when there is no way back anywhere."""


@dataclass(frozen=True)
class Doors:
    """What the player works with.

    Attributes:
        deck, output, clock, journal: where sound is mixed, goes, and is written down.
        planning: what plays when.
        pressed: keys since the last time it was asked.
        open_track: opens a piece from a second on.
        open_bed: opens the bed; None when there is none.
        way_back: where to go to come back, piece and second, or None: from what plays, what was
            played last, and what cannot be played.
        show: draws one moment.
        watch: looks after the device.
        heard: told which file is heard, and from when, in seconds since 1970.
    """

    deck: Deck
    output: Output
    clock: Clock
    journal: Journal
    planning: Planning
    open_track: Callable[[Piece, float], Source]
    open_bed: Callable[[], Source | None]
    pressed: Callable[[], Sequence[Command]] = tuple
    way_back: WayBack = lambda _playing, _last, _skip: None
    show: Callable[[View], None] = lambda _view: None
    watch: Callable[[], None] = lambda: None
    heard: Callable[[Path, float], None] = lambda _path, _at: None


@dataclass(frozen=True)
class Manner:
    """How it plays.

    Attributes:
        fade: seconds of a fade to silence.
        crossfade: seconds in which one thing hands over to the next.
        presence: whether a soft tone says now and then that a silence is meant.
    """

    fade: float = 4.0
    crossfade: float = 4.0
    presence: bool = False


@dataclass
class Now:
    """What plays."""

    what: str = ""
    piece: Piece | None = None
    entry: Entry | None = None
    frames: int = 0  # heard of the piece, its start counted in

    @property
    def position(self) -> float:
        return to_seconds(self.frames)


@dataclass
class Waiting:
    """A source that is being opened."""

    source: Source
    now: Now
    at: float
    cue: Cue | None = None
    fade_in: float = ARRIVE_S
