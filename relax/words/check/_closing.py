"""The closing: the way back, the last choice, and what a sleep track does instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.words.pacing import pacing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._view import View


def closing(view: View) -> Iterator[Finding]:
    """CLOSE_REORIENT and CLOSE_AGENCY, or SLEEP_END for a track that ends in sleep."""
    if not view.course.said:
        return
    if view.course.meta.ending == "sleep":
        yield from _sleep(view)
        return
    yield from _way_back(view)
    last = view.course.said[-1]
    since = last.end - view.limits.last_choice_within
    if not any(
        view.has(n, "choice") for n, said in enumerate(view.course.said) if said.end > since
    ):
        yield view.finding("CLOSE_AGENCY", last)


def promises(view: View) -> Iterator[Finding]:
    """CLOSE_SUPPORT and DISCLOSURE: in what comes with the track, or else spoken."""
    everything = range(len(view.course.said))
    if not view.facts.support_in_transcript and not any(view.has(n, "support") for n in everything):
        yield view.finding("CLOSE_SUPPORT", None)
    if not view.facts.voice_disclosed and not any(view.has(n, "disclosure") for n in everything):
        yield view.finding("DISCLOSURE", None)


def closing_start(view: View) -> int:
    """The sentence with which the way back begins; the number of sentences when there is none."""
    course, said = view.course, view.course.said
    earliest = course.total * (1 - view.limits.closing_share)
    if course.last_chapter:
        earliest = max(earliest, course.starts[-1])
        chaptered = (n for n, s in enumerate(said) if s.start >= earliest - 1e-6)
        return next(chaptered, len(said))
    begins = {name: view.look.reorient[name] for name in view.look.reorient_begins}
    for n, sentence in enumerate(said):
        if sentence.start >= earliest and view.kinds(n, begins):
            return n
    return len(said)


def _way_back(view: View) -> Iterator[Finding]:
    course, limit = view.course, pacing().reorient
    first = closing_start(view)
    kinds: set[str] = set()
    for n in range(first, len(course.said)):
        kinds |= view.kinds(n, view.look.reorient)
    start = course.said[first].start if first < len(course.said) else course.total
    needed = max(limit.min_s, limit.min_share * course.total)
    if len(kinds) < view.limits.reorient_kinds or course.total - start < needed - 0.05:
        at = course.said[min(first, len(course.said) - 1)]
        yield view.finding("CLOSE_REORIENT", at)


def _sleep(view: View) -> Iterator[Finding]:
    course = view.course
    early = (n for n, said in enumerate(course.said) if said.end <= view.limits.sleep_notice_within)
    if not any(view.has(n, "sleep_notice") for n in early):
        yield view.finding("SLEEP_NOTICE", course.said[0])
    since = course.total * (1 - pacing().sleep_no_alerting_last_share)
    for n, said in enumerate(course.said):
        if said.start >= since and view.has(n, "alerting") and not view.has(n, "not_alerting"):
            match = view.look.patterns["alerting"].search(view.low[n])
            yield view.finding("SLEEP_END", said, match.span() if match else None)
    for sound in course.sounds:
        if sound.start >= since:
            yield view.finding("SLEEP_END", sound.place, text=sound.kind)
