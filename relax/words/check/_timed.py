"""The course of a fitted track, from its timeline."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Protocol

from relax.units import to_samples, to_seconds
from relax.words.check._course import Course, Heard, Said, Silence
from relax.words.check._normal import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.words.script import Script, Sentence

_EDGES = ("lead_in", "tail")
"""Gaps before the first and after the last word are not silences: the bed comes and goes."""


class TimedSentence(Protocol):
    """A sentence as it is heard, in samples."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def chapter(self) -> int: ...
    @property
    def over_breath(self) -> bool: ...


class TimedGap(Protocol):
    """A stretch without speech, in samples."""

    @property
    def start(self) -> int: ...
    @property
    def frames(self) -> int: ...
    @property
    def kind(self) -> str: ...


class TimedStart(Protocol):
    """Anything that begins at a sample."""

    @property
    def start(self) -> int: ...


class TimedSound(TimedStart, Protocol):
    """A bell or a tone."""

    @property
    def kind(self) -> str: ...


class Timed(Protocol):
    """What this check reads of ``relax.timing.Timeline``, a station further on."""

    @property
    def frames(self) -> int: ...
    @property
    def sentences(self) -> Sequence[TimedSentence]: ...
    @property
    def gaps(self) -> Sequence[TimedGap]: ...
    @property
    def sounds(self) -> Sequence[TimedSound]: ...
    @property
    def chapters(self) -> Sequence[TimedStart]: ...


def timed_course(timeline: Timed, script: Script) -> Course:
    """Every sentence of the script where it is heard; the words of a breath count are not.

    Times begin with the words: a lead-in that was asked for comes before the track's own time.
    """
    lead_in = to_samples(script.meta.lead_in_s or 0.0)
    written: defaultdict[str, deque[Sentence]] = defaultdict(deque)
    for sentence in script.sentences():
        written[sentence.text].append(sentence)
    said = []
    for heard in timeline.sentences:
        if written[heard.text]:
            sentence = written[heard.text].popleft()
            start, end = to_seconds(heard.start - lead_in), to_seconds(heard.end - lead_in)
            said.append(
                Said(
                    plain(heard.text), start, end, heard.chapter, sentence.place, heard.over_breath
                )
            )
    said.sort(key=lambda one: one.start)
    return Course(
        script.meta,
        tuple(said),
        to_seconds(timeline.frames - lead_in),
        tuple(_silences(timeline, said, lead_in)),
        tuple(_sounds(timeline, said, lead_in)),
        starts=tuple(to_seconds(max(c.start - lead_in, 0)) for c in timeline.chapters),
        titles=tuple((chapter.title, chapter.place) for chapter in script.chapters),
        exact=True,
    )


def _silences(timeline: Timed, said: list[Said], lead_in: int) -> Iterator[Silence]:
    """Gaps, those that touch taken together."""
    start = end = -1
    quiet = False
    inner = [gap for gap in timeline.gaps if gap.kind not in _EDGES]
    for gap in sorted(inner, key=lambda gap: gap.start):
        if gap.start != end:
            if end > start:
                yield _silence(start - lead_in, end - lead_in, said, quiet=quiet)
            start, quiet = gap.start, False
        end, quiet = gap.start + gap.frames, quiet or gap.kind == "quiet"
    if end > start:
        yield _silence(start - lead_in, end - lead_in, said, quiet=quiet)


def _silence(start: int, end: int, said: list[Said], *, quiet: bool) -> Silence:
    at = to_seconds(start)
    return Silence(at, to_seconds(end - start), quiet, _before(said, at))


def _sounds(timeline: Timed, said: list[Said], lead_in: int) -> Iterator[Heard]:
    for sound in timeline.sounds:
        at = to_seconds(sound.start - lead_in)
        yield Heard(str(sound.kind), at, _before(said, at), None)


def _before(said: list[Said], seconds: float) -> int:
    return sum(1 for one in said if one.start < seconds)
