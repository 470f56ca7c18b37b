"""Choice and steadiness through the middle: anchors, how often, how many, in which words."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

from relax.words.check._edges import closing_start, first_practice
from relax.words.check._patterns import small
from relax.words.pacing import pacing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._course import Said
    from relax.words.check._finding import Finding
    from relax.words.check._view import View

_IN_A_ROW = 2
"""Two invitations with at most one sentence between them follow each other."""


def anchors(view: View) -> Iterator[Finding]:
    """ANCHORS: enough kinds offered, and one of them named again before long."""
    offered: set[str] = set()
    for n in range(closing_start(view)):
        if view.has(n, "anchor_offer"):
            offered |= view.kinds(n, view.look.anchors)
    steady = offered - {view.look.breath_anchor}
    if len(offered) < view.limits.anchor_kinds or not steady or not steady & view.look.external:
        yield view.finding("ANCHORS", view.course.said[0] if view.course.said else None)
        return
    named = [
        said.start
        for n, said in enumerate(view.course.said)
        if view.kinds(n, view.look.anchors) - {view.look.breath_anchor}
    ]
    for before, after in itertools.pairwise([*named, _watched_until(view)]):
        if after - before > pacing().silence.anchors_every_s:
            at = [said for said in view.course.said if said.start <= before][-1]
            yield view.finding("ANCHORS_AGAIN", at)


def choice_rate(view: View) -> Iterator[Finding]:
    """CHOICE_RATE over the practice, announced quiet left out."""
    course, limit = view.course, pacing().silence
    first, end = first_practice(view), closing_start(view)
    if first >= len(course.said):
        return
    start = course.said[first].start
    until = course.said[end].start if end < len(course.said) else course.total
    until = min(until, _watched_until(view))
    quiet = sum(s.seconds for s in course.silences if s.quiet and start <= s.start < until)
    every = (
        limit.choice_every_hypervigilance_s if course.meta.hypervigilance else limit.choice_every_s
    )
    count = sum(
        1
        for n, said in enumerate(course.said)
        if start <= said.start < until and view.has(n, "choice")
    )
    if count < int((until - start - quiet) / every):
        yield view.finding("CHOICE_RATE", course.said[first])


def _watched_until(view: View) -> float:
    """Seconds: a sleep track's fading end asks for nothing more."""
    course = view.course
    if course.meta.ending == "sleep":
        return course.total * (1 - pacing().sleep_no_alerting_last_share)
    return course.total


def option_count(view: View) -> Iterator[Finding]:
    """OPTION_COUNT in one sentence, and over sentences that go on with “another option”."""
    most = view.limits.most_options
    run = 0
    for n, said in enumerate(view.course.said):
        run = _run(view, n, run)
        if run > most or (not view.has(n, "exit") and options_in(view, view.low[n]) > most):
            yield view.finding("OPTION_COUNT", said, (0, len(said.text)))
            run = 0


def _run(view: View, n: int, run: int) -> int:
    look = view.look.options
    if view.matches(n, look["start"]):
        return 1
    return run + 1 if run and view.matches(n, look["next"]) else 0


def options_in(view: View, text: str) -> int:
    """How many things a sentence in small letters offers: “a, b or c” is three."""
    look = view.look.options
    text = look["idioms"].sub(" ", text)
    return max((_listed(view, part) for part in look["split"].split(text)), default=0)


def _listed(view: View, part: str) -> int:
    look = view.look.options
    if not look["or_"].search(part):
        return 0
    body = look["lead_in"].sub("", part.strip(), count=1)
    items = [item.strip() for item in look["comma"].split(body) if item.strip()]
    last = max((n for n, item in enumerate(items) if look["or_"].search(item)), default=-1)
    ends = [piece for piece in look["or_"].split(items[last]) if piece.strip()]
    # "b or c or d" is a list of its own; what stands before its comma is not part of it
    return len(ends) if len(ends) > 2 else last + len(ends)


def openers(view: View) -> Iterator[Finding]:
    """OPENER_SHARE: no opening too often, none twice in a row; ways out are no invitations."""
    begun = []
    for n, low in enumerate(view.low):
        name = next((k for k, p in view.look.openers.items() if p.match(low)), None)
        if name and not view.has(n, "exit"):
            begun.append((name, n))
    counts = Counter(name for name, _ in begun)
    limit = view.limits
    for name, count in counts.items():
        if count > max(limit.opener_least, limit.opener_share * len(begun)):
            at = next(view.course.said[n] for other, n in begun if other == name)
            yield _opener(view, "OPENER_SHARE", name, at)
    for (before, at_before), (name, n) in itertools.pairwise(begun):
        sentences = view.course.said
        if (
            before == name
            and n - at_before <= _IN_A_ROW
            and sentences[n].chapter == sentences[at_before].chapter
        ):
            yield _opener(view, "OPENER_TWICE", name, view.course.said[n])


def _opener(view: View, key: str, name: str, said: Said) -> Finding:
    match = view.look.openers[name].match(small(said.text))
    return view.finding(key, said, match.span() if match else None)
