"""Steps with their real clips: what has a fixed length, and what may give or take."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from relax.timing._breath import breath_frames, cycles_within
from relax.units import to_samples, to_seconds
from relax.words import (
    BELL_S,
    BedLevel,
    Bell,
    Breathe,
    Level,
    Pace,
    PauseKind,
    Say,
    Sentence,
    Sound,
    Tone,
    Wait,
    breathe_seconds,
    flatten,
    phrases_of,
    speech_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from relax.voices import Clip
    from relax.words import ChapterSteps, Script, Span, Spans, Step

NOMINAL_WORD_S: Final = 0.42
"""A calm voice takes about this long for a word (145 words a minute)."""

NOMINAL_NAME_S: Final = 2.0
"""Room for almost every name; a longer one takes from the pauses of its own section."""

LINE_STEP: Final = to_samples(1.0)
"""To so many samples a line is rounded in the plan. The pause after it is up to half of that
shorter or longer; an edit that stays within it moves nothing else. Lines of an opening or a closing
are not rounded: their pauses give nothing, and are stretched last. Chosen; how it sounds was not
tried."""

SPOKEN_CYCLE_ROOM_S: Final = 1.0
"""Words over paced breathing leave at least this much of their stretch unspoken."""


@dataclass(frozen=True, slots=True)
class PhrasePart:
    """One clip, ``before`` samples of fixed quiet ahead of it.

    ``nominal``: what both count for in the plan of lengths: rounded, and for a personal sentence
    the same whoever it is for.
    """

    text: str
    clip: Clip
    sentence: Sentence
    before: int
    nominal: int

    @property
    def frames(self) -> int:
        """Samples it really takes."""
        return self.before + self.clip.frames


@dataclass(frozen=True, slots=True)
class WaitPart:
    """A pause, in samples."""

    kind: str
    low: int
    ideal: int
    high: int


@dataclass(frozen=True, slots=True)
class BreathPart:
    """Paced breathing: a whole number of breaths from ``low`` to ``high``, best ``ideal``."""

    breathe: Breathe
    low: int
    ideal: int
    high: int

    def frames(self, count: int) -> int:
        """Samples that ``count`` breaths last."""
        return breath_frames(self.breathe, count)


@dataclass(frozen=True, slots=True)
class SoundPart:
    """A tone or a bell, in samples."""

    cue: Tone | Bell
    frames: int


@dataclass(frozen=True, slots=True)
class LevelPart:
    """The bed changes its level; takes no time."""

    cue: BedLevel


Part = PhrasePart | WaitPart | BreathPart | SoundPart | LevelPart


@dataclass(frozen=True, slots=True)
class ChapterParts:
    """A chapter's parts in order."""

    title: str
    parts: tuple[Part, ...]
    guarded: bool


@dataclass(frozen=True, slots=True)
class Lengths:
    """For one chapter: samples of each pause, and breaths of each breathing cue, in order."""

    waits: tuple[int, ...]
    breaths: tuple[int, ...]


def phrases_to_voice(script: Script, spans: Spans) -> list[str]:
    """Every phrase a voice must speak for this script, in order; repeats are left in."""
    found: list[str] = []
    for chapter in flatten(script, spans):
        for step in chapter.steps:
            if isinstance(step, Say):
                found += step.phrases
            elif isinstance(step, Pace):
                found += cue_words(step.breathe, script.meta.language)
                for sentence in step.breathe.sentences:
                    found += phrases_of(sentence, script.meta.language)
    return found


def cue_words(breathe: Breathe, language: str) -> list[str]:
    """The words spoken on the beat: a word a phase, and numbers while counting aloud."""
    words = speech_words(language)
    needed: list[str] = []
    if breathe.count_first or not breathe.tone:
        pattern = breathe.pattern
        phases = {
            "in": pattern.inhale,
            "top_up": pattern.top_up,
            "hold": pattern.hold,
            "out": pattern.exhale,
            "rest": pattern.rest,
        }
        needed += [words.breath[name] for name, seconds in phases.items() if seconds]
    if breathe.count_first:
        pattern = breathe.pattern
        ramp = breathe.ramp_from or ()
        longest = max(pattern.inhale, pattern.exhale, pattern.hold, *ramp)
        needed += words.numbers[1 : math.ceil(longest)]
    return needed


