"""How a line of a text begins: a heading, a mark of a list, a note, a speaker, a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from relax.words.script._notation_data import Expressions


@dataclass(frozen=True, slots=True)
class Opening:
    """Letters ``start`` to ``end`` of a line, and what they are.

    ``kind``: comment, heading, rule, item, time_mark, label, speaker or unknown_speaker. ``rest``:
    the words of a heading or comment; ``level``: of a heading; ``title``: of the whole text.
    """

    kind: str
    start: int
    end: int
    rest: str = ""
    level: int = 0
    title: str = ""


_HEADING: Final = re.compile(r"(#{1,6})(?:\s+(.*?))?\s*#*\s*")
_RULE: Final = re.compile(r"(?:[-_*=~•·.—–+#]\s*){3,}|`{3,}.*|~{3,}.*")
_ITEM: Final = re.compile(
    r"(?:>\s?)+|(?:[-*+•◦▪‣·●○–—]|\(?\d{1,3}[.)]|\(?[a-z]\)|\([ivx]+\))\s+(?:\[[ xX]\]\s+)?(?=\S)"
)
_CLOCK: Final = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?"
_TIME_MARK: Final = re.compile(
    rf"[\[(]{_CLOCK}(?:\s*(?:[-–]|-->)\s*{_CLOCK})?[\])]\s*(?:[-–—:|](?![-–—]))?\s*"
    rf"|{_CLOCK}(?:\s*(?:[-–]|-->)\s*{_CLOCK})?(?:\s*$|\s*[-–—|]\s+|\t+| {{2,}})"
)
_NAMED: Final = re.compile(r"([A-Z][\w .'’-]{0,24}?)\s?:(?=\s|$)")
_SIGNS: Final = re.compile(r"[*_]*\s*")
_CAPITALS: Final = re.compile(r"[A-Z0-9][A-Z0-9 ,'’&/–—:-]{2,60}")
_UNDERLINE: Final = re.compile(r"\s*(?:={3,}|-{3,})\s*")
_NO_TITLE: Final = re.compile(r"[.!?…\[\](){}<>]|.{61}")
_FEWEST_CAPITALS: Final = 4
"""Letters; a shorter line in capitals, such as “OK”, is words."""

_OFTEN: Final = 3
_OFTEN_IN_CAPITALS: Final = 2
"""Lines that begin with one name before it counts as who speaks. Chosen by trial."""

_ONE_NAME: Final = re.compile(r"(?:\w{1,3}\.\s)?[A-Z]\w+")


def underlined(text: str, after: str) -> bool:
    """Whether a line is a heading by the signs under it."""
    line = text.strip()
    if not line or not _UNDERLINE.fullmatch(after) or _ITEM.match(line):
        return False
    return not _NO_TITLE.search(line) and any(letter.isalnum() for letter in line)


@dataclass(frozen=True, slots=True)
class Speakers:
    """Names with a colon that lines of one text begin with.

    ``sure``: they say who speaks; ``unsure``: they may.
    """

    sure: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()


def speakers_in(lines: list[str]) -> Speakers:
    """Who speaks in a text, by the names that several of its lines begin with."""
    names = [found[1] for line in lines if (found := _NAMED.match(line.strip(" *_")))]
    counts = {name: names.count(name) for name in names}
    return Speakers(
        frozenset(n for n, count in counts.items() if n.isupper() and count >= _OFTEN_IN_CAPITALS),
        frozenset(n for n, count in counts.items() if _ONE_NAME.fullmatch(n) and count >= _OFTEN),
    )


def opening_of(
    line: str, words: Expressions, speakers: Speakers, *, after: str, blank: bool
) -> Opening | None:
    """What a line begins with, if it is not words.

    Args:
        line: its text.
        words: the notations of its language.
        speakers: of the whole text, by :func:`speakers_in`.
        after: the next line.
        blank: whether no words stand on the line before.
    """
    text = line.lstrip()
    start = len(line) - len(text)
    if text.startswith("%"):
        return Opening("comment", start, len(line), text[1:].strip())
    if text.startswith("#") and not words.inline.match(text):
        found = _HEADING.fullmatch(text)
        title = (found[2] or "") if found else ""
        level = len(found[1]) if found else 0
        return Opening("heading", start, len(line), title, level)
    if _RULE.fullmatch(text.rstrip()):
        return Opening("rule", start, len(line))
    for kind, pattern in (("item", _ITEM), ("time_mark", _TIME_MARK)):
        if match := pattern.match(text):
            return Opening(kind, start, start + match.end())
    return _labelled(text, start, words, speakers) or (
        _in_capitals(text, start, words) if blank and not after.strip() else None
    )


def _labelled(text: str, start: int, words: Expressions, speakers: Speakers) -> Opening | None:
    bare = text.lstrip("*_")
    skipped = len(text) - len(bare)
    if words.marked_note.match(bare):
        return Opening("label", start, start + len(text), text.strip("*_ "))
    if label := words.label.match(bare):
        rest = bare[label.end() :].strip(" *_")
        title = rest if label[0].casefold().startswith("title") else ""
        return Opening("label", start, start + len(text), text.strip("*_ "), title=title)
    named = words.speaker.match(bare) or _NAMED.match(bare)
    if named is None:
        return None
    end = start + skipped + named.end()
    name = named[0].rstrip(" :\uff1a")
    if skipped and (after := _SIGNS.match(bare, named.end())):
        end = start + skipped + after.end()
    if words.speaker.match(bare) or name in speakers.sure:
        return Opening("speaker", start, end)
    if name in speakers.unsure or (name.isupper() and sum(map(str.isalpha, name)) > 1):
        return Opening("unknown_speaker", start, end)
    return None


def _in_capitals(text: str, start: int, words: Expressions) -> Opening | None:
    """A line in capitals that stands alone is a heading."""
    line = text.strip()
    if not _CAPITALS.fullmatch(line):
        return None
    if sum(map(str.isalpha, line)) < _FEWEST_CAPITALS or words.bare_capitals.fullmatch(line):
        return None
    if words.aside.fullmatch(line) or words.bare.fullmatch(line):
        return None
    return Opening("heading", start, start + len(text), line.capitalize(), 2)
