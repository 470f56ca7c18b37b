"""What a screen, lines or a desktop show of a playing session at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["following", "paused", "stopped", "returning", "leaving"]
"""Following the plan, paused, stopped softly, playing the way back, or fading to the end."""


@dataclass(frozen=True)
class View:
    """One moment.

    Attributes:
        now: the clock on the wall, seconds since 1970.
        what: what plays: ``track``, ``bed``, ``quiet``, or "" before anything has.
        title: the track's title.
        mode: the state of the player.
        left: seconds until what plays has ended.
        quiet_at: when quiet begins next; None when the plan knows of none.
        quiet_for: why it will be quiet then, in neutral words.
        sound_at: in quiet, when sound begins again; None when the plan knows of none.
        reason: why it is quiet, in neutral words.
        silent: seconds for which nothing has been heard while something plays.
        words_in: seconds until the next words of the track; None when unknown.
        volume: 0 to 1 of the ceiling.
        device: where the sound goes.
        notice: the last thing that happened that somebody should know; "".
    """

    now: float
    what: str = ""
    title: str = ""
    mode: Mode = "following"
    left: float = 0.0
    quiet_at: float | None = None
    quiet_for: str = ""
    sound_at: float | None = None
    reason: str = ""
    silent: float = 0.0
    words_in: float | None = None
    volume: float = 1.0
    device: str = ""
    notice: str = ""
