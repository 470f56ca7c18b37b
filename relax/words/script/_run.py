"""Words of one paragraph, over several lines, → sentences with the place of every word."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.errors import Place
from relax.words.script._model import Sentence, Way
from relax.words.script._shield import SHIELD, settled, shielded, unshielded
from relax.words.speech import is_speakable, signs, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LATIN: Final = r"[A-Za-z\u00c0-\u024f]"
_HIDING: Final = re.compile(
    rf"(?<={_LATIN})[\u034f\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f]+(?={_LATIN})"
)
"""Joiners and marks of direction that only hide a Latin word from whoever looks for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """``text``, shielded and without invisible signs; ``columns``: of each letter, from 0."""

    text: str
    columns: Sequence[int]
    number: int
    file: str

    @classmethod
    def of(cls, written: str, number: int, file: str) -> Line:
        """A line as it stands in ``file``."""
        line = cls(shielded(written), range(len(written)), number, file)
        if written.isascii():
            return line
        invisible = "".join(signs().invisible)
        found = [*re.finditer(f"[{invisible}]", line.text), *_HIDING.finditer(line.text)]
        for match in sorted(found, key=re.Match.start, reverse=True):
            line = line.keep(*match.span(), match.end(), match.end())
        return line

    def place(self, at: int) -> Place:
        """Where letter ``at`` stands, or, from the last one on, the end."""
        column = self.columns[at] if at < len(self.columns) else len(self.text)
        return Place(self.file, self.number, column + 1)

    def cut(self, start: int) -> Line:
        """The line from letter ``start`` on."""
        return Line(self.text[start:], self.columns[start:], self.number, self.file)

    def keep(self, start: int, end: int, first: int, last: int, *, put: str = "") -> Line:
        """The line with only letters ``first`` to ``last`` of ``start`` to ``end``, or ``put``."""
        inside = put or self.text[first:last]
        text = self.text[:start] + inside + self.text[end:]
        columns = list(self.columns)
        middle = [columns[start]] * len(put) if put else columns[first:last]
        return Line(text, columns[:start] + middle + columns[end:], self.number, self.file)


_WRAPPED_FROM: Final = 45
"""A line of so many letters that ends no sentence was probably broken by a program."""

_ENDS: Final = re.compile(r"[.!?…:。！？][\"'”’)\]]*$")
_WORDS: Final = re.compile(r"\S+")
_ONLY_MARKS: Final = re.compile(r"[\s.,;:!?…\"'“”‘’()*_–—-]*")


class Run:
    """Collects words, and where they stand, until a cue or the paragraph ends."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._text = ""
        self._places: list[tuple[int, Line, int]] = []  # offset here, line, letter of it
        self._ways: list[Way] = []
        self._plain: set[int] = set()
        self._apart = False
        self._line_length = 0
        self.is_item = False

    @property
    def words(self) -> bool:
        """Whether there are any."""
        return bool(self._text)

    def goes_on(self, text: str) -> bool:
        """Whether ``text``, the next line, belongs to the sentence that is open here."""
        return bool(self._text) and is_wrapped(unshielded(self._text), self._line_length, text)

    def add(self, line: Line, start: int, end: int) -> None:
        """Add letters ``start`` to ``end`` of a line."""
        if start >= end:
            return
        text = line.text[start:end]
        for n, word in enumerate(_WORDS.finditer(text)):
            if self._text and (n or word.start() or self._apart):
                self._text += " "
            if SHIELD in word[0]:
                self._plain.add(len(self._text))
            self._places.append((len(self._text), line, start + word.start()))
            self._text += settled(word[0])
            self._apart = False
        self._apart = self._apart or text[-1:].isspace()
        self._line_length = len(line.text.strip())

    def way(self, line: Line, span: tuple[int, int], said: str) -> None:
        """Add letters of a line that are said in a way of their own."""
        before = len(self._text)
        self.add(line, *span)
        start = before + (self._text[before : before + 1] == " ")
        if start < len(self._text):
            self._ways.append(Way(start, len(self._text), unshielded(said)))

    def end_line(self) -> None:
        """The line ends here."""
        self._apart = True

    def take(self) -> Iterator[tuple[Sentence, bool]]:
        """Each sentence, and whether a backslash says that it is only words; then it is empty."""
        if self.is_item and self._text and not _ENDS.search(unshielded(self._text)):
            self._text += "."  # an item of a list is a sentence of its own
        text, at = self._text, 0
        for written in split_sentences(text, self._language):
            start = text.index(written, at)
            at = start + len(written)
            if not _ONLY_MARKS.fullmatch(unshielded(written)):
                yield self._sentence(written, start), start in self._plain
        self._text, self._places, self._ways = "", [], []
        self._plain, self._apart, self.is_item = set(), False, False

    def _sentence(self, written: str, start: int) -> Sentence:
        end = start + len(written)
        ways = [w for w in self._ways if start <= w.start and w.end <= end]
        begins = bisect_right(self._places, start, key=_offset)
        _, line, letter = self._places[begins - 1]
        first = line.place(letter)
        lines = {line.number}
        pieces: list[tuple[int, Place]] = []
        for at, further, letter in self._places[begins:]:
            if at >= end:
                break
            if further.number not in lines:
                lines.add(further.number)
                pieces.append((at - start, further.place(letter)))
        return Sentence(
            unshielded(written),
            first,
            tuple(Way(w.start - start, w.end - start, w.said) for w in ways),
            tuple(pieces),
        )


def _offset(place: tuple[int, Line, int]) -> int:
    return place[0]


def is_wrapped(text: str, length: int, after: str) -> bool:
    """Whether a sentence goes on over the end of a line.

    Args:
        text: the words so far.
        length: of the line, in letters.
        after: the next line.
    """
    if _ENDS.search(text):
        return False
    first = next((letter for letter in after if letter.isalnum()), "")
    return first.islower() or length >= _WRAPPED_FROM


def can_be_said(sentence: Sentence) -> bool:
    """Whether a voice has anything to say of it."""
    return is_speakable(sentence.text)
