"""Captions (SubRip and WebVTT) → a document; the silences between them become pauses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, Place
from relax.words.documents._blocks import Blocks
from relax.words.documents._kind import text_in
from relax.words.documents._lines import ends_sentence

if TYPE_CHECKING:
    from relax.words.documents._document import Document, Kind

_TIME: Final = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})[.,](\d{1,3})"
_TIMES: Final = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_TAG: Final = re.compile(
    r"</?(?:[bicuv]|lang|ruby|rt|font|[bicuv][. ][^<>]*|lang[ .][^<>]*|font\s[^<>]*)>|<\d[\d:.,]*>",
    re.IGNORECASE,
)
_SMALL_OVER: Final = re.compile(r"<rt>.*?</rt>", re.IGNORECASE | re.DOTALL)
_POSITION: Final = re.compile(r"\{\\[^{}]*\}|\{[YyCcSsFf]:[^{}]*\}")
_DASH: Final = re.compile(r"^[-\u2013\u2014]\s+")
_ROLLS: Final = re.compile(r"<\d\d:\d\d(?::\d\d)?\.\d{3}>")
_TITLED: Final = re.compile(r"WEBVTT\s*[-\u2013\u2014:]\s*(\S.*)")
_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>", re.IGNORECASE)
_SHORTEST_S: Final = 0.7
"""Seconds; a silence that is shorter is how people speak, and no pause."""

_PARAGRAPH_S: Final = 2.5
"""Seconds; after as long a silence at the end of a sentence a paragraph begins."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: when it shows, in milliseconds; its lines; the number of its line of times."""

    start: int
    end: int
    lines: tuple[str, ...]
    at: int
    notes: tuple[str, ...] = ()
    """Comments that stand before it."""


def read(content: bytes, file: str, kind: Kind) -> Document:
    """The words of captions.

    Raises:
        BadInput: a time that cannot be read, text that belongs to no caption, no words.
    """
    text = text_in(content, file)
    cues, closing, title = _cues(text, file, kind)
    blocks = Blocks(kind, file)
    blocks.title = title
    ordered = sorted(cues, key=lambda cue: cue.start)
    blocks.count("sorted", [c.start for c in ordered] != [c.start for c in cues])
    if _ROLLS.search(text):
        ordered = _rolled_once(ordered, blocks)
    _say(ordered, blocks)
    for note in closing:
        blocks.comment(note)
    return blocks.finish()


def _cues(text: str, file: str, kind: Kind) -> tuple[list[Cue], tuple[str, ...], str | None]:
    """Every caption as written, the comments after the last, and the title if there is one."""
    lines = text.split("\n")
    title, first = None, 0
    if kind == "vtt" and lines[0].startswith("WEBVTT"):
        titled = _TITLED.fullmatch(lines[0].strip())
        title = titled[1] if titled else None
        first = next((n for n, line in enumerate(lines) if not line.strip() or "-->" in line), 1)
    cues: list[Cue] = []
    notes: list[str] = []
    blocks = _blocks(lines, first)
    nothing: tuple[int, list[str]] = (0, [""])
    for (at, block), (_, after) in zip(blocks, [*blocks[1:], nothing], strict=False):
        if _is_skipped(block, notes, kind):
            continue
        timed = next((n for n, line in enumerate(block) if "-->" in line), None)
        if timed is None:
            alone = len(block) == 1 and block[0].strip().isdigit()
            if alone and "-->" in after[0]:  # the number of the next caption
                continue
            if alone or not cues or kind == "vtt":
                raise _stray(file, at)
            cues[-1] = replace(cues[-1], lines=(*cues[-1].lines, *block))  # an empty line within
            continue
        if timed > 1 or (timed == 1 and kind == "srt" and not block[0].strip().isdigit()):
            raise _stray(file, at)
        start, end = _times(block[timed], file, at + timed)
        cues.append(Cue(start, end, tuple(block[timed + 1 :]), at + timed, tuple(notes)))
        notes = []
    return cues, tuple(notes), title


