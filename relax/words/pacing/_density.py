"""How many words a minute a track is to have, and how many a script will have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from relax.words.pacing._data import pacing
from relax.words.pacing._estimate import estimate
from relax.words.pacing._select import ideal_seconds
from relax.words.script import Script, sentences_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.words.pacing._steps import Spans

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