class PartBuilder:
    """Turns the steps of one script into parts, given the clips of its phrases."""

    def __init__(
        self,
        script: Script,
        spans: Spans,
        clips: Mapping[str, Clip],
    ) -> None:
        self._script = script
        self._spans = spans
        self._clips = clips

    def chapters(self) -> list[ChapterParts]:
        """The parts of every chapter."""
        return [
            ChapterParts(chapter.title, tuple(self._parts(chapter)), chapter.guarded)
            for chapter in flatten(self._script, self._spans)
        ]

    def phrases(self, sentence: Sentence, texts: tuple[str, ...]) -> list[PhrasePart]:
        """The clips of one sentence with nothing between them."""
        clips = [self._clips[text] for text in texts]
        return [
            PhrasePart(text, clip, sentence, 0, clip.frames)
            for text, clip in zip(texts, clips, strict=True)
        ]

    def _personal(self, sentence: Sentence, texts: tuple[str, ...]) -> list[PhrasePart]:
        """The clips of a personal sentence: in the plan it lasts as long as anybody's."""
        gap = to_samples(self._spans.of(PauseKind.PHRASE).ideal)
        planned = to_samples(nominal_seconds(sentence.text, self._script))
        return [
            replace(part, before=gap if n else 0, nominal=0 if n else planned)
            for n, part in enumerate(self.phrases(sentence, texts))
        ]

    def _parts(self, chapter: ChapterSteps) -> Iterator[Part]:
        for step in chapter.steps:
            yield from self._step(step, guarded=chapter.guarded)

    def _step(self, step: Step, *, guarded: bool) -> Iterator[Part]:
        match step:
            case Say(sentence, texts):
                if self._script.is_personal(sentence.text):
                    yield from self._personal(sentence, texts)
                else:
                    phrases = self.phrases(sentence, texts)
                    yield from self._with_gaps(phrases if guarded else _rounded(phrases))
            case Wait(kind, span):
                yield _wait(kind, span)
            case Pace(breathe):
                yield self._breath(breathe)
            case Sound(Tone() as tone):
                yield SoundPart(tone, to_samples(tone.seconds))
            case Sound(Bell() as bell):
                yield SoundPart(bell, to_samples(BELL_S))
            case Level(cue):
                yield LevelPart(cue)

    def _with_gaps(self, phrases: list[PhrasePart]) -> Iterator[Part]:
        for n, phrase in enumerate(phrases):
            if n:
                yield _wait(PauseKind.PHRASE, self._spans.of(PauseKind.PHRASE))
            yield phrase

    def _breath(self, breathe: Breathe) -> BreathPart:
        if breathe.cycles is not None:
            return BreathPart(breathe, breathe.cycles, breathe.cycles, breathe.cycles)
        low_s, ideal_s, high_s = breathe_seconds(breathe)
        needed = self.cycles_for_words(breathe)
        low = max(math.ceil(low_s / _longest_cycle(breathe)), needed, 1)
        high = max(cycles_within(breathe, high_s), low)
        ideal = min(max(cycles_within(breathe, ideal_s), low), high)
        return BreathPart(breathe, low, ideal, high)

    def cycles_for_words(self, breathe: Breathe) -> int:
        """The fewest breaths over which the counting and the sentences fit."""
        cycle = _shortest_cycle(breathe)
        count = breathe.count_first
        for sentence in breathe.sentences:
            texts = phrases_of(sentence, self._script.meta.language)
            count += 1 + math.ceil((self._seconds(texts) + SPOKEN_CYCLE_ROOM_S) / cycle)
        return count

    def _seconds(self, texts: tuple[str, ...]) -> float:
        gap = self._spans.of(PauseKind.PHRASE).ideal
        return sum(to_seconds(self._clips[t].frames) for t in texts) + gap * (len(texts) - 1)


def _rounded(phrases: list[PhrasePart]) -> list[PhrasePart]:
    """The clips of a sentence, its length in the plan rounded: the last of them makes up for it."""
    frames = sum(phrase.frames for phrase in phrases)
    planned = round(frames / LINE_STEP) * LINE_STEP
    *others, last = phrases
    return [*others, replace(last, nominal=last.nominal + planned - frames)]


def nominal_seconds(text: str, script: Script) -> float:
    """Seconds a personal sentence counts for, whoever it is for: its other words, and a name."""
    others, count = script.without_personal(text)
    return len(others.split()) * NOMINAL_WORD_S + count * NOMINAL_NAME_S


def _wait(kind: str, span: Span) -> WaitPart:
    return WaitPart(str(kind), *(to_samples(value) for value in (span.low, span.ideal, span.high)))


def _longest_cycle(breathe: Breathe) -> float:
    return max(breathe.pattern.cycle, sum(breathe.ramp_from or (0.0,)))


def _shortest_cycle(breathe: Breathe) -> float:
    return min(breathe.pattern.cycle, sum(breathe.ramp_from or (math.inf,)))
