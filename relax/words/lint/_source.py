"""A template and a script it rendered → the line of the template on which each sentence stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from relax.errors import Place
from relax.words.check import lines_of
from relax.words.speech import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.script import Script

_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_STATEMENT = re.compile(r"\{[%#].*?[%#]\}|\[[^\[\]]*\]")
_FILLED = "\x00"
_FEWEST_WORDS = 2
"""A sentence is known by at least so many words of its own beside what is filled in."""


class Source:
    """The text of a template, searched for the sentences it renders."""

    def __init__(self, text: str, file: str, language: str) -> None:
        self._file = file
        self._lines = [line.rstrip("\r\n") for line in lines_of(text)]
        self._patterns = list(self._with_blanks(language))
        self._known: dict[str, list[Place]] = {}

    def places(self, script: Script) -> dict[Place, Place]:
        """For each sentence of the script that stands in the template: place there → here.

        Words that stand here more than once are taken in the order in which they are said; what
        a shared passage or a client's own words bring has no place.
        """
        found: dict[Place, Place] = {}
        taken: set[Place] = set()
        reached = 0
        for sentence in script.sentences():
            standing = self._standing(sentence.text)
            if not standing or not sentence.place:
                continue
            ahead = [place for place in standing if (place.line or 0) >= reached]
            unused = [place for place in ahead if place not in taken]
            place = (unused or ahead or standing)[0]
            found[sentence.place] = place
            taken.add(place)
            reached = max(reached, place.line or 0)
        return found

    def _standing(self, text: str) -> list[Place]:
        if text not in self._known:
            self._known[text] = list(self._verbatim(text)) or list(self._filled_in(text))
        return self._known[text]

    def _verbatim(self, text: str) -> Iterator[Place]:
        for number, line in enumerate(self._lines, 1):
            if (at := line.find(text)) >= 0:
                yield Place(self._file, number, at + 1)

    def _filled_in(self, text: str) -> Iterator[Place]:
        for pattern, place in self._patterns:
            if pattern.fullmatch(text):
                yield place

    def _with_blanks(self, language: str) -> Iterator[tuple[re.Pattern[str], Place]]:
        """The sentences in which something is filled in, as patterns."""
        for number, line in enumerate(self._lines, 1):
            if "{{" not in line:
                continue
            bare = _STATEMENT.sub(" ", _EXPRESSION.sub(_FILLED, line))
            for written in split_sentences(bare, language):
                own = [word for word in written.split() if _FILLED not in word]
                if _FILLED in written and len(own) >= _FEWEST_WORDS:
                    pattern = re.escape(" ".join(written.split())).replace(_FILLED, ".+?")
                    at = max(line.find(own[0]), 0)
                    yield re.compile(pattern), Place(self._file, number, at + 1)
