"""Bells in a script: where they sound, and the words that announce each of them."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil, inf
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, RefusedError
from relax.hints import nearest
from relax.units import minutes_in
from relax.words.arrange._data import joining_words
from relax.words.arrange._frame import edges_of, holds
from relax.words.care import gate_file
from relax.words.pacing import BELL_S, USUAL_MINUTES, estimate, ideal_seconds, pacing, spans_for
from relax.words.script import (
    Bell,
    Breathe,
    Chapter,
    LineBreak,
    ParagraphBreak,
    Pause,
    PauseKind,
    Script,
    ScriptMeta,
    Sentence,
)
from relax.words.speech import length_words
from relax.words.template import Bells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.arrange._frame import Position
    from relax.words.client import Client
    from relax.words.script import Item

_EVERY = re.compile(r"every\s+(?P<time>\S.*)", re.IGNORECASE)
_SHORTEST_S: Final = 60.0
_APART_S: Final = 45.0
"""No two bells are nearer to each other."""
_WELL_BEFORE: Final = 0.07
"""Times are estimates: by this share a bell keeps clear of where a sleep track fades."""


def bells_in(text: str) -> Bells:
    """``start,end,every 5m`` → bells.

    Raises:
        BadInput: something else.
    """
    bells = Bells()
    for each in filter(None, (part.strip() for part in text.split(","))):
        if found := _EVERY.fullmatch(each):
            minutes = minutes_in(found["time"])
            if minutes is None or minutes * 60 < _SHORTEST_S:
                raise BadInput(
                    "A bell every so often needs a length of a minute at least.",
                    hint="Write for example --bell 'every 5m'.",
                )
            bells = replace(bells, every_s=minutes * 60)
        elif each.casefold() in ("start", "end"):
            bells = replace(bells, **{each.casefold(): True})
        else:
            near = nearest(each, ("start", "end", "every 5m"))
            raise BadInput(f"There is no bell “{each[:40]}”.", hint=near)
    if bells == Bells():
        raise BadInput("No bell is named.", hint="Write for example --bell start,end.")
    return bells


def refuse_bells(bells: Bells | None, client: Client, ending: str) -> None:
    """Stop where a bell would not do this person, or this ending, any good.

    Raises:
        RefusedError: with what may be asked for instead.
    """
    if bells is None:
        return
    if set(client.contraindications) & set(gate_file().no_bell_if):
        raise RefusedError(
            "A bell is not offered with the health notes in the client file.",
            hint="Leave --bell out.",
        )
    if bells.end and ending == "sleep":
        raise RefusedError(
            "What ends in sleep has no bell at its end: it would wake somebody.",
            hint="Leave “end” out of --bell.",
        )


def bell_seconds(bells: Bells | None, minutes: float, language: str) -> float:
    """Seconds that bells and their announcements take, to be kept free for them."""
    if bells is None:
        return 0.0
    words = joining_words(language).bells
    empty = Script(ScriptMeta(title="", language=language), ())
    pauses = spans_for(minutes)
    one = max(estimate(text, empty) for text in words.now) + BELL_S
    one += pauses.of(PauseKind.SENTENCE).ideal + pauses.of(PauseKind.REGION).ideal
    count = bells.start + bells.end
    count += int(minutes * 60 // bells.every_s) if bells.every_s else 0
    notice = estimate(_notice(bells, language), empty) + pauses.of(PauseKind.SENTENCE).ideal
    return count * one + notice


def with_bells(script: Script, bells: Bells | None) -> tuple[Script, tuple[str, ...]]:
    """The script with bells, each announced right before it, and all of them in the opening.

    And what a person should be told: that there was no place for some of them.

    A bell every so often stands at the paragraph or chapter nearest to its time by estimate; none
    stands at paced breathing, in the opening, in the closing, or where a sleep track fades.

    Raises:
        BadInput: there is no room for any.
        RelaxError: there are no words for its language.
    """
    if bells is None:
        return script, ()
    opened, closes = edges_of(script)
    after = opened or (0, 0)
    before = closes or (len(script.chapters) - 1, len(script.chapters[-1].items))
    places = [after] if bells.start else []
    regular = _regular(script, bells, after, before) if bells.every_s else []
    places += regular
    if bells.end and not _rings(script, before):
        places.append(before)
    if not places:
        raise BadInput(
            "There is no room for a bell in these words.", hint="Ask for them more often, or less."
        )
    chapters = _rung(script, places, after_opening=bells.start and opened == (1, 0))
    if opened:
        told = bells if regular else replace(bells, every_s=None)
        chapters[0] = _announced(chapters[0], opened, told, script.meta.language)
    sounds = tuple(s for s in ("tone", "bell", "bed") if s in {*script.meta.sounds, "bell"})
    meta = script.meta.model_copy(update={"sounds": sounds})
    missing = bells.every_s and not regular
    notices = ("There is no place for bells in between: none sounds there.",) if missing else ()
    return Script(meta, tuple(chapters)), notices


def _rung(script: Script, places: list[Position], *, after_opening: bool) -> list[Chapter]:
    """The chapters with a bell and its announcement before each of ``places``.

    ``after_opening``: the first of them belongs to the chapter before it.
    """
    now = joining_words(script.meta.language).bells.now
    items = [list(chapter.items) for chapter in script.chapters]
    numbered = sorted(enumerate(sorted(places)), key=lambda one: one[1], reverse=True)
    for number, (c, k) in numbered:
        ring: list[Item] = [Sentence(now[number % len(now)]), Pause(PauseKind.SENTENCE), Bell()]
        if after_opening and number == 0:
            items[0] += [ParagraphBreak(), *ring]
            continue
        rest = items[c][k:]
        starts = [ParagraphBreak()] if k and not _is_break(items[c][k - 1]) else []
        items[c][k:] = [*starts, *ring, ParagraphBreak(), *rest] if rest else [*starts, *ring]
    return [
        replace(chapter, items=tuple(own))
        for chapter, own in zip(script.chapters, items, strict=True)
    ]


def _is_break(item: Item) -> bool:
    return isinstance(item, ParagraphBreak | LineBreak)


def _rings(script: Script, closing: Position) -> bool:
    """Whether a bell sounds in the closing already."""
    c, k = closing
    later = (chapter.items for chapter in script.chapters[c + 1 :])
    return any(
        isinstance(i, Bell) for items in (script.chapters[c].items[k:], *later) for i in items
    )


def _announced(chapter: Chapter, opened: Position, bells: Bells, language: str) -> Chapter:
    """The opening with a sentence about the bells, after what it says of other sounds."""
    until = opened[1] if opened[0] == 0 else len(chapter.items)
    told = [
        n
        for n, item in enumerate(chapter.items[:until])
        if isinstance(item, Sentence)
        and any(holds(item, name, language) for name in ("bed_notice", "tone_notice"))
    ]
    notice = Sentence(_notice(bells, language))
    items = list(chapter.items)
    if told:
        items.insert(told[-1] + 1, notice)
    else:
        said = [n for n, item in enumerate(items[:until]) if isinstance(item, Sentence)]
        at = said[-1] + 1 if said else 0
        at += 1 if at < len(items) and isinstance(items[at], Pause) else 0
        items[at:at] = [LineBreak(), notice]
    return replace(chapter, items=tuple(items))


def _notice(bells: Bells, language: str) -> str:
    words = joining_words(language).bells
    when = [words.start] if bells.start else []
    when += [words.end] if bells.end else []
    if bells.every_s:
        minutes = bells.every_s / 60
        length = length_words(minutes, language)
        when.append(words.every_minute if minutes == 1 else words.every.format(length=length))
    told = words.joined.join([", ".join(when[:-1]), when[-1]] if when[1:] else when)
    return words.notice.format(when=told)


def _regular(script: Script, bells: Bells, after: Position, before: Position) -> list[Position]:
    """The boundaries nearest to every so many seconds, each one once."""
    every = bells.every_s or 0.0
    total = (script.meta.minutes or 0.0) * 60
    times = dict(_boundaries(script, total, after, before))
    sleeps = script.meta.ending == "sleep"
    until = total * (1 - pacing().sleep_no_alerting_last_share - _WELL_BEFORE) if sleeps else inf
    taken: dict[Position, float] = {}
    ends = min(total or max(times.values(), default=0.0) + every, until)
    for n in range(1, ceil(ends / every)):
        near = {p: at for p, at in times.items() if abs(at - n * every) <= every / 2 and at < until}
        near = {
            p: at for p, at in near.items() if all(abs(at - t) > _APART_S for t in taken.values())
        }
        if near:
            place = min(near, key=lambda p: abs(near[p] - n * every))
            taken[place] = near[place]
    return list(taken)


def _boundaries(
    script: Script, total: float, after: Position, before: Position
) -> Iterator[tuple[Position, float]]:
    """Every place between two thoughts, with its second by estimate."""
    spans = spans_for(script.meta.minutes or USUAL_MINUTES, script.meta.silence_max_s)

    def seconds(*chapters: Chapter) -> float:
        return ideal_seconds(Script(script.meta, chapters), spans, lambda p: estimate(p, script))

    lead = script.meta.lead_in_s or 0.0
    whole = seconds(*script.chapters)
    pace = (total - lead) / whole if total else 1.0
    began = seconds(*script.chapters[: after[0]], _part(script, after))
    ended = seconds(*script.chapters[: before[0]], _part(script, before))
    for c, chapter in enumerate(script.chapters):
        for k, item in enumerate((None, *chapter.items)):
            place = (c, k)
            if not after < place < before or not (k == 0 or isinstance(item, ParagraphBreak)):
                continue
            if _is_paced(script, place):
                continue
            at = seconds(*script.chapters[:c], _part(script, place))
            if began + _APART_S < at < ended - _APART_S:
                yield place, lead + at * pace


def _part(script: Script, place: Position) -> Chapter:
    chapter = script.chapters[place[0]]
    return replace(chapter, items=chapter.items[: place[1]])


def _is_paced(script: Script, place: Position) -> bool:
    """Whether paced breathing stands right before or right after ``place``."""
    c, k = place
    earlier = script.chapters[c].items[:k] or (script.chapters[c - 1].items if c else ())
    heard = [item for item in earlier if not _is_break(item) and not isinstance(item, Pause)]
    following = [item for item in script.chapters[c].items[k:] if not _is_break(item)]
    return any(isinstance(item, Breathe) for item in (*heard[-1:], *following[:1]))
