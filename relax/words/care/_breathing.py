"""Breathing protocols: their patterns, gentler variants and limits (``data/breathing.yaml``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from relax.data import Strict, bundled
from relax.words.script import BreathPattern

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
    cautions: tuple[str, ...]
    sources: tuple[str, ...]


class BreathingFile(Strict):
    """``data/breathing.yaml``."""

    protocols: dict[str, Protocol]


def protocols() -> Mapping[str, Protocol]:
    """Every protocol by its id."""
    return bundled("words", "breathing", BreathingFile).protocols
