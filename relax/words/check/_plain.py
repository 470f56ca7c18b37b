"""Text that is not in our script format: a page somebody pasted in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from relax.errors import Place
from relax.words._model import PauseKind, ScriptMeta
from relax.words._pacing import spans_for
from relax.words._speech import is_speakable, split_sentences
from relax.words._times import parse_time
from relax.words.check._course import USUAL_MINUTES, Course, Heard, Said, Silence
from relax.words.check._normal import plain, small
from relax.words.check._structure import structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._facts import Facts

_MARKER = re.compile(r"\s*(?:#+|[-*•>]|\d{1,2}[.)])\s+")
_ASIDE = re.compile(r"\([^()]{1,80}\)|\[[^\[\]]{1,80}\]|\*[^*]{1,80}\*|<[^<>]{1,80}>")
_TIME = re.compile(r"\d+(?:\.\d+)?\s*(?:s|secs?|seconds?|m|mins?|minutes?)\b", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class _Paragraph:
    """Lines joined into one text; ``pieces``: where each run of it stands in the file."""

    text: str = ""
    pieces: list[tuple[int, Place]] = field(default_factory=list)

    def add(self, line: str, number: int, file: str) -> None:
        marker = _MARKER.match(line)
        at = marker.end() if marker else 0
        for word in re.finditer(r"\S+", line[at:]):
            self.text += " " if self.text else ""
            self.pieces.append((len(self.text), Place(file, number, at + word.start() + 1)))
            self.text += word[0]


def plain_course(text: str, file: str, language: str, facts: Facts) -> Course:
    """The words of a pasted page in order, with times guessed as for a script."""
    reader = _Reader(file, language, facts)
    for paragraph in _paragraphs(text, file):
        reader.paragraph(paragraph)
    meta = ScriptMeta(title="", language=language)
    return Course(meta, tuple(reader.said), reader.at, tuple(reader.silences), tuple(reader.sounds))


def _paragraphs(text: str, file: str) -> Iterator[_Paragraph]:
    current = _Paragraph()
    for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), 1):
        if not line.strip() or _MARKER.match(line):
            if current.text:
                yield current
            current = _Paragraph()
        current.add(plain(line), number, file)
    if current.text:
        yield current


class _Reader:
    """Cuts paragraphs into sentences and keeps the time."""

    def __init__(self, file: str, language: str, facts: Facts) -> None:
        self._file, self._language, self._wpm = file, language, facts.voice_wpm
        self._look = structure(language).patterns
        self._pauses = spans_for(USUAL_MINUTES)
        self.at = 0.0
        self.said: list[Said] = []
        self.silences: list[Silence] = []
        self.sounds: list[Heard] = []

    def paragraph(self, paragraph: _Paragraph) -> None:
        text, start = paragraph.text, 0
        for aside in _ASIDE.finditer(paragraph.text):
            if self._look["direction"].search(small(aside[0][1:-1])):
                self._sentences(text[start : aside.start()], start, paragraph)
                self._direction(aside[0], self._place(paragraph, aside.start()))
                start = aside.end()
        self._sentences(text[start:], start, paragraph)
        self.at += self._pauses.of(PauseKind.REGION).ideal

    def _sentences(self, text: str, offset: int, paragraph: _Paragraph) -> None:
        at = 0
        for sentence in split_sentences(text, self._language):
            at = text.index(sentence, at)
            if is_speakable(sentence):
                self._say(sentence, offset + at, paragraph)
            at += len(sentence)

    def _say(self, sentence: str, offset: int, paragraph: _Paragraph) -> None:
        end = self.at + len(sentence.split()) * 60 / self._wpm
        pieces = tuple(
            (at - offset, place)
            for at, place in paragraph.pieces
            if offset < at < offset + len(sentence)
        )
        place = self._place(paragraph, offset)
        self.said.append(Said(sentence, self.at, end, 0, place, pieces=pieces))
        self.at = end + self._pauses.of(PauseKind.SENTENCE).ideal

    @staticmethod
    def _place(paragraph: _Paragraph, offset: int) -> Place:
        at, place = [piece for piece in paragraph.pieces if piece[0] <= offset][-1]
        return replace(place, column=(place.column or 1) + offset - at)

    def _direction(self, text: str, place: Place) -> None:
        if self._look["direction_bell"].search(small(text)):
            self.sounds.append(Heard("bell", self.at, len(self.said), place))
        time = _TIME.search(text)
        seconds = parse_time(time[0]) if time else None
        if seconds:
            self.silences.append(Silence(self.at, seconds[1], quiet=False, after=len(self.said)))
            self.at += seconds[1]
