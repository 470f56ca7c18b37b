"""Words of SSML → sentences, each with its place and the ways in which its words are said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.errors import Place
from relax.words.script import Comment, Sentence, Way
from relax.words.speech import is_speakable, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSEEN: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Signs nobody sees, which would hide a word from the language check."""

_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""Signs without a meaning of their own; some mark things inside this program."""

_MARKS: Final = ".!?…。！？"


def plain(text: str) -> str:
    """``text`` on one line, without signs that nobody sees."""
    return " ".join(_PRIVATE.sub(" ", _UNSEEN.sub("", text)).split())


@dataclass(frozen=True, slots=True)
class Run:
    """Words of SSML, read.

    Attributes:
        items: its sentences, and comments before the sentence they stand in.
        before, after: whether a line ends before its first word, and after its last.
        mute: what it says where a voice could say nothing of it ("—"); else "".
        place: where it begins.
    """

    items: tuple[Sentence | Comment, ...] = ()
    before: bool = False
    after: bool = False
    mute: str = ""
    place: Place | None = None


class Text:
    """Collects the words up to the end of a sentence; elements inside it never cut it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.clear()

    def clear(self) -> None:
        """Forget what was collected."""
        self._letters: list[str] = []
        self._places: list[tuple[int, int]] = []
        self._ways: list[tuple[int, int, str]] = []
        self._comments: list[tuple[int, Comment]] = []
        self._seams: set[int] = set()
        self.verbatim = False

    def add(self, text: str, line: int, column: int) -> None:
        """Letters as they stand from a place on."""
        for letter in text:
            self._letters.append(letter)
            self._places.append((line, column))
            line, column = (line + 1, 1) if letter == "\n" else (line, column + 1)

    def seam(self, *, part: bool) -> None:
        """An element begins or ends; ``part``: no word goes on behind it."""
        if part:
            self._letters.append(" ")
            self._places.append((0, 0))
        else:
            self._seams.add(len(self._letters))

    def comment(self, comment: Comment) -> None:
        """A comment stands here."""
        self._comments.append((len(self._letters), comment))

    def words(self) -> bool:
        """Whether there is a word yet."""
        return any(not letter.isspace() for letter in self._letters)

    def ended(self) -> bool:
        """Whether a sentence has ended, or none has begun."""
        last = next((each for each in reversed(self._letters) if not each.isspace()), ".")
        return last in f"{_MARKS}\"'”’)"

    def mark(self) -> int:
        """Where the next letter comes."""
        return len(self._letters)

    def since(self, mark: int) -> str:
        """The words since a :meth:`mark`."""
        return plain("".join(self._letters[mark:]))

    def way(self, mark: int, said: str) -> None:
        """What stands since a :meth:`mark` is said as ``said``; of two, the outer one counts."""
        self._ways = [way for way in self._ways if way[0] < mark]
        self._ways.append((mark, len(self._letters), said))

    def take(self, language: str) -> Run:
        """What was collected, as sentences of ``language``; it is forgotten here."""
        text, places, at = self._collapsed()
        whole = "".join(self._letters)
        inner = whole.strip()
        before = "\n" in whole[: len(whole) - len(whole.lstrip())]
        after = bool(inner) and "\n" in whole[len(whole.rstrip()) :]
        comments = [(at[index], comment) for index, comment in self._comments]
        ways = _placed(text, [(at[start], at[end], said) for start, end, said in self._ways])
        items: list[Sentence | Comment] = []
        mute = ""
        if not is_speakable(text):
            mute = text
        else:
            for start, end in self._cuts(text, ways, language):
                while comments and comments[0][0] < end:
                    items.append(comments.pop(0)[1])
                items.append(self._sentence(text, places, ways, start, end))
        items += [comment for _, comment in comments]
        place = Place(self._file, *places[0]) if places else None
        self.clear()
        return Run(tuple(items), before, after, mute, place)

    def _collapsed(self) -> tuple[str, list[tuple[int, int]], list[int]]:
        """The text with single spaces, the place of each letter, and where each old letter went."""
        out: list[str] = []
        places: list[tuple[int, int]] = []
        at: list[int] = []
        space = False
        for n, letter in enumerate(self._letters):
            if n in self._seams and out and not space:
                space = out[-1] in f"{_MARKS},;:" and letter.isalpha()
            at.append(len(out) + (space and bool(out)))
            if letter.isspace() or _PRIVATE.match(letter):
                space = True
            elif not _UNSEEN.match(letter):
                if space and out:
                    out.append(" ")
                    places.append(places[-1])
                at[-1] = len(out)
                space = False
                out.append(letter)
                places.append(self._places[n])
        at.append(len(out))
        return "".join(out), places, at

    def _cuts(self, text: str, ways: list[Way], language: str) -> Iterator[tuple[int, int]]:
        """Where each sentence begins and ends: never inside words with a way of their own."""
        if self.verbatim:
            yield 0, len(text)
            return
        masked = list(text)
        for way in ways:
            end = way.end
            while way.said[-1:] in _MARKS and end > way.start and text[end - 1] in _MARKS:
                end -= 1
            masked[way.start : end] = ["x" if c in _MARKS else c for c in text[way.start : end]]
        start = at = 0
        pieces = split_sentences("".join(masked), language)
        for n, piece in enumerate(pieces):
            at = _after(text, at, len("".join(piece.split())))
            if is_speakable(piece) or n == len(pieces) - 1:
                yield start, at
                start = at = at + (text[at : at + 1] == " ")

    def _sentence(
        self, text: str, places: list[tuple[int, int]], ways: list[Way], start: int, end: int
    ) -> Sentence:
        line, column, first = *places[start], start
        pieces: list[tuple[int, Place]] = []
        for n in range(start + 1, end):
            if text[n] != " " and places[n] != (line, column + n - first):
                line, column, first = *places[n], n
                pieces.append((n - start, Place(self._file, line, column)))
        inside = (way for way in ways if start <= way.start and way.end <= end)
        return Sentence(
            text[start:end],
            Place(self._file, *places[start]),
            tuple(Way(way.start - start, way.end - start, way.said) for way in inside),
            tuple(pieces),
        )


def _placed(text: str, ways: list[tuple[int, int, str]]) -> list[Way]:
    """The ways in order, around words and not the spaces beside them."""
    out: list[Way] = []
    for start, end, said in sorted(ways):
        words = text[start:end]
        first = start + len(words) - len(words.lstrip())
        last = start + len(words.rstrip())
        if first < last:
            out.append(Way(first, last, said))
    return out


def _after(text: str, at: int, letters: int) -> int:
    """Where in ``text`` the next so many letters end, spaces not counted."""
    while letters:
        letters -= text[at] != " "
        at += 1
    return at
