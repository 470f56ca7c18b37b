"""What concerns one person: areas left out or ask-first, and a name that is said seldom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from relax.words.check._finding import Finding
    from relax.words.check._view import View


def left_out(view: View) -> Iterator[Finding]:
    """AVOID_RESPECT. The words are not quoted: they would tell what was left out."""
    if not (forbidden := view.facts.forbidden):
        return
    for said in view.course.said:
        for match in forbidden.finditer(said.text):
            yield view.finding("AVOID_RESPECT", said, match.span(), text="")
    for title, place in view.titles():
        if forbidden.search(title):
            yield view.finding("AVOID_RESPECT", place, text="")


def guarded(view: View) -> Iterator[Finding]:
    """SENS_GUARD: only when asked for; with a way round; never more than two in a row."""
    run: set[str] = set()
    for n, said in enumerate(view.course.said):
        for match in _found(view, n, view.look.sensitive_opt_in).values():
            yield view.finding("SENS_GUARD", said, match.span())
        areas = _found(view, n, _ask_first(view))
        if areas and not _way_round(view, n):
            yield view.finding("SENS_SKIP", said, next(iter(areas.values())).span())
        if not areas:
            run = set() if view.has(n, "neutral") else run
            continue
        before, run = len(run), run | areas.keys()
        if len(run) > view.limits.most_ask_first_in_a_row >= before:
            yield view.finding("SENS_RUN", said, list(areas.values())[-1].span())


def come_back(view: View) -> Iterator[Finding]:
    """RETURN: after an ask-first or tender area, somewhere neutral before long."""
    said = view.course.said
    ask_first = {**_ask_first(view), **view.look.sensitive_opt_in}
    for n, one in enumerate(said):
        areas = list(_found(view, n, ask_first).values())
        tender = areas[0] if areas else view.look.patterns["pain"].search(view.low[n])
        if not tender or view.has(n, "neutral"):
            continue
        until = one.end + view.limits.return_within
        back = (k for k in range(n + 1, len(said)) if said[k].start <= until)
        if not any(view.has(k, "neutral") for k in back):
            yield view.finding("RETURN", one, tender.span())


def _ask_first(view: View) -> dict[str, re.Pattern[str]]:
    prone = view.look.sensitive_prone if view.course.meta.position == "prone" else {}
    return {**view.look.sensitive, **prone}


def _found(view: View, n: int, areas: Mapping[str, re.Pattern[str]]) -> dict[str, re.Match[str]]:
    """Which areas a sentence names, those that the client asked for left out."""
    text = view.look.patterns["sensitive_innocent"].sub(
        lambda innocent: " " * len(innocent[0]), view.low[n]
    )
    opted_in = view.facts.opted_in
    found = {}
    for name, pattern in areas.items():
        match = pattern.search(text)
        if match and not (opted_in and opted_in.search(match[0])):
            found[name] = match
    return found


def _way_round(view: View, n: int) -> bool:
    """In the sentence itself, before it within reach, or in the very next one."""
    said = view.course.said
    since = said[n].start - view.limits.skip_before
    near = [k for k in range(n + 1) if said[k].end >= since]
    return any(view.has(k, "skip") for k in (*near, *range(n + 1, min(n + 2, len(said)))))


_NAME_WORDS = 2
"""Personal words that long may be a name; longer ones are an intention or the like."""


def personal(view: View) -> Iterator[Finding]:
    """PERSONAL in titles; NAME_OVERUSE anywhere. The words themselves are not quoted."""
    words = [word for word in view.course.meta.personal if word.strip()]
    for title, place in view.titles():
        if any(_whole(word).search(title) for word in words):
            yield view.finding("PERSONAL", place)
    names = [view.facts.name] if view.facts.name else _names(words)
    for name in names:
        yield from _uses(view, _whole(name))


def _names(words: list[str]) -> list[str]:
    return [word for word in words if len(word.split()) <= _NAME_WORDS]


def _uses(view: View, name: re.Pattern[str]) -> Iterator[Finding]:
    count = 0
    for n, said in enumerate(view.course.said):
        for match in name.finditer(said.text):
            count += 1
            if count == view.limits.names + 1:
                yield view.finding("NAME_OVERUSE", said, match.span(), text="")
            if _about_body(view, n, name):
                yield view.finding("NAME_BODY", said, match.span(), text="")


def _about_body(view: View, n: int, name: re.Pattern[str]) -> bool:
    """Whether the rest of the sentence is about a part of the body."""
    rest = name.sub(" ", view.low[n])
    look = view.look
    areas = (*look.sensitive.values(), *look.sensitive_opt_in.values(), look.patterns["body"])
    return any(pattern.search(rest) for pattern in areas)


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word.strip())}(?!\w)", re.IGNORECASE)
