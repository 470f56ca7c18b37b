"""Tracks and the time there is → a plan of what sounds when → the cues a player acts on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.play.plan._cues import Cue, cues_of, edges, free_until, pause_left, words_left
    from relax.play.plan._model import Entry, Piece, Plan, Planner
    from relax.play.plan._plan_day import DayPlanner
    from relax.play.plan._plan_gap import GapPlanner, LengthPlanner
    from relax.play.plan._plan_track import TrackPlanner

__all__ = [
    "Cue",
    "DayPlanner",
    "Entry",
    "GapPlanner",
    "LengthPlanner",
    "Piece",
    "Plan",
    "Planner",
    "TrackPlanner",
    "cues_of",
    "edges",
    "free_until",
    "pause_left",
    "words_left",
]

__getattr__ = lazily(
    __name__,
    {
        "_cues": ("Cue", "cues_of", "edges", "free_until", "pause_left", "words_left"),
        "_model": ("Entry", "Piece", "Plan", "Planner"),
        "_plan_day": ("DayPlanner",),
        "_plan_gap": ("GapPlanner", "LengthPlanner"),
        "_plan_track": ("TrackPlanner",),
    },
)
