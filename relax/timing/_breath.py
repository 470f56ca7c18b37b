"""Paced breathing as phases at absolute samples, without drift."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.timing._model import Phase, PhaseKind
from relax.units import to_samples

if TYPE_CHECKING:
    from relax.words import Breathe, BreathPattern

RAMP_S: Final = 100.0
"""The pace moves to its target over 90 to 120 s (care.md 1.3)."""

RAMP_SHARE: Final = 0.4
"""…and over no more than this share of a short stretch of breathing."""

RAMP_STEP_S: Final = 1.0
"""The cycle grows by at most this much per pair of cycles (care.md 1.3)."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """Seconds of each phase of one breath, in order; none is 0."""

    phases: tuple[tuple[PhaseKind, float], ...]

    @property
    def seconds(self) -> float:
        """Length of the breath."""
        return sum(length for _, length in self.phases)


def cycles(breathe: Breathe, count: int) -> list[Cycle]:
    """The first ``count`` breaths of a breathing cue, ramp included."""
    pattern = breathe.pattern
    if not breathe.ramp_from:
        return [_cycle(pattern, pattern.inhale, pattern.exhale)] * count
    first_in, first_out = breathe.ramp_from
    steps = _ramp_cycles(breathe, count)
    out = []
    for n in range(count):
        part = min(1.0, n / steps) if steps else 1.0
        inhale = first_in + (pattern.inhale - first_in) * part
        exhale = first_out + (pattern.exhale - first_out) * part
        out.append(_cycle(pattern, inhale, exhale))
    return out


def _ramp_cycles(breathe: Breathe, count: int) -> int:
    """How many breaths the ramp takes: slow enough, and no more than a share of the whole."""
    first = sum(breathe.ramp_from or (0.0, 0.0))
    target = breathe.pattern.inhale + breathe.pattern.exhale
    slow_enough = math.ceil(abs(target - first) / (RAMP_STEP_S / 2))
    by_time = round(RAMP_S / ((first + target) / 2))
    return max(min(max(slow_enough, by_time), int(count * RAMP_SHARE)), 0)


def _cycle(pattern: BreathPattern, inhale: float, exhale: float) -> Cycle:
    lengths = (
        (PhaseKind.IN, inhale),
        (PhaseKind.TOP_UP, pattern.top_up),
        (PhaseKind.HOLD, pattern.hold),
        (PhaseKind.OUT, exhale),
        (PhaseKind.REST, pattern.rest),
    )
    return Cycle(tuple((kind, seconds) for kind, seconds in lengths if seconds > 0))


def breath_frames(breathe: Breathe, count: int) -> int:
    """Samples that ``count`` breaths last."""
    return to_samples(sum(cycle.seconds for cycle in cycles(breathe, count)))


def cycles_within(breathe: Breathe, seconds: float) -> int:
    """The most whole breaths that last no longer than ``seconds``."""
    count = max(int(seconds / _shortest(breathe)) + 1, 1)
    while count > 0 and breath_frames(breathe, count) > to_samples(seconds):
        count -= 1
    return count


def _shortest(breathe: Breathe) -> float:
    first = sum(breathe.ramp_from) if breathe.ramp_from else breathe.pattern.cycle
    return min(first, breathe.pattern.cycle)


def place_phases(breathe: Breathe, count: int, start: int) -> list[Phase]:
    """Every phase at its sample. Each boundary is rounded on its own, so nothing drifts."""
    phases = []
    at = 0.0
    for cycle in cycles(breathe, count):
        for kind, seconds in cycle.phases:
            begin, end = start + to_samples(at), start + to_samples(at + seconds)
            phases.append(Phase(kind, begin, end - begin, breathe.tone))
            at += seconds
    return phases