def _blocks(lines: list[str], first: int) -> list[tuple[int, list[str]]]:
    """Lines between empty ones, with the number of the first; each holds one line of times.

    Some programs leave out the empty line between two captions.
    """
    found: list[tuple[int, list[str]]] = []
    open_ = False
    for n, line in enumerate(lines[first:], first):
        if not line.strip():
            open_ = open_ and bool(line) and "-->" in found[-1][1][-1]  # a caption that rolls
            continue
        timed = open_ and "-->" in line and any("-->" in before for before in found[-1][1])
        if timed:
            last = found[-1][1]
            number = last[-1].strip().isdigit() and "-->" not in last[-1]
            found.append((n if number else n + 1, [last.pop(), line] if number else [line]))
        elif open_:
            found[-1][1].append(line)
        else:
            found.append((n + 1, [line]))
        open_ = True
    return found


def _is_skipped(block: list[str], notes: list[str], kind: Kind) -> bool:
    """Whether lines are no caption; what a person noted in them goes to ``notes``."""
    if any("-->" in line for line in block):
        return False
    word = block[0].split()[0]
    if kind == "vtt" and word == "NOTE":
        notes.append(" ".join([block[0].removeprefix("NOTE").strip(), *block[1:]]))
    elif not (kind == "vtt" and word in ("STYLE", "REGION", "STYLE:", "REGION:")):
        return False
    return True


def _times(line: str, file: str, at: int) -> tuple[int, int]:
    found = _TIMES.fullmatch(line)
    if not found:
        raise BadInput(
            "The times of this caption cannot be read.",
            hint="They are written 00:00:01,500 --> 00:00:04,000.",
            place=Place(file, at, 1),
        )
    groups = found.groups()
    return _milliseconds(groups[:4]), _milliseconds(groups[4:])


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((parts[3] or "").ljust(3, "0"))


def _stray(file: str, at: int) -> BadInput:
    return BadInput(
        "These words belong to no caption: there are no times above them.",
        hint="Give them times, or save the file as plain text (.txt).",
        place=Place(file, at, 1),
    )


def _rolled_once(cues: list[Cue], blocks: Blocks) -> list[Cue]:
    """Captions that a recogniser wrote: each repeats the line before while the next one comes."""
    kept: list[Cue] = []
    before = ""
    for cue in cues:
        lines = [line for line in cue.lines if _plain(line)]
        while lines and _plain(lines[0]) == before and before:
            del lines[0]
            blocks.count("repeated")
        if lines:
            before = _plain(lines[-1])
            kept.append(replace(cue, lines=tuple(lines)))
        elif kept:
            kept[-1] = replace(kept[-1], end=max(kept[-1].end, cue.end))
    return kept


def _say(cues: list[Cue], blocks: Blocks) -> None:
    """Words in order; a paragraph ends with a sentence and a long silence, or with a speaker."""
    text, speaker, until = "", "", None
    for cue in cues:
        if until is not None and cue.start < until:
            blocks.count("overlaps")
        silence = 0.0 if until is None else (cue.start - until) / 1000
        words = _words(cue)
        who = _speaker(cue) or speaker
        if text and words and silence >= _SHORTEST_S:
            ended = ends_sentence(text)
            text += f" [pause {round(silence, 1):g}s]"
            blocks.count("pauses")
            if ended and silence >= _PARAGRAPH_S:
                blocks.paragraph(text)
                text = ""
        if text and (cue.notes or who != speaker):
            blocks.paragraph(text)
            text = ""
        for note in cue.notes:
            blocks.comment(note)
        if who != speaker:
            blocks.comment(who, "speakers")
            speaker = who
        text = f"{text} {words}".strip()
        if words or until is None:
            until = max(cue.end, until or 0)
    blocks.paragraph(text)


def _words(cue: Cue) -> str:
    return " ".join(filter(None, map(_plain, cue.lines)))


def _speaker(cue: Cue) -> str:
    return ", ".join(unescape(name).strip() for name in _VOICE.findall(" ".join(cue.lines)))


def _plain(line: str) -> str:
    """A line of a caption without its tags and positions."""
    bare = _TAG.sub("", _SMALL_OVER.sub("", line))
    return _DASH.sub("", " ".join(unescape(_POSITION.sub("", bare)).split()))
