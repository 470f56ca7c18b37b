"""What is heard besides the voice, and what is not heard at all: announced, or not too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.words.check._normal import small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._view import View


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
