"""Script → steps in time: estimates of speech, ranges of pauses, what is left out to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.pacing._data import pacing
    from relax.words.pacing._density import Part, density_bands, main_density
    from relax.words.pacing._estimate import USUAL_MINUTES, estimate, spans_for
    from relax.words.pacing._select import (
        breathe_seconds,
        ideal_seconds,
        resolve,
        select,
        spread_evenly,
        tidy,
        without_stray_pauses,
    )
    from relax.words.pacing._steps import (
        BELL_S,
        ChapterSteps,
        Level,
        Pace,
        Say,
        Sound,
        Span,
        Spans,
        Step,
        Wait,
        flatten,
        kind_from_place,
        unfold,
    )

__all__ = [
    "BELL_S",
    "USUAL_MINUTES",
    "ChapterSteps",
    "Level",
    "Pace",
    "Part",
    "Say",
    "Sound",
    "Span",
    "Spans",
    "Step",
    "Wait",
    "breathe_seconds",
    "density_bands",
    "estimate",
    "flatten",
    "ideal_seconds",
    "kind_from_place",
    "main_density",
    "pacing",
    "resolve",
    "select",
    "spans_for",
    "spread_evenly",
    "tidy",
    "unfold",
    "without_stray_pauses",
]

__getattr__ = lazily(
    __name__,
    {
        "_data": ("pacing",),
        "_density": (
            "Part",
            "density_bands",
            "main_density",
        ),
        "_estimate": (
            "USUAL_MINUTES",
            "estimate",
            "spans_for",
        ),
        "_select": (
            "breathe_seconds",
            "ideal_seconds",
            "resolve",
            "select",
            "spread_evenly",
            "tidy",
            "without_stray_pauses",
        ),
        "_steps": (
            "BELL_S",
            "ChapterSteps",
            "Level",
            "Pace",
            "Say",
            "Sound",
            "Span",
            "Spans",
            "Step",
            "Wait",
            "flatten",
            "kind_from_place",
            "unfold",
        ),
    },
)
