"""Whether words that somebody wrote may call a person by name; doubt counts as yes."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from relax.data import bundled

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENDS: Final = re.compile(r"[.!?…:]\W*$")
_ALONE: Final = re.compile(r"^(?:I|I['’]\w+|[A-Z]{2,})$")


def may_call(sentences: Iterable[str], language: str) -> bool:
    """Whether one of ``sentences`` may hold a name, by its capitals alone."""
    openers = _openers().get(language.partition("-")[0].lower())
    return openers is None or any(_calls(text, openers) for text in sentences)


def _calls(text: str, openers: frozenset[str]) -> bool:
    for word in _WORD.finditer(text):
        before, after = text[: word.start()], text[word.end() :]
        if not word[0][0].isupper() or _ALONE.match(word[0]):
            continue
        opens = not _WORD.search(before) or _ENDS.search(before)
        if not opens or (after[:1] in {",", "!"} and word[0] not in openers):
            return True
    return False


@cache
def _openers() -> dict[str, frozenset[str]]:
    """First words that call nobody, by language."""
    read = bundled("deliver", "openers", dict[str, str])
    return {language: frozenset(words.split()) for language, words in read.items()}
