"""Wording rules, compiled: the ones we ship and the ones a clinic adds or silences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from relax.data import bundled
from relax.errors import BadInput
from relax.hints import did_you_mean
from relax.words.check._extra import read_extra
from relax.words.check._normal import small_pattern
from relax.words.check._schema import RulesData
from relax.words.check._spelled import spelled
from relax.words.check._structure import structure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from relax.errors import Place
    from relax.words.check._extra import Extra
    from relax.words.check._finding import Severity
    from relax.words.check._schema import Denied, RuleData

_FLAGS = re.IGNORECASE | re.MULTILINE
_EXACT = "(?-i:"
"""How a pattern says that capitals matter."""


@dataclass(frozen=True)
class Rule:
    """One wording rule; each of its expressions is compiled when it is first looked for.

    Compiling all of a language at once costs more than checking a whole script with them, and
    most of ``innocent`` and ``fixes`` are never needed.
    """

    data: RuleData
    words: Mapping[str, str] = field(compare=False)
    """The %lists% that its patterns name."""

    @property
    def id(self) -> str:
        """Its name, as a report shows it."""
        return self.data.id

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.data.severity

    @property
    def why(self) -> str:
        """What is wrong with such words."""
        return self.data.why

    @property
    def suggestion(self) -> str:
        """What to write instead."""
        return " · ".join(self.data.alternatives)

    @cached_property
    def denied(self) -> frozenset[Denied]:
        """Which negations take a match back."""
        return frozenset(self.data.denied)

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """For text in small letters."""
        return _pattern([p for p in self.data.patterns if _EXACT not in p], self.words)

    @cached_property
    def exact(self) -> re.Pattern[str] | None:
        """For text as written: patterns in which capitals matter."""
        return _pattern([p for p in self.data.patterns if _EXACT in p], self.words, exact=True)

    @cached_property
    def innocent(self) -> re.Pattern[str] | None:
        """For text in small letters."""
        return _pattern(self.data.innocent, self.words)

    @cached_property
    def fixes(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """What to put in place of what."""
        return tuple(
            (re.compile(spelled(each.find, self.words), _FLAGS), each.put) for each in self.data.fix
        )

    def compile(self) -> None:
        """Compile all of it now.

        Raises:
            LookupError: a list is missing.
            re.error: a pattern is none.
        """
        _ = self.pattern, self.exact, self.innocent, self.fixes


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All wording rules of a language. ``silenced``: rule id → the clinic's reason."""

    language: str
    rules: tuple[Rule, ...]
    silenced: Mapping[str, str] = field(default_factory=dict)


def load_rules(language: str = "en", extra: Path | None = None) -> Rules:
    """The rules of a language, changed as a clinic's own file says.

    Args:
        language: BCP 47; only its first part counts.
        extra: YAML with ``rules`` to add (as in rules.yaml), ``words`` for their %lists%, and
            ``silence``: a list of ``rule`` and ``reason``.

    Raises:
        RelaxError: nothing is shipped for this language.
        BadInput: ``extra`` cannot be read, is not understood, or silences a rule that does not
            exist; with its line.
    """
    shipped = _shipped(language.split("-", maxsplit=1)[0])
    if extra is None:
        return shipped
    own = read_extra(extra)
    _check_silenced(own, shipped)
    words = {**_words(shipped.language), **own.data.words}
    added = []
    for n, rule in enumerate(own.data.rules):
        added.append(Rule(rule, words))
        try:
            added[-1].compile()
        except (LookupError, re.error) as error:
            raise BadInput(
                f"The rule {rule.id} does not work: {error.args[0]}.",
                hint=f"Lists to use between % signs: {', '.join(sorted(words))}.",
                place=own.place(("rules", n)),
            ) from None
    silenced = {silence.rule: silence.reason for silence in own.data.silence}
    return Rules(shipped.language, (*shipped.rules, *added), silenced)


def _check_silenced(own: Extra, shipped: Rules) -> None:
    added = {rule.id for rule in own.data.rules}
    for n, silence in enumerate(own.data.silence):
        if silence.rule not in added:
            refuse_unknown(silence.rule, shipped.language, own.place(("silence", n, "rule")))


def refuse_unknown(rule: str, language: str = "en", place: Place | None = None) -> None:
    """Stop at the name of a rule that is not shipped.

    Raises:
        BadInput: with the nearest name.
    """
    shipped = _shipped(language.split("-", maxsplit=1)[0])
    known = {each.id for each in shipped.rules} | structure(shipped.language).rule_ids
    if rule not in known:
        raise BadInput(
            f"There is no rule called {rule[:40]}.",
            hint=did_you_mean(rule.upper(), known, 0.4) or "`relax check` prints their names.",
            place=place,
        )


@cache
def _shipped(language: str) -> Rules:
    words = _words(language)
    rules = bundled("words", "rules", RulesData, language).rules
    return Rules(language, tuple(Rule(rule, words) for rule in rules))


def _words(language: str) -> dict[str, str]:
    return bundled("words", "rules", RulesData, language).words


def _pattern(
    parts: Sequence[str], words: Mapping[str, str], *, exact: bool = False
) -> re.Pattern[str] | None:
    if not parts:
        return None
    whole = "|".join(f"(?:{spelled(part, words)})" for part in parts)
    return re.compile(whole, _FLAGS) if exact else re.compile(small_pattern(whole), re.MULTILINE)
