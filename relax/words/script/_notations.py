"""A line of text → what in it is not words: pauses, stage directions, notes, markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from relax.words.script._cues import is_cue, nearest_cue
from relax.words.script._model import Pause, PauseKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.script._notation_data import Expressions


class Kind(StrEnum):
    """What something in a line is."""

    CUE = "cue"
    PAUSE = "pause"
    DIRECTION = "direction"
    NOTE = "note"
    TIME_MARK = "time_mark"
    STRUCK = "struck"
    LINK = "link"
    WAY = "way"
    PICTURE = "picture"
    ELEMENT = "element"
    QUESTION = "question"
    PLACEHOLDER = "placeholder"
    STRAY = "stray"


@dataclass(frozen=True, slots=True)
class Hit:
    """Letters ``start`` to ``end`` of a line, and what they are.

    ``pause``: for a pause. ``words``: (start, end) of the words in it that are spoken; ``said``:
    how, for a word said in its own way.
    """

    start: int
    end: int
    kind: Kind
    pause: Pause | None = None
    words: tuple[int, int] | None = None
    said: str = ""


_CLOCK: Final = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?(?:\s*(?:[-–]|-->)\s*[\d:.,]+)?")
_THOUSANDTHS_FROM: Final = 100
"""A number so large without a unit is meant in milliseconds, as in ``[[slnc 3000]]``."""

_LONGEST_S: Final = 600.0
"""Ten minutes, as for ``[pause]``; what is longer is a number that means something else."""

_LONGEST_DIRECTION: Final = 6
_LONGEST_INSIDE: Final = 3
"""Words of a direction in round brackets, alone and inside a sentence; more may be spoken words
that only hold one of its words, and are asked about."""

_CONTAINERS: Final = r"""
    (?P<comment><!--.*?(?:-->|$))
  | (?P<deleted><(?P<del>del|s|strike)\b[^<>]*>.*?</(?P=del)>)
  | (?P<picture>!\[[^\[\]]*\]\([^()]*\))
  | (?P<link>\[(?P<linked>[^\[\]]+)\]\((?P<target>[^()]*)\))
  | (?P<double>\[\[[^\[\]]*\]\])
  | (?P<cue>\[[^\[\]]*\])
  | (?P<braces>\{\{.*?\}\}|\{%.*?%\}|\{[^{}]*\})
  | (?P<angles><<[^<>]*>>|</?[A-Za-z\#][^<>]*>)
  | (?P<round>\((?:[^()]|\([^()]*\))*\))
  | (?P<stray>[\[\]])
"""
_AS_THEY_ARE: Final = {
    "comment": Kind.NOTE,
    "deleted": Kind.STRUCK,
    "picture": Kind.PICTURE,
    "stray": Kind.STRAY,
}
_CONTAINER: Final = re.compile(_CONTAINERS, re.VERBOSE | re.IGNORECASE)
_KINDS: Final = (
    *("comment", "deleted", "picture", "link", "double", "cue", "braces", "angles"),
    *("round", "stray"),
)
_EMPHASIS: Final = re.compile(
    r"(?P<struck>~~(?P<w0>[^~]+)~~)"
    r"|(?P<m3>\*{2,3})(?P<w1>[^*\s](?:[^*]*[^*\s])?)(?P=m3)"
    r"|(?P<m1>\*)(?P<w2>[^*\s](?:[^*]*[^*\s])?)\*"
    r"|(?<!\w)(?P<m4>__?)(?P<w3>[^_\s](?:[^_]*[^_\s])?)(?P=m4)(?!\w)"
    r"|(?P<m5>`+)(?P<w4>[^`]+)(?P=m5)"
)
_EMPHASIS_SIGN: Final = re.compile(r"[~*_`]")
_SENTENCE_END: Final = re.compile(r"[.!?…:]['\"’”)\]]*\s*$")
_WEB: Final = re.compile(r"/|^#|^www\.|^mailto:|^\.|\.\w{2,4}$|\s\"", re.IGNORECASE)
_IPA: Final = re.compile(r"\s*/[^/]*\w[^/]*/\s*")


def emphasised(line: str, words: Expressions, *, started: bool) -> Iterator[Hit]:
    """Emphasis in a line: the signs to be dropped, or all of it where it is no words.

    ``started``: whether a sentence goes on into this line.
    """
    if _EMPHASIS_SIGN.search(line) is None:
        return
    for match in _EMPHASIS.finditer(line):
        alone = stands_alone(line, match.span(), words, started=started)
        group = next(name for name in ("w0", "w1", "w2", "w3", "w4") if match[name] is not None)
        inner = match[group].strip()
        if match["struck"]:
            yield Hit(*match.span(), Kind.STRUCK)
        elif inner[:1] in {"[", "(", "{", "<"}:  # looked at again without the signs
            yield Hit(*match.span(), Kind.LINK, words=match.span(group))
        elif (pause := pause_of(inner, words)) is not None:
            yield Hit(*match.span(), Kind.PAUSE, pause)
        elif alone and words.directions.fullmatch(inner):
            yield Hit(*match.span(), Kind.DIRECTION)
        else:
            yield Hit(*match.span(), Kind.LINK, words=match.span(group))


def inline(line: str, words: Expressions, *, started: bool) -> Iterator[Hit]:
    """What in a line is not words, in order, never overlapping; ``started`` as above."""
    at = 0
    while at < len(line):
        container = _CONTAINER.search(line, at)
        sign = words.inline.search(line, at)
        if sign and (not container or sign.start() < container.start()):
            pause = pause_in(sign[0], words)
            if sign[0].strip() and pause is not None:
                yield Hit(*sign.span(), Kind.PAUSE, pause)
            at = max(sign.end(), at + 1)
            continue
        if container is None:
            return
        if hit := _classified(line, container, words, started=started):
            yield hit
        at = container.end()


def _classified(
    line: str, found: re.Match[str], words: Expressions, *, started: bool
) -> Hit | None:
    kind = next(name for name in _KINDS if found[name] is not None)
    start, end = found.span()
    if kind in _AS_THEY_ARE:
        return Hit(start, end, _AS_THEY_ARE[kind])
    if kind == "link":
        return _link(found)
    content = found[0].strip("[](){}<>").strip()
    if kind == "cue" and is_cue(content):
        return Hit(start, end, Kind.CUE, words=(start + 1, end - 1))
    if (pause := pause_of(content, words)) is not None:
        return Hit(start, end, Kind.PAUSE, pause)
    if kind in {"cue", "double", "round"} and _CLOCK.fullmatch(content):
        return Hit(start, end, Kind.TIME_MARK)
    alone = stands_alone(line, (start, end), words, started=started)
    if kind == "angles":
        return _element(found, content, words)
    if kind == "round":
        return _aside(found, content, words, alone=alone)
    if words.directions.fullmatch(content) and not nearest_cue(content):
        return Hit(start, end, Kind.DIRECTION)
    if kind in {"double", "braces"}:
        return Hit(start, end, Kind.PLACEHOLDER)
    return Hit(start, end, Kind.CUE, words=(start + 1, end - 1))


def _link(found: re.Match[str]) -> Hit:
    """``[read](/ɹɛd/)`` is a way to say a word; ``[here](https://…)`` is a link."""
    target, span = found["target"].strip(), found.span("linked")
    if is_way(target):
        return Hit(*found.span(), Kind.WAY, words=span, said=target)
    return Hit(*found.span(), Kind.LINK, words=span)


def is_way(target: str) -> bool:
    """Whether what stands behind a word in brackets is how to say it, and no address."""
    if _IPA.fullmatch(target):
        return True
    return any(letter.isalnum() for letter in target) and not _WEB.search(target)


def _element(found: re.Match[str], content: str, words: Expressions) -> Hit:
    name = re.match(r"/?\s*([A-Za-z][\w:-]*)", content)
    known = name and name[1].casefold() in words.elements
    if known:
        return Hit(*found.span(), Kind.ELEMENT)
    directs = words.directions.fullmatch(content)
    return Hit(*found.span(), Kind.DIRECTION if directs else Kind.PLACEHOLDER)


def _aside(found: re.Match[str], content: str, words: Expressions, *, alone: bool) -> Hit | None:
    """What stands in round brackets: a direction, words of the sentence (None), or a question."""
    span = found.span()
    joined = span[0] > 0 and found.string[span[0] - 1].isalnum()  # “hand(s)”
    if joined or (not alone and words.spoken_aside.match(content)):
        return None
    if words.placeholder.fullmatch(content):
        return Hit(*span, Kind.PLACEHOLDER)
    short = len(content.split()) <= (_LONGEST_DIRECTION if alone else _LONGEST_INSIDE)
    if short and words.directions.fullmatch(content):
        return Hit(*span, Kind.DIRECTION)
    return Hit(*span, Kind.QUESTION)


def begins_silent(line: str, words: Expressions) -> bool:
    """Whether a line begins with something that is not words."""
    first = next(inline(line, words, started=True), None)
    if first is None or first.kind in {Kind.WAY, Kind.LINK}:
        return False
    return not line[: first.start].strip()


def stands_alone(line: str, span: tuple[int, int], words: Expressions, *, started: bool) -> bool:
    """Whether no sentence goes on around letters ``span`` of a line."""
    before = _without_silent(line[: span[0]], words).strip()
    after = _without_silent(line[span[1] :], words).lstrip(" .,;:!?…*_")
    opens = bool(_SENTENCE_END.search(before)) if before else not started
    return opens and (not after or not (after[0].islower() or after[0].isdigit()))


def _without_silent(text: str, words: Expressions) -> str:
    """``text`` without whatever in it is certainly not words."""

    def kept(found: re.Match[str]) -> str:
        inner = found[0].strip("*_~` ")
        silent = pause_of(inner, words) or words.directions.fullmatch(inner)
        return " " if silent else found[0]

    return words.inline.sub(" ", _CONTAINER.sub(" ", _EMPHASIS.sub(kept, text)))


def pause_of(content: str, words: Expressions) -> Pause | None:
    """The pause that the whole of something in brackets is; None where it is none."""
    if not words.aside.fullmatch(content) or _CLOCK.fullmatch(content):
        return None
    return pause_in(content, words)


def bare_pause(line: str, words: Expressions) -> Pause | None:
    """The pause that a whole line or sentence is, without any signs; None where it is none."""
    text = line.strip().strip("-–—*_~=•· ")
    decorated = text != line.strip()
    if decorated and text:
        return pause_of(text, words)
    if words.bare.fullmatch(text) or words.bare_capitals.fullmatch(text.strip(".…")):
        return pause_in(text, words)
    return None


def pause_in(text: str, words: Expressions) -> Pause | None:
    """The pause that ``text`` names, with its length or its kind; None for a nonsense length."""
    if strength := re.search(r"strength\s*=\s*[\"'“”]?([a-z-]+)", text):
        kinds = {"weak": "phrase", "x-weak": "phrase", "medium": "sentence", "strong": "region"}
        return Pause(kind=PauseKind(kinds.get(strength[1], "rest")))
    if found := words.time.search(text.replace("#", " ")):
        seconds = seconds_of(found[0], words)
        if not 0 < seconds[0] <= seconds[1] <= _LONGEST_S:
            return None
        return Pause(seconds=seconds)
    for pattern, kind in words.size:
        if pattern.search(text):
            return Pause(kind=kind)
    return Pause()


def seconds_of(time: str, words: Expressions) -> tuple[float, float]:
    """(shortest, longest) seconds of a length of time in figures or words."""
    time = time.strip().casefold()
    if clock := re.fullmatch(r"(\d{1,2}):(\d{2}(?:\.\d+)?)", time):
        value = int(clock[1]) * 60 + float(clock[2])
        return value, value
    if both := re.fullmatch(r"(\d+)\s*m\w*\s*(\d+)\s*s?\w*", time):
        value = float(both[1]) * 60 + float(both[2])
        return value, value
    numbers = "|".join(sorted(map(re.escape, words.numbers), key=len, reverse=True))
    parts = re.match(
        rf"(\d+(?:[.,]\d+)?|{numbers})(?:\s?[-–]\s?(\d+(?:[.,]\d+)?|{numbers}))?[\s-]*(.*)", time
    )
    if parts is None:
        return 0.0, 0.0
    unit = next((s for pattern, s in words.unit if pattern.fullmatch(parts[3].strip())), None)
    low = _number(parts[1], words)
    high = _number(parts[2], words) if parts[2] else low
    scale = unit if unit is not None else 0.001 if high >= _THOUSANDTHS_FROM else 1.0
    return round(low * scale, 3), round(high * scale, 3)


def _number(text: str, words: Expressions) -> float:
    return words.numbers[text] if text in words.numbers else float(text.replace(",", "."))
