"""Pauses for a track of a given length, and how long words will take before a voice has spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from relax.words._pacing_data import pacing
from relax.words._steps import Span, Spans

if TYPE_CHECKING:
    from relax.words._model import Script

STANDARD_FROM: Final = 8.0
LONG_FROM: Final = 25.0
"""Minutes by which a pause has fully grown from its short to its standard, and from its standard
to its long range; between the classes it grows evenly, so that no length makes a jump."""

WORD_S: Final = 0.33
PHRASE_S: Final = 0.12
"""What a calm voice at 160 words a minute takes for a word, and once more for a phrase."""


def spans_for(minutes: float, silence_max_s: float = 25.0) -> Spans:
    """How long each kind of pause may be in a track of ``minutes``."""
    numbers = pacing()
    short_to = numbers.length_classes["short"]
    standard_to = numbers.length_classes["standard"]
    if minutes <= standard_to:
        before, after = "short", "standard"
        part = (minutes - short_to) / (STANDARD_FROM - short_to)
    else:
        before, after = "standard", "long"
        part = (minutes - standard_to) / (LONG_FROM - standard_to)
    part = min(max(part, 0.0), 1.0)
    by_kind = {
        kind: Span(
            *(
                a + (b - a) * part
                for a, b in zip(classes[before], classes[after], strict=True)  # type: ignore[index]
            )
        )
        for kind, classes in numbers.pauses.items()
    }
    return Spans(by_kind, silence_max_s)


def estimate(phrase: str, script: Script) -> float:
    """Seconds a calm voice will take for ``phrase``; a personal word counts as one short word."""
    others, personal = script.without_personal(phrase)
    return PHRASE_S + WORD_S * (len(others.split()) + personal)
