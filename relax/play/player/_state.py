"""What a player keeps in mind: what is heard now, and the source that is being opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relax.units import to_seconds

if TYPE_CHECKING:
    from relax.play.plan import Cue, Entry, Piece
    from relax.play.sound import Source

ARRIVE_S = 0.3
"""Fade in, in seconds, of what a key asked for: at once to the ear, and still no click."""


@dataclass
class NowPlaying:
    """What is heard.

    Attributes:
        what: ``track``, ``bed``, ``quiet``, or "" before anything was heard.
        piece: the file of a track; None for all else.
        entry: the entry of the plan it stands in; None when a key asked for it.
        frames: how far it has come, counted from the beginning of the file.
    """

    what: str = ""
    piece: Piece | None = None
    entry: Entry | None = None
    frames: int = 0

    @property
    def position(self) -> float:
        """Seconds from the beginning of the file."""
        return to_seconds(self.frames)


@dataclass
class PendingSource:
    """A source that is opened now, to be heard later.

    Attributes:
        source: read by a thread of its own until then.
        now: what is heard from that moment on.
        at: that moment, in seconds since 1970.
        cue: the moment of the plan that asked for it; None when a key did.
        fade_in: seconds.
    """

    source: Source
    now: NowPlaying
    at: float
    cue: Cue | None = None
    fade_in: float = ARRIVE_S
