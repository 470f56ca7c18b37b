"""The vocabulary by which the structure of a track is recognised, compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from relax.data import bundled
from relax.words.check._normal import small_pattern
from relax.words.check._schema import StructureData

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.words.check._schema import ReadabilityData, WordingData

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
