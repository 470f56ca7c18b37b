"""What belongs to one person: kept out of titles, and a name said seldom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._view import View

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
