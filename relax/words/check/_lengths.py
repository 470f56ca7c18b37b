"""A length that is spoken is the length of the track."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from relax.words.check._finding import Change
from relax.words.check._structure import structure
from relax.words.speech import length_words, number_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._view import View

_NUMBER: Final = "a_number"
"""In the vocabulary, what stands for any number in words."""

_OPENING_S: Final = 120.0
"""Later in a track minutes are those of a part of it."""

_NEAR_MIN: Final = 0.51
_ABOUT_SHARE: Final = 0.15
_GUESS_SHARE: Final = 0.35
"""How far a length may be off that is only said to be about so long, or only estimated here."""


def lengths(view: View) -> Iterator[Finding]:
    """LENGTH_SAID: “this takes twelve minutes” in a track of ten and a half."""
    course = view.course
    known = course.exact or course.meta.minutes is not None
    whole = course.total + (course.meta.lead_in_s or 0.0)
    seconds = whole if course.exact else (course.meta.minutes or 0) * 60 or whole
    made = seconds / 60
    spoken = _minutes(course.meta.language)
    for n, said in enumerate(course.said):
        if said.chapter and said.start > _OPENING_S:
            break
        for match in spoken.finditer(view.low[n]):
            before = view.low[n][: match.start()]
            about = view.look.patterns["length_about"].search(before)
            after = view.low[n][match.end() :]
            if not _whole_length(view, before[: about.start()] if about else before, after):
                continue
            minutes = _value(match, course.meta.language)
            share = _ABOUT_SHARE if about else 0.0
            room = max(_NEAR_MIN, made * (share if known else _GUESS_SHARE))
            if abs(minutes - made) <= room:
                continue
            true = length_words(round(made * 2) / 2 or 1, course.meta.language)
            old = said.text[match.start("n") : match.end()]
            wording = view.look.wordings["LENGTH_SAID"]
            yield view.write(
                "LENGTH_SAID",
                wording.severity,
                wording.why,
                f"“{true}”, or another --minutes" if known else wording.suggestion,
                said,
                (match.start("n"), match.end()),
                change=Change(old, true) if known and not match["hyphen"] else None,
            )


def _whole_length(view: View, before: str, after: str) -> bool:
    """Whether minutes with this before and after them are those of the whole."""
    look = view.look.patterns
    return bool(look["length_before"].search(before) or look["length_after"].search(after))


@cache
def _numbers(language: str) -> dict[str, float]:
    words = {number_words(n, language): float(n) for n in range(1, 100)}
    return words | {word.replace("-", " "): value for word, value in words.items()}


@cache
def _minutes(language: str) -> re.Pattern[str]:
    numbers = "|".join(sorted(_numbers(language), key=len, reverse=True))
    pattern = structure(language).patterns["length_minutes"].pattern
    return re.compile(pattern.replace(_NUMBER, numbers))


def _value(match: re.Match[str], language: str) -> float:
    said = match["n"]
    value = _numbers(language).get(said)
    return (float(said) if value is None else value) + (0.5 if match["half"] else 0.0)
