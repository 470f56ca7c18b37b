"""How densely a track speaks in its three parts, beside what is wanted there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.data import Strict
from relax.units import to_seconds
from relax.words import Part, density_bands

if TYPE_CHECKING:
    from relax.timing import Timeline


class Density(Strict):
    """Words a minute in one part of a track, pauses included."""

    part: Part
    """The first chapter, all between, or the last chapter."""
    words_per_minute: float
    wanted: tuple[float, float]
    """Least and most."""

    @property
    def met(self) -> bool:
        """Whether it is within what is wanted, to the nearest word."""
        low, high = self.wanted
        return low <= round(self.words_per_minute) <= high


def word_count(text: str) -> int:
    """Words as a reader counts them."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


def densities(timeline: Timeline, form: str) -> tuple[Density, ...]:
    """Words a minute in each part; the main part of a breathing exercise is its paced stretch.

    Args:
        timeline: a track of at least three chapters; of fewer there is nothing to tell.
        form: the template's form.
    """
    chapters = timeline.chapters
    if len(chapters) < 3:
        return ()
    main = chapters[1].start, chapters[-1].start
    if form == "breath" and timeline.phases:
        last = timeline.phases[-1]
        main = timeline.phases[0].start, last.start + last.frames
    spans: dict[Part, tuple[int, int]] = {
        "opening": (0, chapters[0].end),
        "main": main,
        "closing": (chapters[-1].start, timeline.frames),
    }
    bands = density_bands(form, to_seconds(timeline.frames) / 60, sleep=timeline.sleep)
    return tuple(
        Density(part=part, words_per_minute=round(_rate(timeline, *span), 1), wanted=bands[part])
        for part, span in spans.items()
    )


def _rate(timeline: Timeline, start: int, end: int) -> float:
    words = sum(word_count(s.text) for s in timeline.sentences if start <= s.start < end)
    return 60 * words / to_seconds(end - start) if end > start else 0.0
