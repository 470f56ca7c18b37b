"""The length of a track as its opening says it: found in a sentence, and said anew."""

from __future__ import annotations

import re
from functools import cache

from relax.words.speech import length_words, speech_words

_LONGEST_MINUTES = 180


def length_in(sentence: str, language: str) -> float | None:
    """The first length that a sentence says, in minutes; None where it says none."""
    found = _pattern(language).search(sentence)
    if not found:
        return None
    said = found["said"].casefold()
    number = re.match(r"\d+(?:[.,]\d+)?", said)
    return float(number[0].replace(",", ".")) if number else _lengths(language)[said]


def with_length(sentence: str, minutes: float, language: str) -> str:
    """A sentence with the first length in it said as ``minutes``; as it is where there is none."""
    found = _pattern(language).search(sentence)
    if not found:
        return sentence
    said = length_words(minutes, language)
    said = said[:1].upper() + said[1:] if found[0][:1].isupper() else said
    return sentence[: found.start()] + said + sentence[found.end() :]


@cache
def _lengths(language: str) -> dict[str, float]:
    """Every half minute as words say it → minutes."""
    return {
        length_words(halves / 2, language).casefold(): halves / 2
        for halves in range(1, _LONGEST_MINUTES * 2 + 1)
    }


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = speech_words(language)
    digits = re.escape(words.length).replace(re.escape("{number}"), r"\d+(?:[.,]\d+)?")
    longest_first = sorted(_lengths(language), key=len, reverse=True)
    said = "|".join([*map(re.escape, longest_first), digits])
    about = re.escape(words.about).replace(re.escape("{length}"), "")
    return re.compile(rf"(?<![\w-])(?:{about})?(?P<said>{said})(?!\w)", re.IGNORECASE)
