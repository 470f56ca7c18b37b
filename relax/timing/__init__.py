"""Timing: pauses chosen so that the whole is exactly as long as asked."""

from relax.timing._fit import fit
from relax.timing._model import (
    BedChange,
    ChapterSpan,
    Edges,
    Gap,
    Heard,
    Phase,
    PhaseKind,
    SoundCue,
    SoundKind,
    Spoken,
    Timeline,
)
from relax.timing._parts import phrases_to_voice

__all__ = [
    "BedChange",
    "ChapterSpan",
    "Edges",
    "Gap",
    "Heard",
    "Phase",
    "PhaseKind",
    "SoundCue",
    "SoundKind",
    "Spoken",
    "Timeline",
    "fit",
    "phrases_to_voice",
]
