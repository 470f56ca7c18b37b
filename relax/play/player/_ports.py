"""What a player is given: settings, and the ports through which it reaches sound, keys and screen.

Tests hand in a clock that they turn, and an output that keeps every frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from relax.play.library import Journal
    from relax.play.plan import Piece, Planner
    from relax.play.sound import Clock, Mixer, Output, Source
    from relax.play.terminal import Command, View


class FindWayBack(Protocol):
    """Finds what brings a listener back from where they are."""

    def __call__(
        self, playing: Piece | None, last: Path | None, skip: frozenset[Path], /
    ) -> tuple[Piece, float] | None:
        """The piece and the second to go to; None when there is no way back anywhere.

        Args:
            playing: what plays; None in silence or over a bed.
            last: what was played last.
            skip: files that cannot be played.
        """


@dataclass(frozen=True)
class Ports:
    """What the player works with.

    Attributes:
        mixer: where sound is mixed.
        output: where it goes.
        clock: what time it is.
        journal: where it is written down.
        planner: what plays when.
        open_track: opens a piece from a second on.
        open_bed: opens the bed; None when there is none.
        pressed: commands since the last time it was asked.
        way_back: where to go to come back.
        show: draws one moment.
        watch: looks after the device.
        heard: told which file is heard, and from when, in seconds since 1970.
    """

    mixer: Mixer
    output: Output
    clock: Clock
    journal: Journal
    planner: Planner
    open_track: Callable[[Piece, float], Source]
    open_bed: Callable[[], Source | None]
    pressed: Callable[[], Sequence[Command]] = tuple
    way_back: FindWayBack = lambda _playing, _last, _skip: None
    show: Callable[[View], None] = lambda _view: None
    watch: Callable[[], None] = lambda: None
    heard: Callable[[Path, float], None] = lambda _path, _at: None


@dataclass(frozen=True)
class PlaySettings:
    """How it plays.

    Attributes:
        fade: seconds of a fade to silence.
        crossfade: seconds in which one thing hands over to the next; 0 joins tracks to the sample.
        presence: whether a soft tone says now and then that a silence is meant.
    """

    fade: float = 4.0
    crossfade: float = 4.0
    presence: bool = False
