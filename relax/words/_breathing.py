"""Breathing protocols: their patterns, gentler variants and limits (``data/breathing.yaml``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from relax.data import Strict, bundled
from relax.words._model import BreathPattern

if TYPE_CHECKING:
    from collections.abc import Mapping

Holds = Literal["none", "soft", "full"]
Seconds = Annotated[float, Field(ge=0, le=20)]
Range = tuple[float, float]
Share = Annotated[float, Field(gt=0, lt=1)]


class Variant(Strict, populate_by_name=True):
    """One way to breathe, in seconds, and what ``breath_hold`` must be for it."""

    inhale: Annotated[float, Field(gt=0, le=20, alias="in")]
    exhale: Annotated[float, Field(gt=0, le=20, alias="out")]
    top_up: Seconds = 0.0
    hold: Seconds = 0.0
    rest: Seconds = 0.0
    holds: Holds = "none"

    @property
    def pattern(self) -> BreathPattern:
        """The same as a script has it."""
        return BreathPattern(self.inhale, self.exhale, self.hold, self.rest, self.top_up)

    @property
    def bpm(self) -> float:
        """Breaths per minute."""
        return 60 / self.pattern.cycle


class Protocol(Strict):
    """A breathing protocol; see the head of ``data/breathing.yaml`` for each field."""

    paced: bool
    variants: tuple[Variant, ...] = ()
    longest: Variant | None = None
    ramp_from: Range | None = None
    minutes: tuple[float, float, float]
    cycles: tuple[int, int] | None = None
    count: tuple[int, int, int] | None = None
    natural_every_s: Range | None = None
    cautions: tuple[str, ...]
    sources: tuple[str, ...]


class Shape(Strict):
    """How a breathing track is built; shares of its length, and limits in seconds."""

    arrive: Share
    natural: Share
    ramp: Share
    plateau: Share
    release: Share
    reorient: Share
    no_ramp_under_min: float
    ramp_s: Range
    first_bpm: Range
    spoken_cycles: tuple[int, int]
    check_in_s: Range
    natural_after_s: float
    cue_word_s: float
    spoken_phase_s: float
    timing_error_s: float
    hold_error_over_s: float


class BreathingFile(Strict):
    """``data/breathing.yaml``."""

    shape: Shape
    protocols: dict[str, Protocol]


def breathing_shape() -> Shape:
    """How every paced track is built."""
    return bundled("words", "breathing", BreathingFile).shape


def protocols() -> Mapping[str, Protocol]:
    """Every protocol by its id."""
    return bundled("words", "breathing", BreathingFile).protocols
