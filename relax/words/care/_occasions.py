"""Finding templates by what brings somebody here, and the lists of settings and positions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from relax.data import Strict, bundled
from relax.words.body import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping


PhraseField = Literal["positions", "settings"]


class Choices(Strict):
    """``data/choices.yaml``: each value and what it means."""

    forms: dict[str, str]
    settings: dict[str, str]
    positions: dict[str, str]
    pairings: dict[str, str]


class Complaint(Strict):
    """Templates for one occasion, the most fitting first, and those that are not offered."""

    templates: tuple[str, ...]
    avoid_templates: tuple[str, ...] = ()


class ComplaintFile(Strict):
    """``data/complaints.yaml``."""

    complaints: dict[str, Complaint]


class ComplaintWords(Strict):
    """How one occasion is put into words, and why each template suits it."""

    words: tuple[str, ...]
    why: dict[str, str]


class ComplaintWordFile(Strict):
    """``data/<language>/complaints.yaml``."""

    complaints: dict[str, ComplaintWords]


class FindingWords(Strict):
    """``data/<language>/finding.yaml``."""

    minutes: tuple[str, ...]
    lengths: dict[str, float]
    settings: dict[str, tuple[str, ...]]
    positions: dict[str, tuple[str, ...]]
    light_words: tuple[str, ...]
    """Words beside which a phrase stays the same."""
    reasons: dict[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """A template that suits an occasion, and why."""

    template: str
    why: str
    complaint: str


def choices() -> Choices:
    """The settings, positions and companion therapies."""
    return bundled("words", "choices", Choices)


def as_choice(field: PhraseField, text: str, language: str = "en") -> str:
    """The value that ``text`` is a usual phrase for, whole: “on back” → supine; else ``text``."""
    words = bundled("words", "finding", FindingWords, language)
    phrases: dict[str, tuple[str, ...]] = getattr(words, field)

    def plain(phrase: str) -> list[str]:
        said = re.findall(r"\w+", phrase.casefold())
        return [word for word in said if word not in words.light_words]

    wanted = plain(text)
    return next((v for v, known in phrases.items() if wanted in map(plain, known)), text)


def complaints() -> Mapping[str, Complaint]:
    """Every occasion by its id; never spoken or shown."""
    return bundled("words", "complaints", ComplaintFile).complaints


def complaints_in(text: str, language: str = "en") -> tuple[str, ...]:
    """The occasions that ``text`` mentions, in the order they stand there."""
    found: dict[str, tuple[int, int]] = {}
    for name, pattern in _patterns(language).items():
        hits = [(hit.start(), -len(hit[0])) for hit in pattern.finditer(text.replace("’", "'"))]
        if text.strip().casefold().replace(" ", "_").replace("-", "_") == name:
            hits.append((0, -len(text)))
        if hits:
            found[name] = min(hits)
    return tuple(sorted(found, key=lambda name: found[name]))


def match(text: str, language: str = "en") -> list[Match]:
    """Templates for what somebody types, the most fitting first, each once.

    What is mentioned first counts first; a template that suits several occasions moves up.
    """
    named = complaints_in(text, language)
    words = bundled("words", "complaints", ComplaintWordFile, language).complaints
    unfit = {template for name in named for template in complaints()[name].avoid_templates}
    score: dict[str, float] = {}
    best: dict[str, Match] = {}
    for place, name in enumerate(named):
        for rank, template in enumerate(complaints()[name].templates):
            if template not in unfit:
                score[template] = score.get(template, 0) + 1 / (1 + rank + 0.5 * place)
                best.setdefault(template, Match(template, words[name].why[template], name))
    return sorted(best.values(), key=lambda found: -score[found.template])


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    terms = Terms((), ())
    words = bundled("words", "complaints", ComplaintWordFile, language).complaints
    return {
        name: re.compile("|".join(terms.expression(w) for w in entry.words), re.IGNORECASE)
        for name, entry in words.items()
    }
