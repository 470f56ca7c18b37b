"""Lengths that the words name, and times of a track that is already timed."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

from relax.units import to_samples, to_seconds
from relax.words.check._course import Course, Heard, Said, Silence
from relax.words.check._finding import Change
from relax.words.check._patterns import plain
from relax.words.check._structure import structure
from relax.words.speech import length_words, number_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.words.check._finding import Finding
    from relax.words.check._view import View
    from relax.words.script import Script, Sentence


_NUMBER: Final = "a_number"
"""In the vocabulary, what stands for any number in words."""

_OPENING_S: Final = 120.0
"""Later in a track minutes are those of a part of it."""

_NEAR_MIN: Final = 0.51
"""Minutes; lengths are spoken in half minutes, and the rest is for rounding."""

_ABOUT_SHARE: Final = 0.15
_GUESS_SHARE: Final = 0.35
"""How far a length may be off that is only said to be about so long, or only estimated here."""


def lengths(view: View) -> Iterator[Finding]:
    """LENGTH_SAID: “this takes twelve minutes” in a track of ten and a half."""
    course = view.course
    known = course.exact or course.meta.minutes is not None
    whole = course.total + (course.meta.lead_in_s or 0.0)
    seconds = whole if course.exact else (course.meta.minutes or 0) * 60 or whole
    made = seconds / 60
    spoken = _minutes(course.meta.language)
    for n, said in enumerate(course.said):
        if said.chapter and said.start > _OPENING_S:
            break
        for match in spoken.finditer(view.low[n]):
            before = view.low[n][: match.start()]
            about = view.look.patterns["length_about"].search(before)
            after = view.low[n][match.end() :]
            if not _whole_length(view, before[: about.start()] if about else before, after):
                continue
            minutes = _value(match, course.meta.language)
            share = _ABOUT_SHARE if about else 0.0
            room = max(_NEAR_MIN, made * (share if known else _GUESS_SHARE))
            if abs(minutes - made) <= room:
                continue
            true = length_words(round(made * 2) / 2 or 1, course.meta.language)
            old = said.text[match.start("n") : match.end()]
            wording = view.look.wordings["LENGTH_SAID"]
            yield view.write(
                "LENGTH_SAID",
                wording.severity,
                wording.why,
                f"“{true}”, or another --minutes" if known else wording.suggestion,
                said,
                (match.start("n"), match.end()),
                change=Change(old, true) if known and not match["hyphen"] else None,
            )


def _whole_length(view: View, before: str, after: str) -> bool:
    """Whether minutes with this before and after them are those of the whole."""
    look = view.look.patterns
    return bool(look["length_before"].search(before) or look["length_after"].search(after))


@cache
def _numbers(language: str) -> dict[str, float]:
    words = {number_words(n, language): float(n) for n in range(1, 100)}
    return words | {word.replace("-", " "): value for word, value in words.items()}


@cache
def _minutes(language: str) -> re.Pattern[str]:
    numbers = "|".join(sorted(_numbers(language), key=len, reverse=True))
    pattern = structure(language).patterns["length_minutes"].pattern
    return re.compile(pattern.replace(_NUMBER, numbers))


def _value(match: re.Match[str], language: str) -> float:
    said = match["n"]
    value = _numbers(language).get(said)
    return (float(said) if value is None else value) + (0.5 if match["half"] else 0.0)


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
