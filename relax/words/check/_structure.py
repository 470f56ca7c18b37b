"""The vocabulary by which the structure of a track is recognised, compiled, and its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from relax.data import Strict, bundled
from relax.words.check._patterns import small_pattern
from relax.words.check._schema import StructureData

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.words.check._schema import ReadabilityData, WordingData


class Limits(Strict):
    """``data/check.yaml``; see there for the meaning and source of each field."""

    posture_within: float
    anchor_kinds: int
    most_options: int
    imperative_share: float
    participle_share: float
    opener_share: float
    opener_least: int
    sentence_words: int
    sentence_mean_words: float
    grade: float
    skip_before: float
    most_ask_first_in_a_row: int
    return_within: float
    notice_sentences: int
    reorient_kinds: int
    last_choice_within: float
    closing_share: float
    sleep_notice_within: float
    names: int
    natural_rest: float
    long_hold: float
    long_hold_cycles: int
    whole_script_words: int
    template_clients: tuple[dict[str, Any], ...]


def limits() -> Limits:
    """The numbers as shipped."""
    return bundled("words", "check", Limits)


Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """One language's vocabulary, for small letters; groups are name → pattern."""

    patterns: Mapping[str, Pattern]
    openers: Mapping[str, Pattern]
    options: Mapping[str, Pattern]
    anchors: Mapping[str, Pattern]
    external: frozenset[str]
    breath_anchor: str
    sensitive: Mapping[str, Pattern]
    sensitive_prone: Mapping[str, Pattern]
    sensitive_opt_in: Mapping[str, Pattern]
    reorient: Mapping[str, Pattern]
    reorient_begins: tuple[str, ...]
    readability: ReadabilityData | None
    wordings: Mapping[str, WordingData]

    @property
    def rule_ids(self) -> frozenset[str]:
        """The names of the structural rules."""
        return frozenset(wording.id or key for key, wording in self.wordings.items())


def structure(language: str) -> Structure:
    """The vocabulary of a language.

    Raises:
        RelaxError: nothing is shipped for this language.
    """
    return _structure(language.split("-", maxsplit=1)[0])


@cache
def _structure(language: str) -> Structure:
    data = bundled("words", "structure", StructureData, language)
    single = {
        **data.patterns.model_dump(),
        "neutral": data.neutral,
        "body": data.body,
        "sensitive_innocent": data.sensitive_innocent,
    }
    return Structure(
        patterns=_compiled(single),
        openers=_compiled(data.openers),
        options=_compiled(data.options.model_dump()),
        anchors=_compiled(data.anchors),
        external=frozenset(data.external),
        breath_anchor=data.breath_anchor,
        sensitive=_compiled(data.sensitive),
        sensitive_prone=_compiled(data.sensitive_prone),
        sensitive_opt_in=_compiled(data.sensitive_opt_in),
        reorient=_compiled(data.reorient),
        reorient_begins=data.reorient_begins,
        readability=data.readability,
        wordings=data.rules,
    )


def _compiled(patterns: Mapping[str, str]) -> dict[str, Pattern]:
    return {name: re.compile(small_pattern(pattern)) for name, pattern in patterns.items()}
