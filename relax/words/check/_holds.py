"""HOLD_GATE: what paced breathing may ask of this person (care.md 1.4, data/gates.yaml)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.words.care import gate_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.care import GateFile
    from relax.words.check._course import Paced
    from relax.words.check._finding import Finding
    from relax.words.check._view import View

_ROUNDING = 0.05


def holds(view: View) -> Iterator[Finding]:
    """Holds that the client's answers do not allow, and breathing that is too slow."""
    gates = gate_file()
    for paced in view.course.paced:
        if _held_too_long(view, paced, gates):
            yield view.finding("HOLD_GATE", paced.breathe.place)
        elif 60 / paced.breathe.pattern.cycle < _slowest(view, paced, gates) - _ROUNDING:
            yield view.finding("PACE_GATE", paced.breathe.place)


def _held_too_long(view: View, paced: Paced, gates: GateFile) -> bool:
    pattern, allowed = paced.breathe.pattern, gates.breath_holds[view.facts.breath_hold]
    rest = allowed.longest_s if allowed.empty else 0.0
    if pattern.hold > allowed.longest_s or pattern.rest > max(rest, view.limits.natural_rest):
        return True
    if not _holds(view, paced, gates):
        return False
    if pattern.hold > view.limits.long_hold:
        return paced.seconds > view.limits.long_hold_cycles * pattern.cycle + _ROUNDING
    return bool(allowed.minutes and paced.seconds > allowed.minutes * 60 + pattern.cycle)


def _holds(view: View, paced: Paced, gates: GateFile) -> bool:
    """Whether the breath is held at all; a short rest after the out-breath is not a hold."""
    pattern = paced.breathe.pattern
    free = gates.breath_holds["none"].longest_s
    return pattern.hold > free or pattern.rest > view.limits.natural_rest


def _slowest(view: View, paced: Paced, gates: GateFile) -> float:
    """Breaths a minute; long holds make a breath longer without slowing its phases."""
    default = gates.slowest_bpm["default"]
    slowest = view.facts.slowest_bpm or default
    if view.facts.breath_hold == "full" and slowest <= default and _holds(view, paced, gates):
        return gates.slowest_bpm["with_full_holds"]
    return slowest
