"""Wording rules: the ones we ship and the ones a clinic adds or silences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from relax.data import NotYamlError, bundled, mark, nodes, values
from relax.errors import BadInput, Place
from relax.hints import did_you_mean
from relax.words.check._patterns import small_pattern, spelled
from relax.words.check._schema import TRY_EACH, ExtraData, RulesData
from relax.words.check._structure import structure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from relax.words.check._finding import Severity
    from relax.words.check._schema import Denied, RuleData

_HINT = "It may hold rules:, words: and silence: (each with rule: and reason:)."


@dataclass(frozen=True, slots=True)
class Extra:
    """What the file says, and where it says it."""

    data: ExtraData
    file: str
    node: yaml.Node | None

    def place(self, path: Sequence[str | int]) -> Place:
        """Where the value at ``path`` (keys and list positions) is written."""
        return _place(self.node, path, self.file)


def read_extra(path: Path) -> Extra:
    """The clinic's file.

    Raises:
        BadInput: not readable, not YAML, or not of the right shape; with its line and column.
    """
    file = str(path)
    text = _text(path)
    try:
        node = nodes(text)
        data: Any = values(text) or {}
    except NotYamlError as error:
        if error.line is None:
            raise BadInput(
                "The rules file holds signs that YAML does not allow.", place=Place(file)
            ) from None
        place = Place(file, error.line, error.column)
        raise BadInput("The rules file is not well formed YAML.", hint=_HINT, place=place) from None
    try:
        return Extra(ExtraData.model_validate(data, context=TRY_EACH), file, node)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(
            f"“{where}” is not right: {first['msg']}.",
            hint=_HINT,
            place=_place(node, first["loc"], file),
        ) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise BadInput(
            f"The rules file cannot be read: {reason}.", place=Place(str(path))
        ) from None
    except UnicodeDecodeError:
        raise BadInput("The rules file is not UTF-8 text.", place=Place(str(path))) from None


def _place(node: yaml.Node | None, path: Sequence[str | int], file: str) -> Place:
    """Where ``path`` leads, as far as it exists."""
    for part in path:
        inner = _child(node, part)
        if inner is None:
            break
        node = inner
    if node is None:
        return Place(file, 1, 1)
    return Place(file, *mark(node))


def _child(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]  # type: ignore[no-any-return]
    return None


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
