"""Wording rules, compiled: the ones we ship and the ones a clinic adds or silences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
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
    from relax.words.check._schema import Denied, RuleData, Unless

_FLAGS = re.IGNORECASE | re.MULTILINE
_EXACT = "(?-i:"
"""How a pattern says that capitals matter."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording rule, ready to be looked for."""

    id: str
    severity: Severity
    pattern: re.Pattern[str] | None
    """For text in small letters."""
    exact: re.Pattern[str] | None
    """For text as written: patterns in which capitals matter."""
    innocent: re.Pattern[str] | None
    """For text in small letters."""
    unless: frozenset[Unless]
    denied: frozenset[Denied]
    """Which negations take a match back."""
    titles: bool
    why: str
    suggestion: str
    fixes: tuple[tuple[re.Pattern[str], str], ...]


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
        try:
            added.append(_compile(rule, words))
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
    return Rules(language, tuple(_compile(rule, words) for rule in rules))


def _words(language: str) -> dict[str, str]:
    return bundled("words", "rules", RulesData, language).words


def _compile(rule: RuleData, words: Mapping[str, str]) -> Rule:
    return Rule(
        id=rule.id,
        severity=rule.severity,
        pattern=_pattern([p for p in rule.patterns if _EXACT not in p], words),
        exact=_pattern([p for p in rule.patterns if _EXACT in p], words, exact=True),
        innocent=_pattern(rule.innocent, words),
        unless=frozenset(rule.unless),
        denied=frozenset(rule.denied),
        titles=rule.titles,
        why=rule.why,
        suggestion=" · ".join(rule.alternatives),
        fixes=tuple((re.compile(spelled(f.find, words), _FLAGS), f.put) for f in rule.fix),
    )


def _pattern(
    parts: Sequence[str], words: Mapping[str, str], *, exact: bool = False
) -> re.Pattern[str] | None:
    if not parts:
        return None
    whole = "|".join(f"(?:{spelled(part, words)})" for part in parts)
    return re.compile(whole, _FLAGS) if exact else re.compile(small_pattern(whole), re.MULTILINE)
