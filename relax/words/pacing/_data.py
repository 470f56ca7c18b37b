"""The shape of ``pacing.yaml``: pauses, density bands and limits."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from relax.data import Strict, bundled
from relax.words.script import PauseKind

LengthClass = Literal["short", "standard", "long"]
Seconds = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Band = tuple[float, float]

STANDARD_FROM: Final = 8.0
LONG_FROM: Final = 25.0
"""Minutes by which a pause or band has fully moved from its short to its standard, and from its
standard to its long numbers."""


class Silence(Strict):
    """How long nothing may be left to choose and no anchor named, in seconds."""

    choice_every_s: Seconds
    choice_every_hypervigilance_s: Seconds
    anchors_every_s: Seconds


class Reorient(Strict):
    """The way back: at least this long, the larger of the two."""

    min_s: Seconds
    min_share: Share


class Opening(Strict):
    """Within how many seconds something is said."""

    choice_within_s: Seconds
    length_within_s: Seconds
    eyes_within_s: Seconds


class Pacing(Strict):
    """``data/pacing.yaml``; see there for the meaning and source of each field."""

    length_classes: dict[LengthClass, Annotated[float, Field(gt=0)]]
    pauses: dict[PauseKind, dict[LengthClass, tuple[Seconds, Seconds, Seconds]]]
    silence: Silence
    density: dict[str, Band]
    band_of_form: dict[str, dict[LengthClass, str]]
    reorient: Reorient
    opening: Opening
    sleep_no_alerting_last_share: Share

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for kind in PauseKind:
            for name, (low, ideal, high) in self.pauses[kind].items():
                if not low <= ideal <= high:
                    raise ValueError(f"pauses.{kind}.{name} is not in ascending order")
        bands = {band for classes in self.band_of_form.values() for band in classes.values()}
        if bands - set(self.density):
            raise ValueError("band_of_form names a band that density does not have")
        return self

    def density_of(self, form: str, minutes: float) -> Band:
        """[least, most] words a minute in the main part of a template of this form and length."""
        before, after, part = self.between(minutes)
        bands = (self.density[self.band_of_form[form][each]] for each in (before, after))
        low, high = (a + (b - a) * part for a, b in zip(*bands, strict=True))
        return low, high

    def between(self, minutes: float) -> tuple[LengthClass, LengthClass, float]:
        """The length classes a track stands between, and how far it is from the first, 0 to 1.

        What differs from class to class moves evenly between them, so that no length jumps.
        """
        short_to, standard_to = self.length_classes["short"], self.length_classes["standard"]
        before: LengthClass = "short"
        after: LengthClass = "standard"
        part = (minutes - short_to) / (STANDARD_FROM - short_to)
        if minutes > standard_to:
            before, after = "standard", "long"
            part = (minutes - standard_to) / (LONG_FROM - standard_to)
        return before, after, min(max(part, 0.0), 1.0)


def pacing() -> Pacing:
    """The pacing numbers."""
    return bundled("words", "pacing", Pacing)
