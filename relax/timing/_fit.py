"""The fit: a script, its clips and a length → a timeline of exactly that length.

Where things stand comes from a plan in which lines have rounded lengths, and personal words one
that is the same for everybody; what a line really lasts more or less is taken from the pauses
around it. So two tracks of one programme, or of a script before and after a line was edited, differ
only near what differs, and share the sound of all the rest.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from relax.errors import LengthError
from relax.timing._elastic import Elastic, share
from relax.timing._parts import BreathPart, Lengths, PartBuilder, PhrasePart, SoundPart, WaitPart
from relax.timing._place import Placer
from relax.units import clock, to_samples, to_seconds
from relax.words import select

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from relax.timing._model import Edges, Timeline
    from relax.timing._parts import ChapterParts, Part
    from relax.voices import Clip
    from relax.words import Script, Spans

_LOG: Final = logging.getLogger(__name__)


CHAPTER_STEP: Final = to_samples(4.0)
"""To so many samples the speech of a chapter is rounded in the plan: less moves more often, more
makes the pauses of neighbouring chapters unlike. Chosen; how it sounds was not tried."""


def fit(
    script: Script,
    clips: Mapping[str, Clip],
    seconds: float | None,
    spans: Spans,
    edges: Edges,
) -> Timeline:
    """Place everything so that the track lasts ``seconds`` to the sample.

    Args:
        script: what is said; choices still in it are taken or left to suit the length.
        clips: the clip of every phrase of :func:`phrases_to_voice`.
        seconds: the length of the whole track; None for the natural length of the words.
        spans: how long each kind of pause may be.
        edges: silence (or bed alone) before the first and after the last word.

    Raises:
        LengthError: no choice of pauses gives this length; the message names the range.
    """
    edge = to_samples(edges.lead_in) + to_samples(edges.tail)
    words_s = (seconds - to_seconds(edge)) if seconds is not None else float("inf")
    script = select(script, words_s, spans, lambda text: to_seconds(clips[text].frames))
    builder = PartBuilder(script, spans, clips)
    chapters = builder.chapters()
    total = to_samples(seconds) - edge if seconds is not None else _sum(chapters, "ideal")
    plan = _plan(chapters, total, rounded=seconds is not None)
    if _LOG.isEnabledFor(logging.INFO):
        _tell(chapters, total, edge, plan)
    if plan is None:
        raise _range_error(chapters, edge)
    return Placer(script, spans, builder, edges).timeline(chapters, plan)


def _tell(
    chapters: Sequence[ChapterParts], total: int, edge: int, plan: Sequence[Lengths] | None
) -> None:
    """Log one attempt at a length, in figures."""
    low, wished, high = (
        to_seconds(_sum(chapters, which) + edge) for which in ("low", "ideal", "high")
    )
    words = sum(_fixed(part, real=True) for chapter in chapters for part in chapter.parts)
    _LOG.info(
        "%.1f s wanted of %d chapters with %.1f s of speech: %s; %.1f to %.1f s are possible, "
        "%.1f s with all pauses as they are best",
        to_seconds(total + edge),
        len(chapters),
        to_seconds(words),
        "fits" if plan else "does not fit",
        low,
        high,
        wished,
    )


def _plan(chapters: Sequence[ChapterParts], total: int, *, rounded: bool) -> list[Lengths] | None:
    """Lengths for every chapter: by the plan first, and by the real clips where that fails.

    Words that may last as long as they do need no plan: every pause is as it is best.
    """
    for real in (False, True) if rounded else (True,):
        budget = _share_all(chapters, total, real=real)
        if budget is None:
            continue
        found = [
            _share_one(chapter, breaths, target, n, len(chapters))
            for n, (chapter, (breaths, target)) in enumerate(zip(chapters, budget, strict=True))
        ]
        lengths = [length for length in found if length is not None]
        if len(lengths) == len(chapters):
            return lengths
    return None


def _share_all(
    chapters: Sequence[ChapterParts], total: int, *, real: bool
) -> list[tuple[tuple[int, ...], int]] | None:
    """(breaths of each cue, samples) of every chapter, summing to ``total``."""
    pauses = [list(_elastics(chapter, n, len(chapters))) for n, chapter in enumerate(chapters)]
    fixed = [_speech(chapter, real=real) for chapter in chapters]
    flat = [pause for chapter in pauses for pause in chapter]
    for counts in _breath_choices(chapters, total - sum(fixed) - sum(p.ideal for p in flat)):
        breathing = _breath_samples(chapters, counts)
        lengths = share(flat, total - sum(fixed) - sum(breathing))
        if lengths is None:
            continue
        out, at = [], 0
        for n, chapter in enumerate(pauses):
            size = sum(lengths[at : at + len(chapter)])
            at += len(chapter)
            out.append((counts[n], fixed[n] + breathing[n] + size))
        return out
    return None


def _speech(chapter: ChapterParts, *, real: bool) -> int:
    """Samples of a chapter that are no pause and no breathing: as they are, or in the plan.

    In the plan they are rounded, so that few edits of a line move the chapters after it.
    """
    total = sum(_fixed(part, real=real) for part in chapter.parts)
    if real or chapter.guarded:
        return total
    return round(total / CHAPTER_STEP) * CHAPTER_STEP


def _share_one(
    chapter: ChapterParts, breaths: tuple[int, ...], target: int, n: int, of: int
) -> Lengths | None:
    """The pauses of one chapter, given its length and its breaths."""
    pauses = list(_elastics(chapter, n, of))
    left = target - _breath_samples([chapter], [breaths])[0]
    planned = share(pauses, left - sum(_fixed(part, real=False) for part in chapter.parts))
    lengths = _near(chapter, pauses, planned) if planned else None
    if lengths is None:
        lengths = share(pauses, left - sum(_fixed(part, real=True) for part in chapter.parts))
    return None if lengths is None else Lengths(tuple(lengths), breaths)


def _near(
    chapter: ChapterParts, pauses: Sequence[Elastic], planned: Sequence[int]
) -> list[int] | None:
    """``planned`` pauses, each line's difference from the plan taken from those next to it.

    First from the pauses after it, in order, then from those before; None where they do not do.
    """
    lengths, over, at = list(planned), 0, 0

    def give(n: int) -> None:
        nonlocal over
        length = min(max(lengths[n] - over, pauses[n].low), pauses[n].high)
        over -= lengths[n] - length
        lengths[n] = length

    for part in chapter.parts:
        if isinstance(part, WaitPart):
            give(at)
            at += 1
        else:
            over += _fixed(part, real=True) - _fixed(part, real=False)
    for n in reversed(range(len(lengths))):
        give(n)
    return None if over else lengths


def _breath_choices(
    chapters: Sequence[ChapterParts], slack: int
) -> Iterator[list[tuple[int, ...]]]:
    """Numbers of breaths to try, the most fitting first. ``slack``: samples left for breathing."""
    cues = [part for chapter in chapters for part in chapter.parts if isinstance(part, BreathPart)]
    if not cues:
        yield [() for _ in chapters]
        return
    low, high = (sum(c.frames(c.low) for c in cues), sum(c.frames(c.high) for c in cues))
    part = min(max((slack - low) / (high - low), 0.0), 1.0) if high > low else 0.0
    best = [round(c.low + (c.high - c.low) * part) for c in cues]
    for change in (0, -1, 1, -2, 2, -3, 3, -4, 4):
        counts = list(best)
        counts[-1] = min(max(counts[-1] + change, cues[-1].low), cues[-1].high)
        taken = iter(counts)
        yield [
            tuple(next(taken) for part in chapter.parts if isinstance(part, BreathPart))
            for chapter in chapters
        ]


def _breath_samples(
    chapters: Sequence[ChapterParts], counts: Sequence[tuple[int, ...]]
) -> list[int]:
    return [
        sum(
            cue.frames(count)
            for cue, count in zip(
                (part for part in chapter.parts if isinstance(part, BreathPart)), own, strict=True
            )
        )
        for chapter, own in zip(chapters, counts, strict=True)
    ]


def _elastics(chapter: ChapterParts, n: int, of: int) -> Iterator[Elastic]:
    place = n / max(of - 1, 1)
    for part in chapter.parts:
        if isinstance(part, WaitPart):
            low = part.ideal if chapter.guarded else part.low
            yield Elastic(part.kind, low, part.ideal, part.high, place, chapter.guarded)


def _fixed(part: Part, *, real: bool) -> int:
    match part:
        case PhrasePart():
            return part.frames if real else part.nominal
        case SoundPart(frames=frames):
            return frames
        case _:
            return 0


def _sum(chapters: Sequence[ChapterParts], which: str) -> int:
    """Samples of everything with each pause and breathing cue at ``low``, ``ideal`` or ``high``."""
    total = 0
    for chapter in chapters:
        for part in chapter.parts:
            if isinstance(part, WaitPart):
                field = "ideal" if which == "low" and chapter.guarded else which
                total += int(getattr(part, field))
            elif isinstance(part, BreathPart):
                total += part.frames(int(getattr(part, which)))
            else:
                total += _fixed(part, real=True)
    return total


def _range_error(chapters: Sequence[ChapterParts], edge: int) -> LengthError:
    low, high = (to_seconds(_sum(chapters, which) + edge) for which in ("low", "high"))
    error = LengthError(
        "These words cannot honestly be made to last that long.",
        hint=f"This script can last from {clock(low)} to {clock(high)} minutes.",
    )
    error.shortest, error.longest = low, high
    return error
