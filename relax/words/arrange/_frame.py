"""A script → its opening, what it is about, and its closing; nothing is in two of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from relax.words.arrange._data import joining_words
from relax.words.check import (
    Facts,
    View,
    closing_start,
    estimate_course,
    first_practice,
    load_rules,
    small,
    structure,
)
from relax.words.pacing import tidy
from relax.words.script import Chapter, LineBreak, ParagraphBreak, Sentence, sentences_of
from relax.words.speech import length_words, speech_words

if TYPE_CHECKING:
    from relax.words.script import Item, Script

_LONGEST_MINUTES = 180


def length_in(sentence: str, language: str) -> float | None:
    """The first length that a sentence says, in minutes; None where it says none."""
    found = _pattern(language).search(sentence)
    if not found:
        return None
    said = found["said"].casefold()
    number = re.match(r"\d+(?:[.,]\d+)?", said)
    return float(number[0].replace(",", ".")) if number else _lengths(language)[said]


def with_length(sentence: str, minutes: float, language: str) -> str:
    """A sentence with the first length in it said as ``minutes``; as it is where there is none."""
    found = _pattern(language).search(sentence)
    if not found:
        return sentence
    said = length_words(minutes, language)
    said = said[:1].upper() + said[1:] if found[0][:1].isupper() else said
    return sentence[: found.start()] + said + sentence[found.end() :]


@cache
def _lengths(language: str) -> dict[str, float]:
    """Every half minute as words say it → minutes."""
    return {
        length_words(halves / 2, language).casefold(): halves / 2
        for halves in range(1, _LONGEST_MINUTES * 2 + 1)
    }


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = speech_words(language)
    digits = re.escape(words.length).replace(re.escape("{number}"), r"\d+(?:[.,]\d+)?")
    longest_first = sorted(_lengths(language), key=len, reverse=True)
    said = "|".join([*map(re.escape, longest_first), digits])
    about = re.escape(words.about).replace(re.escape("{length}"), "")
    return re.compile(rf"(?<![\w-])(?:{about})?(?P<said>{said})(?!\w)", re.IGNORECASE)


_OPENS: Final = ("length", "stopping")
_OF_OPENINGS: Final = (
    "length",
    "outline",
    "permission",
    "stopping",
    "skipping",
    "exit",
    "eyes",
    "posture",
    "anchor_offer",
    "tone_notice",
    "bed_notice",
    "bell_notice",
    "sleep_notice",
    "support",
    "disclosure",
)
_OF_CLOSINGS: Final = ("choice", "bell_notice", "support", "disclosure")
_ONLY_AT_THE_END: Final = ("rise", "place_date")
"""Ways back to the room that no practice uses."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of a script.

    Attributes:
        opening: what says how long it lasts and that nothing is required; None without one.
        middle: everything else, in order.
        closing: the way back, or the fading into sleep; None without one.
        unusual: sentences of the opening and the closing that are not known to belong there.
    """

    opening: Chapter | None
    middle: tuple[Chapter, ...]
    closing: Chapter | None
    unusual: tuple[Sentence, ...]


def holds(sentence: Sentence, name: str, language: str) -> bool:
    """Whether a sentence holds the vocabulary of ``structure.yaml`` called ``name``."""
    return bool(structure(language).patterns[name].search(small(sentence.text)))


def frame_of(script: Script, *, by_chapters: bool = False) -> Frame:
    """The parts of a script, told by its words.

    Args:
        script: any.
        by_chapters: the opening is the whole first chapter, if that is one at all: what a template
            adds there for longer versions is not about anything else.

    Raises:
        RelaxError: there are no words for its language.
    """
    language = script.meta.language
    facts = Facts()
    view = View(estimate_course(script, facts), facts, load_rules(language))
    first, last = _practice(view), _way_back(view)
    if by_chapters and first and len(script.chapters) > 1:
        first = sum(1 for _ in sentences_of(script.chapters[0].items))
    opening, closing = None, None
    middle: list[Chapter] = []
    at = 0
    for chapter in script.chapters:
        count = sum(1 for _ in sentences_of(chapter.items))
        before, rest = _cut(chapter, first - at)
        between, after = _cut(rest, last - max(first, at))
        opening = before if before.items and not at else opening
        closing = after if after.items else closing
        if between.items:
            middle.append(between)
        at += count
    return Frame(opening, tuple(middle), closing, _unusual(opening, closing, language))


Position = tuple[int, int]
"""A chapter, and an item in it before which something stands."""


def edges_of(script: Script) -> tuple[Position | None, Position | None]:
    """Where the opening has ended, and where the closing begins; None where there is none.

    Raises:
        RelaxError: there are no words for its language.
    """
    facts = Facts()
    view = View(estimate_course(script, facts), facts, load_rules(script.meta.language))
    first, last = _practice(view), _way_back(view)
    opens = (1, 0) if first and len(script.chapters) > 1 else _position(script, first)
    closes = _position(script, last) if last < len(view.course.said) else None
    return opens if first else None, closes


def _position(script: Script, sentence: int) -> Position:
    """Where sentence number ``sentence`` stands; what is optional is one thing."""
    count = 0
    for c, chapter in enumerate(script.chapters):
        for k, item in enumerate(chapter.items):
            count += sum(1 for _ in sentences_of((item,)))
            if count > sentence:
                return c, k
    return len(script.chapters) - 1, len(script.chapters[-1].items)


def _practice(view: View) -> int:
    """The sentence with which the practice begins; 0 when nothing before it opens the script."""
    first = first_practice(view)
    opens = any(view.has(n, name) for n in range(first) for name in _OPENS)
    return first if opens else 0


def _way_back(view: View) -> int:
    """The sentence with which the closing begins; the number of sentences when there is none."""
    said, course = view.course.said, view.course
    chaptered = course.last_chapter > 0
    in_last = [n for n, one in enumerate(said) if one.chapter == course.last_chapter]
    if chaptered and course.meta.ending == "sleep":
        return in_last[0] if in_last else len(said)
    ends = re.compile(joining_words(course.meta.language).closing)
    if chaptered and in_last:
        begins = in_last[0]
    else:
        practising = range(first_practice(view), len(said))
        says_so = (n for n in practising if ends.search(view.low[n]))
        begins = min(next(says_so, len(said)), closing_start(view))
    kinds: set[str] = set()
    for n in range(begins, len(said)):
        kinds |= view.kinds(n, view.look.reorient)
        kinds |= {_ONLY_AT_THE_END[0]} if ends.search(view.low[n]) else set()
    known = len(kinds) >= view.limits.reorient_kinds and kinds.intersection(_ONLY_AT_THE_END)
    return begins if known else len(said)


def _cut(chapter: Chapter, sentences: int) -> tuple[Chapter, Chapter]:
    """A chapter cut before its sentence number ``sentences``; what is optional stays whole."""
    if sentences <= 0:
        return replace(chapter, items=()), chapter
    count = 0
    for n, item in enumerate(chapter.items):
        count += sum(1 for _ in sentences_of((item,)))
        if count > sentences:
            before, after = tidy(list(chapter.items[:n])), tidy(_begun(chapter.items[n:]))
            return replace(chapter, items=before), replace(chapter, items=after)
    return chapter, replace(chapter, items=())


def _begun(items: tuple[Item, ...]) -> list[Item]:
    """The items from the first that is no break."""
    first = next((n for n, i in enumerate(items) if not isinstance(i, LineBreak | ParagraphBreak)))
    return list(items[first:])


def _unusual(
    opening: Chapter | None, closing: Chapter | None, language: str
) -> tuple[Sentence, ...]:
    words, look = joining_words(language), structure(language)
    found: list[Sentence] = []
    for chapter, names, more in (
        (opening, _OF_OPENINGS, words.opening),
        (closing, _OF_CLOSINGS, words.closing),
    ):
        for sentence in sentences_of(chapter.items if chapter else ()):
            low = small(sentence.text)
            known = any(look.patterns[name].search(low) for name in names)
            known = known or bool(re.search(more, low) or re.search(words.said_once, low))
            if chapter is closing and any(p.search(low) for p in look.reorient.values()):
                known = True
            if not known:
                found.append(sentence)
    return tuple(found)
