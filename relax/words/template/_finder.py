"""Finding the template that fits an occasion, and saying why it does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relax.data import bundled
from relax.errors import BadInput, RefusedError
from relax.hints import nearest
from relax.units import in_minutes
from relax.words.care import (
    FindingWords,
    as_choice,
    choices,
    complaints,
    complaints_in,
    gate_file,
    match,
)
from relax.words.client import Client
from relax.words.gates import apply_gates
from relax.words.speech import number_words
from relax.words.template._templates import gate_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from relax.words.template._templates import TemplateMeta


_HOUR = 60
"""Minutes up to which lengths are understood in words."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a template is looked for. None or "": does not matter."""

    text: str = ""
    setting: str | None = None
    position: str | None = None
    minutes: float | None = None
    health: frozenset[str] = frozenset()
    language: str = "en"

    @property
    def understood(self) -> bool:
        """Whether any of it is known: an occasion, a place, a length or a health note."""
        said = bool(complaints_in(self.text, self.language)) or bool(self.health)
        return said or any(x is not None for x in (self.setting, self.position, self.minutes))


@dataclass(frozen=True, slots=True)
class Fit:
    """A template that fits, and the reasons."""

    template: str
    why: tuple[str, ...]


def occasion(
    text: str = "",
    *,
    complaint: str | None = None,
    setting: str | None = None,
    position: str | None = None,
    minutes: float | None = None,
    language: str = "en",
) -> Occasion:
    """An occasion from options, and from what a sentence says of them.

    Raises:
        BadInput: a complaint or setting that is not known, with the nearest.
    """
    words = bundled("words", "finding", FindingWords, language)
    setting = setting and as_choice("settings", setting, language)
    position = position and as_choice("positions", position, language)
    if complaint is not None and not match(complaint, language):
        raise BadInput(
            "That occasion is not known.",
            hint=f"{nearest(complaint, tuple(complaints()))} `relax templates` lists everything.",
        )
    if setting is not None and setting not in choices().settings:
        raise BadInput("That setting is not known.", hint=nearest(setting, tuple(words.settings)))
    if position is not None and position not in choices().positions:
        raise BadInput(
            "That position is not known.", hint=nearest(position, tuple(words.positions))
        )
    return Occasion(
        " ".join(filter(None, (complaint, text))),
        setting or _mentioned(words.settings, text),
        position or _mentioned(words.positions, text),
        minutes if minutes is not None else _length(words, text, language),
        gate_file().tags_in(text, language),
        language,
    )


def _length(words: FindingWords, text: str, language: str) -> float | None:
    """How many minutes a sentence speaks of: “15 minutes”, “ten minutes”, “half an hour”."""
    for phrase, minutes in words.lengths.items():
        if re.search(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE):
            return minutes
    numbers = {number_words(n, language): float(n) for n in range(1, _HOUR + 1)}
    number = "|".join((r"\d+(?:\.\d+)?", *sorted(numbers, key=len, reverse=True)))
    units = "|".join(words.minutes)
    found = re.search(rf"\b({number})[\s-]*(?:{units})\b", text, re.IGNORECASE)
    if found is None:
        return None
    said = found[1].casefold()
    return numbers[said] if said in numbers else float(said)


def _mentioned(words: Mapping[str, Sequence[str]], text: str) -> str | None:
    plain = re.sub(r"[^\w]+", " ", text.casefold())
    for name, phrases in words.items():
        if any(re.search(rf"\b{re.sub('[^a-z]+', ' ', p)}\b", plain) for p in phrases):
            return name
    return None


def _allowed(meta: TemplateMeta, wanted: Occasion) -> bool:
    """Whether the care gates offer a template to somebody with the health notes mentioned."""
    told: dict[str, Any] = {"contraindications": sorted(wanted.health)}
    told |= {"setting": wanted.setting} if wanted.setting else {}
    told |= {"position": wanted.position} if wanted.position else {}
    try:
        apply_gates(gate_facts(meta), Client(**told))
    except RefusedError:
        return False
    return True


def find(wanted: Occasion, metas: Sequence[TemplateMeta], language: str = "en") -> list[Fit]:
    """The templates that fit, the most fitting first; all that suit when nothing was named."""
    reasons = bundled("words", "finding", FindingWords, language).reasons
    known = {meta.id: meta for meta in metas}
    named = match(wanted.text, language) if wanted.text.strip() else []
    why = {found.template: found.why for found in named}
    order = [name for name in why if name in known] if why else sorted(known)
    fits = []
    for name in order:
        meta = known[name]
        given = [why[name]] if name in why else []
        if not _allowed(meta, wanted):
            continue
        if wanted.health:
            given.append(reasons["health"])
        if wanted.setting is not None:
            if wanted.setting not in meta.settings:
                continue
            given.append(reasons["setting"].format(setting=choices().settings[wanted.setting]))
        if wanted.position is not None:
            if wanted.position not in meta.positions:
                continue
            given.append(reasons["position"].format(position=choices().positions[wanted.position]))
        if wanted.minutes is not None:
            if not meta.minutes.min <= wanted.minutes <= meta.minutes.max:
                continue
            given.append(reasons["minutes"].format(minutes=in_minutes(wanted.minutes)))
        fits.append(Fit(name, tuple(given)))
    return fits
