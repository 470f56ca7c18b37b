"""Script → steps: every pause named with the range it may take, nothing left to its place.

Both the choice of content (by estimate) and the fit to the exact length (by real clips) read
these steps, so that they can never disagree about where a pause stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.words.script import (
    BedLevel,
    Bell,
    Breathe,
    Choice,
    Comment,
    LineBreak,
    ParagraphBreak,
    Pause,
    PauseKind,
    Quiet,
    Sentence,
    Tone,
    phrases_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from relax.words.script import Item, Script


BELL_S: Final = 8.0
"""A bell rings this long before the next word, in seconds."""


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds a pause may take: never under ``low`` or over ``high``, best at ``ideal``."""

    low: float
    ideal: float
    high: float

    def eased(self, share: float) -> Span:
        """The same, best nearer its longest by ``share`` of the way; below 0, its shortest."""
        away = self.high - self.ideal if share > 0 else self.ideal - self.low
        return Span(self.low, self.ideal + away * share, self.high)

    def within(self, longest: float) -> Span:
        """The same, nothing over ``longest``."""
        if max(self.low, self.ideal, self.high) <= longest:
            return self
        return Span(min(self.low, longest), min(self.ideal, longest), min(self.high, longest))


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence and the phrases it is voiced in."""

    sentence: Sentence
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """No speech for a while. ``kind``: a PauseKind or ``quiet`` (announced)."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Pace:
    """Paced breathing."""

    breathe: Breathe


@dataclass(frozen=True, slots=True)
class Sound:
    """A single tone or bell; it sounds while the next step waits."""

    cue: Tone | Bell


@dataclass(frozen=True, slots=True)
class Level:
    """The bed changes its level."""

    cue: BedLevel


Step = Say | Wait | Pace | Sound | Level


@dataclass(frozen=True, slots=True)
class Spans:
    """The pauses of one track: by kind, and the longest that needs no announcement (seconds)."""

    by_kind: Mapping[PauseKind, Span]
    longest_silence: float

    def eased(self, share: float) -> Spans:
        """The same, with :meth:`Span.eased` of every pause."""
        by_kind = {kind: span.eased(share) for kind, span in self.by_kind.items()}
        return Spans(by_kind, self.longest_silence)

    def of(self, kind: PauseKind) -> Span:
        """The span of a kind, cut to the longest silence allowed."""
        return self.by_kind[kind].within(self.longest_silence)


@dataclass(frozen=True, slots=True)
class ChapterSteps:
    """One chapter. ``guarded``: an opening or a closing, whose pauses are never squeezed."""

    title: str
    steps: tuple[Step, ...]
    guarded: bool


def flatten(script: Script, spans: Spans) -> tuple[ChapterSteps, ...]:
    """The steps of every chapter; choices still in the script are taken as said."""
    last = len(script.chapters) - 1
    return tuple(
        ChapterSteps(
            chapter.title,
            tuple(_steps(list(unfold(chapter.items)), spans, script.meta.language, last=n == last)),
            guarded=n in (0, last) and last > 0,
        )
        for n, chapter in enumerate(script.chapters)
    )


def unfold(items: tuple[Item, ...]) -> Iterator[Item]:
    """The items with every choice opened, without comments."""
    for item in items:
        if isinstance(item, Choice):
            yield from unfold(item.items)
        elif not isinstance(item, Comment):
            yield item


def _steps(items: list[Item], spans: Spans, language: str, *, last: bool) -> Iterator[Step]:
    """The steps of one chapter, an implied pause between any two things heard."""
    waiting = False  # whether the step before was a pause
    heard = False  # whether anything was heard in this chapter yet
    breaks: PauseKind = PauseKind.SENTENCE
    for n, item in enumerate(items):
        if isinstance(item, LineBreak):
            continue
        if isinstance(item, ParagraphBreak):
            breaks = PauseKind.REGION
            continue
        if isinstance(item, BedLevel):
            yield Level(item)
            continue
        is_pause = isinstance(item, (Pause, Quiet))
        if heard and not waiting and not is_pause:
            yield Wait(breaks, spans.of(breaks))
        breaks = PauseKind.SENTENCE
        yield _step(item, items, n, spans, language)
        waiting, heard = is_pause, True
    if heard and not waiting and not last:
        yield Wait(PauseKind.GROUP, spans.of(PauseKind.GROUP))


def _step(item: Item, items: list[Item], n: int, spans: Spans, language: str) -> Step:
    match item:
        case Sentence():
            return Say(item, phrases_of(item, language))
        case Quiet(seconds=(low, high)):
            return Wait("quiet", Span(low, (low + high) / 2, high))
        case Pause(seconds=(low, high)):
            return Wait(PauseKind.INVITATION, Span(low, (low + high) / 2, high))
        case Pause(kind=kind):
            kind = kind or kind_from_place(items, n)
            return Wait(kind, spans.of(kind))
        case Breathe():
            return Pace(item)
        case Tone() | Bell():
            return Sound(item)
        case _:
            raise TypeError(item)


def kind_from_place(items: list[Item], n: int) -> PauseKind:
    """What a bare ``[pause]`` means where it stands (documented in the README)."""
    before = items[n - 1] if n else None
    after = items[n + 1] if n + 1 < len(items) else None
    breaks = (LineBreak, ParagraphBreak)
    if (before is None or isinstance(before, breaks)) and (
        after is None or isinstance(after, breaks)
    ):
        return PauseKind.REST
    if after is None:
        return PauseKind.GROUP
    if isinstance(after, ParagraphBreak):
        return PauseKind.REGION
    if isinstance(after, LineBreak):
        return PauseKind.INVITATION
    if isinstance(before, Sentence) and before.text.rstrip("\"'”’)")[-1:] not in ".!?…":
        return PauseKind.PHRASE
    return PauseKind.SENTENCE
