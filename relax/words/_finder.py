"""Finding the template that fits an occasion, and saying why it does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from relax.errors import BadInput
from relax.words._data import load
from relax.words._nearest import nearest
from relax.words._occasions import choices, complaints, match

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from relax.words._templates import TemplateMeta


class FindingWords(BaseModel):
    """``data/<language>/finding.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minutes: tuple[str, ...]
    settings: dict[str, tuple[str, ...]]
    positions: dict[str, tuple[str, ...]]
    reasons: dict[str, str]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a template is looked for. None or "": does not matter."""

    text: str = ""
    setting: str | None = None
    position: str | None = None
    minutes: float | None = None


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
    words = load("finding", FindingWords, language)
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
    units = "|".join(words.minutes)
    length = re.search(rf"(\d+(?:\.\d+)?)[\s-]*(?:{units})\b", text, re.IGNORECASE)
    return Occasion(
        " ".join(filter(None, (complaint, text))),
        setting or _mentioned(words.settings, text),
        position or _mentioned(words.positions, text),
        minutes if minutes is not None else float(length[1]) if length else None,
    )


def _mentioned(words: Mapping[str, Sequence[str]], text: str) -> str | None:
    plain = re.sub(r"[^\w]+", " ", text.casefold())
    for name, phrases in words.items():
        if any(re.search(rf"\b{re.sub('[^a-z]+', ' ', p)}\b", plain) for p in phrases):
            return name
    return None


def find(wanted: Occasion, metas: Sequence[TemplateMeta], language: str = "en") -> list[Fit]:
    """The templates that fit, the most fitting first; all that suit when nothing was named."""
    reasons = load("finding", FindingWords, language).reasons
    known = {meta.id: meta for meta in metas}
    named = match(wanted.text, language) if wanted.text.strip() else []
    why = {found.template: found.why for found in named}
    order = [name for name in why if name in known] if why else sorted(known)
    fits = []
    for name in order:
        meta = known[name]
        given = [why[name]] if name in why else []
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
            given.append(reasons["minutes"].format(minutes=f"{wanted.minutes:g}"))
        fits.append(Fit(name, tuple(given)))
    return fits
