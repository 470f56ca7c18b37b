"""Script → SSML 1.1 that other speech programs speak, and that reads back as the same script.

What SSML cannot say stands in ``<mark>`` elements, over which other programs pass: the fields of
the front matter as ``<mark name="relax:minutes: 12.0"/>`` (JSON), each cue as ``<mark
name="relax:[pause 6-14s]"/>`` followed by the breaks that stand for it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from relax import ipa
from relax.words.pacing import kind_from_place, unfold
from relax.words.script import (
    BedLevel,
    Bell,
    Breathe,
    Choice,
    Comment,
    LineBreak,
    ParagraphBreak,
    Pause,
    Quiet,
    Sentence,
    Tone,
    format_cue,
    format_number,
)
from relax.words.speech import split_sentences
from relax.words.ssml._body import lasts
from relax.words.ssml._elements import ssml_data
from relax.words.ssml._meta import BREAKS, MARK, MORE, VERBATIM, fields_of, safe_comment
from relax.words.ssml._report import doubtful
from relax.words.ssml._text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.pacing import Spans
    from relax.words.script import Chapter, Item, PauseKind, Script

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_ssml(script: Script, spans: Spans) -> str:
    """The script as SSML; ``spans``: how long its pauses are in other programs."""
    space = 'xmlns="http://www.w3.org/2001/10/synthesis"'
    body = "\n".join(_Writer(script, spans).chapters())
    kinds = {kind.value: round(spans.of(kind).ideal, 3) for kind in spans.by_kind}
    fields = fields_of(script.meta) | {BREAKS: json.dumps(kinds)}
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<speak version="1.1" {space} xml:lang={quoteattr(script.meta.language)}>',
        *(_mark(f"{MARK}{name}: {value}") for name, value in fields.items()),
        body,
        "</speak>",
        "",
    ]
    return _NO_XML.sub("", "\n".join(out))


def ssml_notices(script: Script) -> tuple[str, ...]:
    """What of the script other programs cannot do, a sentence for each."""
    items = [item for chapter in script.chapters for item in unfold(chapter.items)]
    notices = []
    if any(isinstance(item, Breathe) for item in items):
        notices.append(
            "Paced breathing is a silence in other programs: what is said over it stays, "
            "and its counting and its tone are missing."
        )
    if any(isinstance(item, (Tone, Bell, BedLevel)) for item in items):
        notices.append("Tones, bells and the level of the bed are missing in other programs.")
    if any(isinstance(item, Choice) for chapter in script.chapters for item in chapter.items):
        notices.append("Optional parts are always spoken in other programs.")
    return tuple(notices)


class _Writer:
    def __init__(self, script: Script, spans: Spans) -> None:
        self._script = script
        self._kinds = {kind.value: spans.of(kind).ideal for kind in spans.by_kind}
        self._resolved: Iterator[PauseKind] = iter(())

    def chapters(self) -> Iterator[str]:
        """Each chapter as a piece of SSML."""
        for n, chapter in enumerate(self._script.chapters):
            head = self._head(chapter, first=n == 0)
            self._resolved = _resolved(chapter.items)
            body = self._items(chapter.items)
            yield "\n".join(filter(None, (head, f"<p>\n{body}\n</p>" if body else "")))

    def _head(self, chapter: Chapter, *, first: bool) -> str:
        title = chapter.title
        if not title and first and any(isinstance(i, Sentence) for i in unfold(chapter.items)):
            return ""
        usual = title == plain(title) and not title.startswith(MARK) and ssml_data().is_title(title)
        return _mark(title) if usual else _mark(f"{MARK}## {title}".rstrip(" "))

    def _items(self, items: tuple[Item, ...]) -> str:
        """One line of SSML for each line of the script."""
        out = ""
        for item in items:
            if isinstance(item, LineBreak):
                out += "\n"
            elif isinstance(item, ParagraphBreak):
                out += "\n</p>\n<p>\n"
            else:
                gap = "" if not out or out.endswith("\n") else " "
                out += gap + self._item(item)
        return out

    def _item(self, item: Item) -> str:
        match item:
            case Sentence():
                return self._sentence(item)
            case Comment(text=text):
                return f"<!-- {safe_comment(text)} -->"
            case Choice(items=items):
                marks = _mark(f"{MARK}[optional]"), _mark(f"{MARK}[/optional]")
                inside = self._items(items)
                return inside.join(marks) if inside.startswith("\n") else f" {inside} ".join(marks)
            case Breathe():
                return self._breathe(item)
            case Pause(kind=None, seconds=None):
                return self._covered(Pause(kind=next(self._resolved)))
            case Pause() | Quiet():
                return self._covered(item)
            case Tone() | Bell() | BedLevel():
                return _mark(MARK + format_cue(item))
            case _:
                raise TypeError(item)

    def _covered(self, item: Pause | Quiet) -> str:
        return _mark(MARK + format_cue(item)) + _breaks(lasts(item, self._kinds) or 0)

    def _breathe(self, item: Breathe) -> str:
        """The cue, then its words spread over the time that it takes."""
        cue = _mark(MARK + format_cue(item))
        seconds = lasts(item, self._kinds) or 0
        if not item.sentences:
            return cue + _breaks(seconds)
        share = _breaks(seconds / (len(item.sentences) + 1))
        words = (f"\n{self._sentence(sentence)}{share}" for sentence in item.sentences)
        return f"{cue}{share}{''.join(words)}\n{_mark(f'{MARK}[/breathe]')}"

    def _sentence(self, sentence: Sentence) -> str:
        text, at, out = sentence.text, 0, ""
        for way in sentence.ways:
            out += self._words(text[at : way.start])
            out += _said(text[way.start : way.end], way.said)
            at = way.end
        out += self._words(text[at:])
        language = self._script.meta.language
        usual = not doubtful(text, language) and split_sentences(text, language) == [text]
        return f"<s>{'' if usual else _mark(MARK + VERBATIM)}{out}</s>"

    def _words(self, text: str) -> str:
        """Words without a way of their own here; those that the front matter knows are said so."""
        say = {
            word.casefold(): said for word, said in self._script.meta.say.items() if word.strip()
        }
        if not say:
            return escape(text)
        longest_first = sorted(say, key=len, reverse=True)
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"
        at, out = 0, ""
        for found in re.finditer(pattern, text, re.IGNORECASE):
            said = say.get(found[0].casefold(), "")
            out += escape(text[at : found.start()])
            out += _said(found[0], said) if said.strip() else escape(found[0])
            at = found.end()
        return out + escape(text[at:])


def _said(words: str, said: str) -> str:
    """Words with how they are said."""
    sounds = ipa.marked(said)
    if ipa.is_in(sounds):
        ph = quoteattr(ipa.unmarked(sounds))
        return f'<phoneme alphabet="ipa" ph={ph}>{escape(words)}</phoneme>'
    return f"<sub alias={quoteattr(said)}>{escape(words)}</sub>"


def _mark(name: str) -> str:
    return f"<mark name={quoteattr(name)}/>"


def _breaks(seconds: float) -> str:
    """A silence as breaks that no program cuts short."""
    longest = ssml_data().longest_break_s
    lengths = [longest] * int(seconds // longest)
    if (rest := seconds - sum(lengths)) >= 0.001:
        lengths.append(rest)
    breaks = (f'<break time="{format_number(round(each, 3))}s"/>' for each in lengths)
    return _mark(MARK + MORE).join(breaks)


def _resolved(items: tuple[Item, ...]) -> Iterator[PauseKind]:
    """The kind of each bare pause, in order, choices taken as said."""
    flat = list(unfold(items))
    for n, item in enumerate(flat):
        if isinstance(item, Pause) and item.kind is None and item.seconds is None:
            yield kind_from_place(flat, n)
