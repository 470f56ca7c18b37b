"""Tracks, beds and a calendar → sound in the gaps of a day, silent on the minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.play._play_once import can_play, has_loudspeaker, play_once
    from relax.play._session import Session, play
    from relax.play.calendar import WatchedCalendar
    from relax.play.jobs import FallbackWayBack, prepare_bed
    from relax.play.library import find_pieces, last_heard, select_pieces
    from relax.play.plan import DayPlanner, Entry, GapPlanner, LengthPlanner, Piece, Plan, Planner
    from relax.play.player import PlaySettings
    from relax.play.remote import MpdAddress, MpdPlayer, connect, connected
    from relax.play.sound import SystemClock, device_names
    from relax.play.terminal import leave_on_signals

__all__ = [
    "DayPlanner",
    "Entry",
    "FallbackWayBack",
    "GapPlanner",
    "LengthPlanner",
    "MpdAddress",
    "MpdPlayer",
    "Piece",
    "Plan",
    "Planner",
    "PlaySettings",
    "Session",
    "SystemClock",
    "WatchedCalendar",
    "can_play",
    "connect",
    "connected",
    "device_names",
    "find_pieces",
    "has_loudspeaker",
    "last_heard",
    "leave_on_signals",
    "play",
    "play_once",
    "prepare_bed",
    "select_pieces",
]

__getattr__ = lazily(
    __name__,
    {
        "_play_once": ("can_play", "has_loudspeaker", "play_once"),
        "_session": ("Session", "play"),
        "calendar": ("WatchedCalendar",),
        "jobs": ("FallbackWayBack", "prepare_bed"),
        "library": ("find_pieces", "last_heard", "select_pieces"),
        "plan": ("DayPlanner", "Entry", "GapPlanner", "LengthPlanner", "Piece", "Plan", "Planner"),
        "player": ("PlaySettings",),
        "remote": ("MpdAddress", "MpdPlayer", "connect", "connected"),
        "sound": ("SystemClock", "device_names"),
        "terminal": ("leave_on_signals",),
    },
)
