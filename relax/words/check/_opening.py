"""The opening: how long, what will happen, and that nothing is required (care.md 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
