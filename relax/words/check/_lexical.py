"""The wording rules, sentence by sentence and title by title."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from relax.words.check._finding import Change, Severity
from relax.words.check._negation import main_clauses, outside_denials, takes_back
from relax.words.check._patterns import plain, small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.words.check._finding import Finding
    from relax.words.check._rules import Rule, Rules
    from relax.words.check._schema import Unless
    from relax.words.check._view import View

_BLANK = "PLACEHOLDER"

Hit = tuple["Rule", int, int]
"""A rule and the letters it matched."""


def lexical(view: View) -> Iterator[Finding]:
    """Every wording rule on every sentence as written and as spoken, and on the titles."""
    for n, said in enumerate(view.course.said):
        found = list(sentence_hits(view, n))
        for (rule, start, end), change in zip(found, _changes(found, said.text), strict=True):
            yield view.write(
                rule.id, rule.severity, rule.why, rule.suggestion, said, (start, end), change=change
            )
        yield from _spoken(view, n, {rule.id for rule, _, _ in found})
    yield from _titles(view)


def sentence_hits(view: View, n: int) -> Iterator[Hit]:
    """What sentence ``n`` breaks, exceptions taken into account."""
    said = view.course.said[n]
    for rule, start, end in _hits(view, said.text):
        if _is_own(view, rule, said.text, start, end):
            continue
        if not any(_excused(view, n, reason, said.text[start:end]) for reason in rule.data.unless):
            yield rule, start, end


def _is_own(view: View, rule: Rule, text: str, start: int, end: int) -> bool:
    """Whether the match is somebody's name, or a blank-like word that somebody wrote on purpose.

    A name is never at fault; an intention may be, but it is nobody's forgotten blank.
    """
    own = [view.facts.name] if view.facts.name else []
    if rule.id == _BLANK:
        own += view.course.meta.personal
    low = text.casefold()
    return any(
        at <= start and end <= at + len(word)
        for word in own
        for at in _places(low, word.casefold())
    )


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while word and at >= 0:
        yield at
        at = text.find(word, at + 1)


def _hits(view: View, text: str) -> tuple[Hit, ...]:
    folded = text.casefold()
    if any(word.casefold() in folded for word in view.course.meta.personal if word):
        return _hits_in(view.rules, text)
    return _cached_hits(view.rules, text)


@lru_cache(maxsize=8192)
def _cached_hits(rules: Rules, text: str) -> tuple[Hit, ...]:
    """Sentences come again and again over a roster; personal ones are not kept."""
    return _hits_in(rules, text)


def _hits_in(rules: Rules, text: str) -> tuple[Hit, ...]:
    low = small(text)
    found = [hit for rule in rules.rules for hit in _rule_hits(rule, rules.language, text, low)]
    for at in main_clauses(rules.language, low):
        for rule in rules.rules:
            again = _rule_hits(rule, rules.language, text[at:], low[at:])
            found += [(rule, at + start, at + end) for _, start, end in again]
    return tuple(dict.fromkeys(found))


def _rule_hits(rule: Rule, language: str, text: str, low: str) -> Iterator[Hit]:
    found = list(rule.pattern.finditer(low)) if rule.pattern else []
    found += rule.exact.finditer(text) if rule.exact else []
    if not found:
        return
    harmless = rule.innocent.finditer(low) if rule.innocent else ()
    innocent = [match.span() for match in harmless]
    for match in found:
        start, end = match.span()
        if start == end or any(first < end and start < last for first, last in innocent):
            continue
        if not (rule.denied and takes_back(language, low, (start, end), rule.denied)):
            yield rule, start, end


def _excused(view: View, n: int, reason: Unless, matched: str) -> bool:
    facts, meta = view.facts, view.course.meta
    match reason:
        case "paced":
            return view.course.said[n].paced and _offered(view, n)
        case "exit":
            return view.has(n, reason)
        case "choice":
            return _leaves_choice(view, n)
        case "choice_near":
            return _leaves_choice_near(view, n)
        case "breath_hold":
            return facts.breath_hold != "none"
        case "muscle":
            return meta.form == "muscle"
        case "opted_in":
            return bool(facts.opted_in and facts.opted_in.search(matched))
        case "spiritual":
            return facts.spiritual_ok


def _offered(view: View, n: int) -> bool:
    """Whether the words just before the paced breathing left a choice (care.md 1.3)."""
    start = max((paced.after for paced in view.course.paced if paced.after <= n), default=n)
    before = range(max(start - view.limits.notice_sentences, 0), start)
    return any(view.has(k, "choice") for k in before)


def _leaves_choice(view: View, n: int, name: str = "choice") -> bool:
    """Whether the sentence leaves a choice; what nobody has to do is no choice about the rest."""
    if not view.has(n, name):
        return False
    low = outside_denials(view.rules.language, view.low[n])
    return bool(view.look.patterns[name].search(low))


def _leaves_choice_near(view: View, n: int) -> bool:
    """Whether the sentence or a neighbour in its chapter leaves a choice or a way round."""
    said = view.course.said
    if _leaves_choice(view, n) or _leaves_choice(view, n, "skip"):
        return True
    return any(
        said[k].chapter == said[n].chapter and (view.has(k, "choice") or view.has(k, "skip"))
        for k in (n - 1, n + 1)
        if 0 <= k < len(said)
    )


def _changes(found: Sequence[Hit], text: str) -> list[Change | None]:
    """For each hit of a sentence its substitution, none at all where a person has to read it."""
    changes = [_change(rule, text, start) for rule, start, _ in found]
    unsure = any(
        rule.severity is Severity.ERROR and change is None
        for (rule, _, _), change in zip(found, changes, strict=True)
    )
    return [None] * len(found) if unsure else changes


def _change(rule: Rule, text: str, start: int) -> Change | None:
    """The first substitution that fits where the match begins."""
    small = text[:start] + text[start : start + 1].lower() + text[start + 1 :]
    for find, put in rule.fixes:
        if match := find.match(small, start):
            new = match.expand(put)
            old = text[match.start() : match.end()]
            return Change(old, new[:1].upper() + new[1:] if old[:1].isupper() else new)
    return None


def _spoken(view: View, n: int, found: set[str]) -> Iterator[Finding]:
    """What only the spoken form of a sentence breaks (``say``, or a word said in its own way)."""
    said = view.course.said[n]
    if said.spoken in {"", said.text}:
        return
    for rule, _, _ in _hits_in(view.rules, said.spoken):
        if rule.id not in found and not rule.data.unless:
            found.add(rule.id)
            yield view.write(rule.id, rule.severity, rule.why, rule.suggestion, said)


def _titles(view: View) -> Iterator[Finding]:
    for title, place in view.titles():
        for rule, start, end in _hits(view, plain(title)):
            if rule.data.titles:
                quoted = title[start:end]
                yield view.write(
                    rule.id,
                    rule.severity,
                    rule.why,
                    rule.suggestion,
                    view.in_line(place, quoted),
                    text=quoted,
                )
