"""Pauses for a track of a given length, and how long words will take before a voice has spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from relax.words.pacing._data import pacing
from relax.words.pacing._steps import Span, Spans
from relax.words.script import as_written

if TYPE_CHECKING:
    from relax.words.script import Script

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
