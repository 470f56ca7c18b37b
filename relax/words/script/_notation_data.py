"""``notations.yaml`` → compiled expressions: what in a text is not words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from relax.data import Strict, bundled, bundled_languages
from relax.words.script._model import PauseKind  # noqa: TC001  (pydantic looks it up)


class NotationData(Strict):
    """``data/<language>/notations.yaml``; each field is explained there."""

    pause: str
    pause_or_wait: str
    sizes: dict[PauseKind, str]
    units: dict[str, float]
    numbers: dict[str, float]
    asides: tuple[str, ...]
    bare: tuple[str, ...]
    bare_capitals: str
    inline: tuple[str, ...]
    directions: str
    spoken_asides: str
    labels: str
    speakers: str
    placeholders: str
    elements: tuple[str, ...]
    marked_notes: str


@dataclass(frozen=True, slots=True)
class Expressions:
    """The notations of one language, compiled; each matches without regard to capitals."""

    aside: re.Pattern[str]
    bare: re.Pattern[str]
    bare_capitals: re.Pattern[str]
    inline: re.Pattern[str]
    time: re.Pattern[str]
    size: tuple[tuple[re.Pattern[str], PauseKind], ...]
    unit: tuple[tuple[re.Pattern[str], float], ...]
    numbers: dict[str, float]
    directions: re.Pattern[str]
    spoken_aside: re.Pattern[str]
    label: re.Pattern[str]
    speaker: re.Pattern[str]
    placeholder: re.Pattern[str]
    elements: frozenset[str]
    marked_note: re.Pattern[str]


FALLBACK: Final = "en"
"""Notations of a language that has none of its own: pauses are written in English everywhere."""


def expressions(language: str) -> Expressions:
    """The notations of a language."""
    base = language.split("-", maxsplit=1)[0].casefold()
    return _expressions(base if base in bundled_languages("words", "notations") else FALLBACK)


@cache
def _expressions(language: str) -> Expressions:
    data = bundled("words", "notations", NotationData, language)
    units = "|".join(data.units)
    numbers = "|".join(sorted(map(re.escape, data.numbers), key=len, reverse=True))
    number = rf"(?:\d+(?:[.,]\d+)?|{numbers})"
    clock = r"\d{1,2}:\d{2}(?:\.\d+)?"
    seconds = r"(?: ?\d+ ?(?:s|sec|seconds?)\b)?"
    unit = rf"(?:{clock}|{number}(?: ?[-–] ?{number})?[ -]?(?:{units})\b{seconds})"
    alone = "|".join(each for each in numbers.split("|") if not each.startswith(("a", "half")))
    bare = rf"(?:\d+(?:[.,]\d+)?|{alone})"
    time = rf"(?:{unit}|{bare}(?: ?[-–] ?{bare})?\b)"
    parts = {
        "pause": f"(?:{data.pause})",
        "pause_or_wait": f"(?:{data.pause_or_wait})",
        "size": f"(?:{'|'.join(data.sizes.values())})",
        "unit": unit,
        "time": time,
    }

    def compiled(*patterns: str) -> re.Pattern[str]:
        filled = (pattern.format(**parts) for pattern in patterns)
        return re.compile("|".join(f"(?:{each})" for each in filled), re.IGNORECASE)

    def plain(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return Expressions(
        aside=compiled(*data.asides),
        bare=compiled(*data.bare),
        bare_capitals=re.compile(data.bare_capitals),
        inline=compiled(*data.inline),
        time=re.compile(rf"(?<![\w.]){time}", re.IGNORECASE),
        size=tuple((plain(rf"\b(?:{words})\b"), kind) for kind, words in data.sizes.items()),
        unit=tuple((plain(words), seconds) for words, seconds in data.units.items()),
        numbers={word.casefold(): value for word, value in data.numbers.items()},
        directions=compiled(data.directions),
        spoken_aside=plain(data.spoken_asides),
        label=plain(rf"(?:{data.labels})\s*(?:[:\uff1a]|[–—-](?=\s))\s*"),
        speaker=plain(rf"(?:{data.speakers})\s*[:\uff1a]\s*"),
        placeholder=plain(data.placeholders),
        elements=frozenset(data.elements),
        marked_note=re.compile(data.marked_notes),
    )
