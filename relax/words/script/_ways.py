"""How words are said: everywhere, by a list, or in one place, by the script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from relax import ipa
from relax.words.speech import split_phrases

if TYPE_CHECKING:
    from relax.words.script._model import Sentence

_OPEN: Final = "\ue012"
_AS: Final = "\ue013"
_CLOSE: Final = "\ue014"
_MARKED: Final = re.compile(f"{_OPEN}([^{_AS}]*){_AS}([^{_CLOSE}]*){_CLOSE}")


def phrases_of(sentence: Sentence, language: str) -> tuple[str, ...]:
    """The phrases a sentence is voiced in; each holds how its words are said at this place."""
    return tuple(split_phrases(marked(sentence), language))


def as_written(phrase: str) -> str:
    """A phrase as a person reads it."""
    return _MARKED.sub(r"\1", phrase) if _OPEN in phrase else phrase


def as_spoken(text: str, say: dict[str, str]) -> str:
    """A text or phrase with each word of ``say`` replaced by how it is to be said.

    Only whole words are, and what a phrase says in its own way comes before ``say``. What is to
    be said between slashes is IPA, and is marked as such (:mod:`relax.ipa`). What has been
    replaced is not looked at again, and of two that begin alike the longer counts.
    """
    return "".join(_replaced(piece, say) if said is None else said for piece, said in _pieces(text))


def _replaced(text: str, say: dict[str, str]) -> str:
    text = ipa.unmarked(text)
    if not say:
        return text
    spoken = {written.casefold(): ipa.marked(way) for written, way in say.items()}
    longest_first = sorted(spoken, key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"

    def way(match: re.Match[str]) -> str:
        return spoken.get(match[0].casefold(), match[0])

    return re.sub(pattern, way, text, flags=re.IGNORECASE)


def merged(own: dict[str, str], shared: dict[str, str]) -> dict[str, str]:
    """Ways to say words: a person's own, and of what all share those that are not among them."""
    known = {written.casefold() for written in own}
    return own | {word: way for word, way in shared.items() if word.casefold() not in known}


def _pieces(phrase: str) -> list[tuple[str, str | None]]:
    """A phrase in pieces, in order: (words, how they are said at this place, None: as written)."""
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for match in _MARKED.finditer(phrase):
        pieces += [(phrase[at : match.start()], None), (match[1], ipa.marked(match[2]))]
        at = match.end()
    pieces.append((phrase[at:], None))
    return pieces


def marked(sentence: Sentence) -> str:
    """A sentence as one phrase, which holds how its words are said at this place."""
    text, at, out = sentence.text, 0, ""
    for way in sentence.ways:
        out += text[at : way.start]
        out += f"{_OPEN}{text[way.start : way.end]}{_AS}{way.said}{_CLOSE}"
        at = way.end
    return out + text[at:]
