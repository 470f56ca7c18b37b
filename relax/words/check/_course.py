"""A script laid out in time: every sentence, silence and sound with its second."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from relax.words.check._patterns import plain
from relax.words.pacing import (
    USUAL_MINUTES,
    Level,
    Pace,
    Say,
    Sound,
    Spans,
    Wait,
    breathe_seconds,
    flatten,
    spans_for,
)
from relax.words.script import PauseKind, Tone, as_spoken, marked

if TYPE_CHECKING:
    from relax.errors import Place
    from relax.words.check._facts import Facts
    from relax.words.pacing import ChapterSteps, Span
    from relax.words.script import Breathe, Script, ScriptMeta, Sentence


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, plain quotes, in seconds from the start. ``paced``: over paced breathing.

    ``pieces``: (offset in the text, place) of each further line, when it stands on several.
    ``spoken``: what the voice is given for it; "" where that is the text.
    """

    text: str
    start: float
    end: float
    chapter: int
    place: Place | None = None
    paced: bool = False
    pieces: tuple[tuple[int, Place], ...] = ()
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is heard for up to ``seconds``, after ``after`` sentences. ``quiet``: on purpose."""

    start: float
    seconds: float
    quiet: bool
    after: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A bell or a tone, after ``after`` sentences."""

    kind: str
    start: float
    after: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class Paced:
    """Paced breathing, after ``after`` sentences; ``seconds`` at most."""

    breathe: Breathe
    start: float
    seconds: float
    after: int


@dataclass(frozen=True, slots=True)
class Course:
    """The whole track. ``total``: seconds; ``starts``: of each chapter; ``titles``: with place.

    ``exact``: the times are those of a finished track, not estimated.
    """

    meta: ScriptMeta
    said: tuple[Said, ...]
    total: float
    silences: tuple[Silence, ...] = ()
    sounds: tuple[Heard, ...] = ()
    paced: tuple[Paced, ...] = ()
    starts: tuple[float, ...] = (0.0,)
    titles: tuple[tuple[str, Place | None], ...] = ()
    exact: bool = False

    @property
    def last_chapter(self) -> int:
        """Number of the last chapter; 0 when there is only one."""
        return len(self.starts) - 1


def estimate_course(script: Script, facts: Facts) -> Course:
    """The course by the voice's rate and the middle of each pause."""
    spans = spans_for(script.meta.minutes or USUAL_MINUTES, script.meta.silence_max_s)
    walk = _Walk(facts, spans, script.meta.say)
    for number, chapter in enumerate(flatten(script, walk.spans)):
        walk.chapter(number, chapter)
    titles = tuple((chapter.title, chapter.place) for chapter in script.chapters)
    return Course(
        script.meta,
        tuple(walk.said),
        walk.at,
        tuple(walk.silences),
        tuple(walk.sounds),
        tuple(walk.paced),
        tuple(walk.starts),
        titles,
    )


@dataclass(slots=True)
class _Walk:
    """Goes through the steps once, keeping the time."""

    facts: Facts
    spans: Spans
    say: dict[str, str] = field(default_factory=dict)
    at: float = 0.0
    said: list[Said] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    sounds: list[Heard] = field(default_factory=list)
    paced: list[Paced] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    silent: bool = False

    def chapter(self, number: int, chapter: ChapterSteps) -> None:
        self.starts.append(self.at)
        for step in chapter.steps:
            match step:
                case Say(sentence=sentence, phrases=phrases):
                    gaps = (len(phrases) - 1) * self.spans.of(PauseKind.PHRASE).ideal
                    self._say(sentence, number, self._spoken(sentence) + gaps)
                case Wait(kind=kind, span=span):
                    self._wait(span, quiet=kind == "quiet")
                case Pace(breathe=breathe):
                    self._pace(breathe, number)
                case Sound(cue=cue):
                    kind = "tone" if isinstance(cue, Tone) else "bell"
                    self.sounds.append(Heard(kind, self.at, len(self.said), cue.place))
                    self.at += cue.seconds if isinstance(cue, Tone) else 0.0
                    self.silent = False
                case Level():
                    pass

    def _spoken(self, sentence: Sentence) -> float:
        return len(sentence.text.split()) * 60 / self.facts.voice_wpm

    def _say(
        self, sentence: Sentence, chapter: int, seconds: float, *, paced: bool = False
    ) -> None:
        end = self.at + seconds
        text = plain(sentence.text)
        said = Said(text, self.at, end, chapter, sentence.place, paced, sentence.pieces)
        if self.say or sentence.ways:
            said = replace(said, spoken=plain(as_spoken(marked(sentence), self.say)))
        self.said.append(said)
        self.at, self.silent = end, False

    def _wait(self, span: Span, *, quiet: bool) -> None:
        if self.silent:  # two pauses in a row are one silence
            before = self.silences.pop()
            whole = replace(before, seconds=before.seconds + span.high, quiet=before.quiet or quiet)
        else:
            whole = Silence(self.at, span.high, quiet, len(self.said))
        self.silences.append(whole)
        self.at += span.ideal
        self.silent = True

    def _pace(self, breathe: Breathe, chapter: int) -> None:
        start = self.at
        _, middle, longest = breathe_seconds(breathe)
        self.paced.append(Paced(breathe, start, longest, len(self.said)))
        for n, sentence in enumerate(breathe.sentences, 1):
            self.at = start + middle * n / (len(breathe.sentences) + 1)
            self._say(sentence, chapter, self._spoken(sentence), paced=True)
        self.at, self.silent = start + middle, False
