"""What no voice can say: the same that stops a track when it is spoken."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from relax.words.check._finding import Severity
from relax.words.script import as_spoken
from relax.words.speech import unspeakable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._view import View


def unspeakable_words(view: View) -> Iterator[Finding]:
    """UNSPEAKABLE: a sign without a name, a number that could be read in two ways."""
    meta = view.course.meta
    own = [word.casefold() for word in meta.personal if word]
    for said in view.course.said:
        if any(word in said.text.casefold() for word in own):
            continue  # told where it is spoken, without a word of it
        text = said.spoken or as_spoken(said.text, meta.say)
        if (error := _problem(text, meta.language)) is None:
            continue
        sign, message, hint = error
        start = said.text.find(sign) if sign else -1
        span = (start, start + len(sign)) if start >= 0 else None
        yield view.write("UNSPEAKABLE", Severity.ERROR, message, hint, said, span)


@lru_cache(maxsize=8192)
def _problem(text: str, language: str) -> tuple[str, str, str] | None:
    """(sign, message, hint) of what cannot be spoken; sentences come again over many people."""
    error = unspeakable(text, language)
    return (error.sign, error.message, error.hint) if error else None
