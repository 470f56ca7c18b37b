"""Which optional words a track of a given length has room for.

Longer versions gain content, not only silence: optional passages join, whole groups first and
then single sentences, as long as the pauses can keep their ideal length. The order of leaving
out is therefore the reverse (care.md 2.4): sentences first, then groups.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from relax.words.pacing._steps import BELL_S, Level, Pace, Say, Sound, Wait, flatten
from relax.words.script import (
    Breathe,
    Chapter,
    Choice,
    LineBreak,
    ParagraphBreak,
    Pause,
    PauseKind,
    Quiet,
    Script,
    Sentence,
    Tone,
    sentences_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from relax.words.pacing._steps import ChapterSteps, Spans
    from relax.words.script import Item

    Measure = Callable[[str], float]
    """Seconds that a phrase lasts when spoken."""


def select(script: Script, seconds: float, spans: Spans, measure: Measure) -> Script:
    """The script without choices: each one either said or left out, to suit ``seconds``."""
    kept: set[int] = set()
    room = seconds - ideal_seconds(resolve(script, kept), spans, measure)
    for choice, inside in _order(script):
        if inside is not None and inside not in kept:
            continue
        cost = _cost(choice, script, spans, measure)
        if cost <= room:
            kept.add(id(choice))
            room -= cost
    return resolve(script, kept)


def _cost(choice: Choice, script: Script, spans: Spans, measure: Measure) -> float:
    """Seconds the choice itself adds, without choices inside it and with the pause it brings."""
    items = tidy([item for item in choice.items if not isinstance(item, Choice)])
    if not items:
        return 0.0
    alone = Script(script.meta, (Chapter("", items), Chapter("", ())))
    return ideal_seconds(alone, spans, measure)


def _order(script: Script) -> list[tuple[Choice, int | None]]:
    """Choices in the order they join, each with the ``id`` of the choice it stands inside.

    Outer before inner, groups before single sentences, and among equals spread evenly over the
    track, so that every part of it grows alike.
    """
    ranks: dict[tuple[int, bool], list[tuple[Choice, int | None]]] = {}

    def walk(items: tuple[Item, ...], depth: int, inside: int | None) -> None:
        for item in items:
            if isinstance(item, Choice):
                single = sum(1 for _ in sentences_of(item.items)) <= 1
                ranks.setdefault((depth, single), []).append((item, inside))
                walk(item.items, depth + 1, id(item))

    for chapter in script.chapters:
        walk(chapter.items, 0, None)
    return [choices[n] for _, choices in sorted(ranks.items()) for n in spread_evenly(len(choices))]


def spread_evenly(count: int) -> list[int]:
    """0 … count-1 so that every beginning of the list is spread over the whole (van der Corput)."""
    digits = max(count - 1, 1).bit_length()
    return sorted(range(count), key=lambda n: int(f"{n:0{digits}b}"[::-1], 2))


def without_stray_pauses(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """The chapters without a second pause after a pause, and without choices of nothing but one.

    They are what a template leaves behind when none of the lines it picks from may be said; two
    pauses in a row would be a silence longer than any.
    """
    return tuple(replace(c, items=tuple(_worded(c.items, after_words=False))) for c in chapters)


def _worded(items: tuple[Item, ...], *, after_words: bool) -> list[Item]:
    out: list[Item] = []
    for item in items:
        if isinstance(item, Choice):
            inside = _worded(item.items, after_words=False)
            if not any(isinstance(i, Sentence | Choice | Quiet | Breathe) for i in inside):
                continue
            out.append(replace(item, items=tuple(inside)))
        elif isinstance(item, Pause) and not after_words:
            continue
        else:
            out.append(item)
        if not isinstance(item, LineBreak | ParagraphBreak):
            after_words = not isinstance(item, Pause | Quiet)
    return out


def resolve(script: Script, kept: set[int]) -> Script:
    """The script with the choices in ``kept`` (by ``id``) opened and the others gone."""
    chapters = []
    for chapter in script.chapters:
        items = tidy(_resolve(chapter.items, kept))
        if items or not chapter.items:
            chapters.append(replace(chapter, items=items))
    return Script(script.meta, tuple(chapters))


def _resolve(items: tuple[Item, ...], kept: set[int]) -> list[Item]:
    out: list[Item] = []
    for item in items:
        if not isinstance(item, Choice):
            out.append(item)
        elif id(item) in kept:
            out.extend(_resolve(item.items, kept))
    return out


def tidy(items: list[Item]) -> tuple[Item, ...]:
    """No break at either end, never two in a row: what leaving something out leaves behind."""
    out: list[Item] = []
    for item in items:
        is_break = isinstance(item, (LineBreak, ParagraphBreak))
        if not is_break:
            out.append(item)
        elif out and isinstance(out[-1], LineBreak):
            out[-1] = item
        elif out and not isinstance(out[-1], ParagraphBreak):
            out.append(item)
    while out and isinstance(out[-1], (LineBreak, ParagraphBreak)):
        out.pop()
    return tuple(out)


def ideal_seconds(script: Script, spans: Spans, measure: Measure) -> float:
    """Length of the script with every pause at its ideal, in seconds."""
    return sum(_chapter_seconds(chapter, spans, measure) for chapter in flatten(script, spans))


def _chapter_seconds(chapter: ChapterSteps, spans: Spans, measure: Measure) -> float:
    phrase_gap = spans.of(PauseKind.PHRASE).ideal
    total = 0.0
    for step in chapter.steps:
        match step:
            case Say(phrases=phrases):
                total += sum(measure(phrase) for phrase in phrases)
                total += phrase_gap * (len(phrases) - 1)
            case Wait(span=span):
                total += span.ideal
            case Pace(breathe=breathe):
                total += breathe_seconds(breathe)[1]
            case Sound(cue=cue):
                total += cue.seconds if isinstance(cue, Tone) else BELL_S
            case Level():
                pass
    return total


def breathe_seconds(breathe: Breathe) -> tuple[float, float, float]:
    """(shortest, middle, longest) a breathing cue may last, in seconds."""
    if breathe.cycles is not None:
        length = breathe.cycles * breathe.pattern.cycle
        return length, length, length
    low, high = breathe.seconds or (breathe.pattern.cycle, breathe.pattern.cycle)
    return low, (low + high) / 2, high
