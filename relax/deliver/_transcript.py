"""The transcript: what is heard, word for word, with its sounds and silences (WCAG 1.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from relax.deliver._words import SpokenBy, words
from relax.timing import PhaseKind, SoundKind
from relax.units import clock, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.timing import Phase, Timeline

SHORTEST_SHOWN_S = 5.0
"""Shorter pauses are the ordinary pace of speech."""


@dataclass(frozen=True, slots=True)
class About:
    """What a transcript says besides the words.

    Attributes:
        title: of the track.
        language: BCP 47.
        voice: the voice, for a person.
        voice_note: a sentence for where it is not the voice that was meant; "" elsewhere.
        spoken_by: a machine, a person who was recorded, or both in turn.
        bed: name of the bed; "" without one.
        support: where to find help, one line each.
        artist: by whom it is; "" for nobody.
        level: full; plain, without sounds and silences; or none, without the words too.
    """

    title: str
    language: str
    voice: str
    bed: str
    support: tuple[str, ...]
    level: Literal["full", "plain", "none"] = "full"
    spoken_by: SpokenBy = "machine"
    voice_note: str = ""
    artist: str = ""


def transcript(timeline: Timeline, about: About) -> str:
    """The whole page as plain text."""
    say = words(about.language)
    head = [about.title, "=" * len(about.title), ""]
    if any(heard.personal for heard in timeline.sentences):
        head += [say.confidential, ""]
    titles = ", ".join(chapter.title for chapter in timeline.chapters if chapter.title)
    head += [
        say.length.format(length=clock(to_seconds(timeline.frames))),
        say.contains.format(chapters=titles),
        say.voices[about.spoken_by].format(voice=about.voice),
        *([about.voice_note] if about.voice_note else ()),
        say.bed.format(bed=about.bed) if about.bed else say.no_bed,
    ]
    chapters = range(len(timeline.chapters)) if about.level != "none" else ()
    body = [line for n in chapters for line in _chapter(timeline, n, about)]
    foot = ["", "-" * 40, *say.written, *about.support]
    return "\n".join([*head, *body, *foot]) + "\n"


def _chapter(timeline: Timeline, n: int, about: About) -> Iterator[str]:
    chapter = timeline.chapters[n]
    yield ""
    if chapter.title:
        yield f"{clock(to_seconds(chapter.start))}  {chapter.title}"
        yield ""
    events = [
        *((heard.start, heard.text) for heard in timeline.sentences if heard.chapter == n),
        *(
            (start, text)
            for start, text in (_sounds(timeline, about) if about.level == "full" else ())
            if chapter.start <= start < chapter.end
        ),
    ]
    for _, text in sorted(events, key=lambda event: event[0]):
        yield text


def _sounds(timeline: Timeline, about: About) -> Iterator[tuple[int, str]]:
    say = words(about.language)
    for gap in timeline.gaps:
        seconds = to_seconds(gap.frames)
        if gap.kind == "tail":
            if about.bed:
                yield gap.start, say.sound_fades
        elif gap.kind == "quiet":
            yield gap.start, say.seconds_quiet.format(seconds=round(seconds))
        elif gap.kind != "lead_in" and seconds >= SHORTEST_SHOWN_S:
            yield gap.start, say.pause.format(seconds=round(seconds))
    for sound in timeline.sounds:
        yield sound.start, say.bell if sound.kind is SoundKind.BELL else say.tone
    for stretch in breathing_stretches(timeline):
        plateau = {phase.kind: phase for phase in stretch}
        length = stretch[-1].start + stretch[-1].frames - stretch[0].start
        yield (
            stretch[0].start - 1,
            say.breathing.format(
                length=clock(to_seconds(length)),
                inhale=f"{to_seconds(plateau[PhaseKind.IN].frames):g}",
                exhale=f"{to_seconds(plateau[PhaseKind.OUT].frames):g}",
            ),
        )


def breathing_stretches(timeline: Timeline) -> list[list[Phase]]:
    """Phases that follow one another without a break."""
    stretches: list[list[Phase]] = []
    for phase in timeline.phases:
        before = stretches[-1][-1] if stretches else None
        if before is None or before.start + before.frames != phase.start:
            stretches.append([])
        stretches[-1].append(phase)
    return stretches
