"""Pauses and words a minute for a track of a given length, and how long its words will take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from relax.words.pacing._data import pacing
from relax.words.pacing._select import ideal_seconds
from relax.words.pacing._steps import Span, Spans
from relax.words.script import Script, as_written, sentences_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LETTER_S: Final = 0.0768
PHRASE_S: Final = 0.32
"""What the default voice takes for a letter, and once more for a phrase: a least-squares fit over
all phrases of the shipped templates (standard deviation 0.22 s)."""

USUAL_MINUTES: Final = 10.0
"""Length assumed for words that do not say; their pauses are then the standard ones."""

_NAME_LETTERS: Final = 6


def spans_for(minutes: float, silence_max_s: float = 25.0) -> Spans:
    """How long each kind of pause may be in a track of ``minutes``."""
    numbers = pacing()
    before, after, part = numbers.between(minutes)
    by_kind = {
        kind: Span(
            *(a + (b - a) * part for a, b in zip(classes[before], classes[after], strict=True))
        )
        for kind, classes in numbers.pauses.items()
    }
    return Spans(by_kind, silence_max_s)


def estimate(phrase: str, script: Script) -> float:
    """Seconds a calm voice will take for ``phrase``; a personal word counts as one short name."""
    others, personal = script.without_personal(as_written(phrase))
    letters = sum(map(str.isalnum, others)) + personal * _NAME_LETTERS
    return PHRASE_S + LETTER_S * letters


Part = Literal["opening", "main", "closing"]


def density_bands(form: str, minutes: float, *, sleep: bool) -> Mapping[Part, tuple[float, float]]:
    """Least and most words a minute in each part of a track, pauses included.

    Args:
        form: the template's form, for its main part.
        minutes: length of the whole track.
        sleep: whether the last words lead to sleep.
    """
    fixed = pacing().density
    return {
        "opening": fixed["opening"],
        "main": pacing().density_of(form, minutes),
        "closing": fixed["closing_sleep" if sleep else "closing"],
    }


def main_density(script: Script, spans: Spans) -> float:
    """Words a minute between the first chapter and the last, by estimate; 0 without any."""
    main = script.chapters[1:-1]
    words = sum(len(s.text.split()) for chapter in main for s in sentences_of(chapter.items))
    alone = Script(script.meta, main)
    seconds = ideal_seconds(alone, spans, lambda phrase: estimate(phrase, script))
    return 60 * words / seconds if seconds else 0.0
