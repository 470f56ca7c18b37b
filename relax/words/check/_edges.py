"""How a track opens and closes, and how much of it between them orders instead of inviting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.words.check._lexical import sentence_hits
from relax.words.pacing import pacing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._view import View

_PREPARING = (
    "tone_notice",
    "bed_notice",
    "exit",
    "eyes",
    "posture",
    "length",
    "outline",
    "anchor_offer",
    "stopping",
    "skipping",
)
"""Vocabulary of sentences that prepare; they may name a part or a breath without beginning."""


def opening(view: View) -> Iterator[Finding]:
    """OPEN_LENGTH, OPEN_CHOICE, OPEN_EYES and POSTURE."""
    within = pacing().opening
    said = view.course.said
    first = said[0] if said else None
    early = _until(view, within.length_within_s)
    if not (_any(view, early, "length") and _any(view, early, "outline")):
        yield view.finding("OPEN_LENGTH", first)
    too_late = min(first_practice(view), len(_until(view, within.choice_within_s)))
    if not _way_out(view, too_late):
        yield view.finding("OPEN_CHOICE", said[too_late] if too_late < len(said) else first)
    if view.course.meta.position != "prone" and not any(
        view.has(n, "eyes") and view.has(n, "eyes_choice")
        for n in _until(view, within.eyes_within_s)
    ):
        yield view.finding("OPEN_EYES", first)
    if not any(
        view.has(n, "moving") and (view.has(n, "permission") or view.has(n, "choice"))
        for n in _until(view, view.limits.posture_within)
    ):
        yield view.finding("POSTURE", first)


def first_practice(view: View) -> int:
    """Which sentence first asks for anything; the number of sentences when none does."""
    course = view.course
    found = [paced.after for paced in course.paced]
    for n, said in enumerate(course.said):
        if said.chapter > 0 or (
            view.has(n, "practice") and not any(view.has(n, name) for name in _PREPARING)
        ):
            found.append(n)
            break
    return min(found, default=len(course.said))


def _way_out(view: View, before: int) -> bool:
    """Whether stopping, and moving or skipping, are permitted in so many words."""
    granted = set()
    for n in range(before):
        if view.has(n, "permission"):
            granted |= {k for k in ("stopping", "moving", "skipping") if view.has(n, k)}
    return "stopping" in granted and len(granted) > 1


def _until(view: View, seconds: float) -> range:
    """The sentences said whole within the first ``seconds``."""
    count = sum(1 for said in view.course.said if said.end <= seconds)
    return range(count)


def _any(view: View, sentences: range, name: str) -> bool:
    return any(view.has(n, name) for n in sentences)


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


IMPERATIVE = "IMPERATIVE"
"""The wording rule whose matches are counted here."""


def orders(view: View) -> Iterator[Finding]:
    """IMPERATIVE_SHARE and PARTICIPLE_SHARE; sentences over paced breathing do not count."""
    said = view.course.said
    counted = [n for n, one in enumerate(said) if not one.paced]
    bare = [n for n in counted if any(hit[0].id == IMPERATIVE for hit in sentence_hits(view, n))]
    soft = [n for n in counted if view.has(n, "participle")]
    edges = _edges(view)
    limit = view.limits
    if len(bare) > limit.imperative_share * len(counted):
        yield view.finding("IMPERATIVE_SHARE", said[bare[0]])
    if edge := [n for n in bare if n in edges]:
        yield view.finding("IMPERATIVE_EDGE", said[edge[0]])
    middle = [n for n in counted if n not in edges]
    soft_middle = [n for n in soft if n not in edges]
    soft_edge = [n for n in soft if n in edges]
    if len(soft_middle) > limit.participle_share * len(middle):
        yield view.finding("PARTICIPLE_SHARE", said[soft_middle[0]])
    elif soft_edge:
        yield view.finding("PARTICIPLE_SHARE", said[soft_edge[0]])


def _edges(view: View) -> set[int]:
    """The sentences of the opening and the closing."""
    total = len(view.course.said)
    return {*range(min(first_practice(view), total)), *range(closing_start(view), total)}
