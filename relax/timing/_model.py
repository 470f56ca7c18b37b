"""The finished plan of a track: every event at an absolute sample. Immutable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relax.voices import Clip


@dataclass(frozen=True, slots=True)
class Spoken:
    """One clip in its place. ``start`` in samples; ``sentence`` indexes Timeline.sentences."""

    start: int
    clip: Clip
    text: str
    sentence: int
    gain_db: float = 0.0
    """Constant offset of this clip: what evens it, and the voice's slow trajectory."""

    @property
    def end(self) -> int:
        """First sample after the clip."""
        return self.start + self.clip.frames


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence as it is heard: from its first clip's start to its last clip's end, in samples."""

    text: str
    start: int
    end: int
    chapter: int
    personal: bool
    over_breath: bool = False


class PhaseKind(StrEnum):
    """Parts of a breath cycle."""

    IN = "in"
    TOP_UP = "top_up"
    HOLD = "hold"
    OUT = "out"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of paced breathing, in samples. ``tone``: a soft swell sounds through it."""

    kind: PhaseKind
    start: int
    frames: int
    tone: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch with no speech, in samples. ``kind``: a PauseKind, ``quiet``, lead-in or tail."""

    start: int
    frames: int
    kind: str


class SoundKind(StrEnum):
    """Single sounds besides voice and bed."""

    TONE = "tone"
    BELL = "bell"


@dataclass(frozen=True, slots=True)
class SoundCue:
    """A soft tone or bell at ``start``, lasting ``frames`` samples."""

    kind: SoundKind
    start: int
    frames: int


@dataclass(frozen=True, slots=True)
class BedChange:
    """From ``start`` the bed moves slowly to ``decibels`` from its own level."""

    start: int
    decibels: float


@dataclass(frozen=True, slots=True)
class ChapterSpan:
    """A chapter on the timeline, in samples; chapters tile the track from 0 to its end."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Edges:
    """Seconds before the first word and after the last one."""

    lead_in: float
    tail: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that will be heard, and when. ``frames`` is the exact length of the track.

    ``lead_in``: samples before the first word. ``tail``: samples after the last word, over which
    the bed fades away. ``sleep``: the ending fades slowly and nothing alerts.
    """

    frames: int
    lead_in: int
    tail: int
    chapters: tuple[ChapterSpan, ...]
    spoken: tuple[Spoken, ...]
    sentences: tuple[Heard, ...]
    phases: tuple[Phase, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sounds: tuple[SoundCue, ...] = ()
    bed_changes: tuple[BedChange, ...] = ()
    sleep: bool = False
