"""What stops a document, and what in it is not words or may be none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from relax.errors import ScriptError
from relax.words.script import Reading, Taken, bare_pause, emphasised, expressions, inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.errors import Place
    from relax.words.script import Script, Sentence

_NO_WORDS: Final = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}|</?[A-Za-z!][^<>]*>|[\[\]{}]")


def doubtful(text: str, language: str) -> str:
    """What looks like a cue, a tag or a notation in a sentence, and may be a note; or ""."""
    return next(_doubts(text, language), "")


def _doubts(text: str, language: str) -> Iterator[str]:
    words = expressions(language)
    yield from (found[0] for found in _NO_WORDS.finditer(text))
    if bare_pause(text, words):
        yield text
    for label in (words.speaker.match(text), words.label.match(text)):
        if label:
            yield label[0]
    for hits in (emphasised, inline):
        yield from (text[hit.start : hit.end] for hit in hits(text, words, started=False))


class Report:
    """Collects problems and what was taken for what."""

    def __init__(self) -> None:
        self.problems: list[ScriptError] = []
        self._taken: list[Taken] = []
        self._told: set[str] = set()

    def problem(self, message: str, hint: str, place: Place | None) -> None:
        """Something that stops the document."""
        self.problems.append(ScriptError(message, hint=hint, place=place))

    def doubts(self, sentence: Sentence, language: str) -> bool:
        """Whether a sentence holds what may be no words; then that is a problem."""
        signs = doubtful(sentence.text, language)
        if signs:
            hint = (
                "A pause is <break/>, a note <!-- … -->; if it is to be spoken, delete the signs."
            )
            message = f"“{signs[:40]}” stands in the words and may not be one of them."
            self.problem(message, hint, sentence.place)
        return bool(signs)

    def take(self, kind: str, text: str, place: Place | None, became: str = "") -> None:
        """Something that is not words."""
        self._taken.append(Taken(kind, text, place, became))

    def first(self, text: str) -> bool:
        """Whether this was not told yet; from now on it was."""
        new = text not in self._told
        self._told.add(text)
        return new

    def drop(self, kind: str, text: str, place: Place) -> None:
        """Something dropped, which is told once."""
        if self.first(text):
            self.take(kind, text, place)

    def reading(self, script: Script) -> Reading:
        """All of it, with the script."""
        return Reading(
            script,
            tuple(sorted(self.problems, key=lambda each: _order(each.place))),
            tuple(sorted(self._taken, key=lambda each: _order(each.place))),
        )


def _order(place: Place | None) -> tuple[int, int]:
    return (place.line or 0, place.column or 0) if place else (0, 0)
