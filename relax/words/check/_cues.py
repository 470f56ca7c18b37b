"""What the cues of a script ask for: holds and pace of breathing, sounds, silences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.words.care import gate_file
from relax.words.check._patterns import small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.care import GateFile
    from relax.words.check._course import Paced
    from relax.words.check._finding import Finding
    from relax.words.check._view import View


_ROUNDING = 0.05
"""Breaths a minute, or seconds, by which numbers may be off because they were written rounded."""


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


def silences(view: View) -> Iterator[Finding]:
    """SILENCE_MAX, and SOUND_NOTICE for a long quiet that the words do not announce."""
    longest = view.course.meta.silence_max_s
    for silence in view.course.silences:
        if silence.seconds <= longest + 0.05:
            continue
        at = view.course.said[silence.after - 1] if silence.after else None
        if not silence.quiet:
            yield view.finding("SILENCE_MAX", at)
        elif not _announced(view, silence.after):
            yield view.finding("QUIET_NOTICE", at)


def _announced(view: View, after: int) -> bool:
    first = max(after - view.limits.notice_sentences, 0)
    return any(view.has(n, "quiet_notice") for n in range(first, after))


def sounds(view: View) -> Iterator[Finding]:
    """ALARM_SFX for a bell, SOUND_NOTICE for a tone or a bed, WHISPER for the voice."""
    course = view.course
    for sound in course.sounds:
        notice, key = (
            f"{sound.kind}_notice",
            "ALARM_SFX" if sound.kind == "bell" else "SOUND_NOTICE",
        )
        if not _said_before(view, notice, sound.after):
            yield view.finding(key, sound.place, text=sound.kind)
    for paced in course.paced:
        if paced.breathe.tone and not _said_before(view, "tone_notice", paced.after):
            yield view.finding("SOUND_NOTICE", paced.breathe.place, text="tone")
    if "bed" in view.facts.sounds and not _said_before(view, "bed_notice", len(course.said)):
        yield view.finding("SOUND_NOTICE", course.said[0] if course.said else None, text="bed")
    if view.look.patterns["whisper"].search(small(view.facts.voice_style)):
        yield view.finding("WHISPER", None)


def _said_before(view: View, notice: str, sentences: int) -> bool:
    return any(view.has(n, notice) for n in range(sentences))
