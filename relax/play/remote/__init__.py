"""Other programs: a Music Player Daemon that plays the plan, and the desktop's media keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.play.remote._mpd import MpdAddress, MpdPlayer, connect, connected
    from relax.play.remote._mpris import Mpris

__all__ = [
    "MpdAddress",
    "MpdPlayer",
    "Mpris",
    "connect",
    "connected",
]

__getattr__ = lazily(
    __name__,
    {
        "_mpd": ("MpdAddress", "MpdPlayer", "connect", "connected"),
        "_mpris": ("Mpris",),
    },
)
