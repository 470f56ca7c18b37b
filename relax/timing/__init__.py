"""Timing: pauses chosen so that the whole is exactly as long as asked."""

from relax.timing._model import (
    BedChange,
    ChapterSpan,
    Gap,
    Heard,
    Phase,
    PhaseKind,
    SoundCue,
    SoundKind,
    Spoken,
    Timeline,
)

__all__ = [
    "BedChange",
    "ChapterSpan",
    "Gap",
    "Heard",
    "Phase",
    "PhaseKind",
    "SoundCue",
    "SoundKind",
    "Spoken",
    "Timeline",
]
