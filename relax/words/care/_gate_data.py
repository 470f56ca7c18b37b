"""The shape of ``gates.yaml`` and the everyday words for health notes in one language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from relax.data import Strict, bundled
from relax.errors import RelaxError
from relax.hints import nearest
from relax.words.body import Position  # noqa: TC001  (the schema needs it)
from relax.words.care._breathing import Holds  # noqa: TC001  (the schema needs it)

if TYPE_CHECKING:
    from collections.abc import Iterator

Tag = str
Bpm = Annotated[float, Field(gt=0, le=20)]


class HoldLimits(Strict):
    """What one value of ``breath_hold`` allows; ``empty``: a pause after the out-breath too."""

    longest_s: float
    minutes: float | None
    empty: bool
    needs_health_notes: bool = False


class OnTable(Strict):
    """What does not happen while somebody is being massaged, and what is offered instead."""

    no_forms: tuple[str, ...]
    no_paced_breathing: bool
    nearest: dict[str, tuple[str, ...]]


class PositionGate(Strict):
    """Who is not asked to lie so, and how they may."""

    tags: tuple[Tag, ...]
    instead: tuple[Position, ...]


class EndingGate(Strict):
    """Where, or for which forms, a track may end so."""

    settings: tuple[str, ...]
    forms: tuple[str, ...]


class TemplateGate(Strict):
    """Whom a template is not for, and what is near it."""

    refuse: tuple[Tag, ...] = ()
    nearest: tuple[str, ...]
    protocol: str | None = None
    needs_any: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()


class GateFile(Strict):
    """``data/gates.yaml``; see there for the meaning and source of each field."""

    tags: dict[Tag, str]
    breath_holds: dict[Holds, HoldLimits]
    block_holds_if: tuple[Tag, ...]
    slowest_bpm: dict[str, Bpm]
    only_protocols: dict[Tag, tuple[str, ...]]
    no_breath_focus_if: tuple[Tag, ...]
    no_protocol_if: dict[str, tuple[Tag, ...]]
    no_protocol_in_position: dict[str, tuple[Position, ...]]
    on_table: OnTable
    silence_max_s: dict[Tag, float]
    no_bell_if: tuple[Tag, ...]
    eyes_open_if: tuple[Tag, ...]
    no_position_if: dict[Position, PositionGate]
    rather_not_position_if: dict[Position, tuple[Tag, ...]]
    support_spoken_if: tuple[Tag, ...]
    no_self_touch_if: tuple[Tag, ...]
    no_head_movement_if: tuple[Tag, ...]
    no_tension: dict[Tag, tuple[str, ...]]
    passive_only_if: tuple[Tag, ...]
    visit_not_if: dict[Tag, tuple[str, ...]]
    no_movement_if_pairing: dict[str, tuple[str, ...]]
    endings: dict[str, EndingGate]
    otherwise_ending: str
    default_nearest: tuple[str, ...]
    templates: dict[str, TemplateGate]

    @model_validator(mode="after")
    def _only_known_tags(self) -> Self:
        unknown = sorted(set(self._used_tags()) - set(self.tags))
        if unknown:
            raise ValueError(f"these tags are not listed under tags: {', '.join(unknown)}")
        return self

    def _used_tags(self) -> Iterator[Tag]:
        for tags in (
            self.block_holds_if,
            self.only_protocols,
            self.no_breath_focus_if,
            self.silence_max_s,
            self.no_bell_if,
            self.eyes_open_if,
            self.support_spoken_if,
            self.no_self_touch_if,
            self.no_head_movement_if,
            self.no_tension,
            self.passive_only_if,
            self.visit_not_if,
            *self.no_protocol_if.values(),
            *self.rather_not_position_if.values(),
            *(gate.tags for gate in self.no_position_if.values()),
            *(gate.refuse for gate in self.templates.values()),
        ):
            yield from tags

    def tags_for(self, word: str, language: str) -> tuple[Tag, ...]:
        """The tag that ``word`` is or means; empty when it is not known."""
        plain = _plain(word)
        if plain in self.tags:
            return (plain,)
        found = _synonyms(language).get(plain)
        return (found,) if found else ()

    def tags_in(self, text: str, language: str) -> frozenset[Tag]:
        """The tags that a sentence mentions, by their names or by everyday words for them."""
        said = "_" + _plain(re.sub(r"[^\w-]+", " ", text)) + "_"
        words = {**{tag: tag for tag in self.tags}, **_synonyms(language)}
        return frozenset(tag for word, tag in words.items() if f"_{word}_" in said)

    def nearest_tag(self, word: str, language: str) -> str:
        """A hint for a word that is not known; never the word itself."""
        return nearest(word, (*self.tags, *_synonyms(language)))


class GateWords(Strict):
    """``data/<language>/gates.yaml``."""

    synonyms: dict[Tag, tuple[str, ...]]


def gate_file() -> GateFile:
    """The gates."""
    return bundled("words", "gates", GateFile)


def _synonyms(language: str) -> dict[str, Tag]:
    try:
        words = bundled("words", "gates", GateWords, language)
    except RelaxError:  # a language may do without: the tags themselves are understood
        return {}
    return {_plain(word): tag for tag, several in words.synonyms.items() for word in several}


def _plain(word: str) -> str:
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())
