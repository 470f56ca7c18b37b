"""A sentence of SSML → what in it may be no words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from relax.words.script import bare_pause, emphasised, expressions, inline

if TYPE_CHECKING:
    from collections.abc import Iterator

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
