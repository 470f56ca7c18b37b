"""What no voice can say, and words that are said in two ways."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from relax.data import Strict, bundled
from relax.errors import RelaxError
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


class HomographData(Strict):
    """``data/<language>/homographs.yaml``: word → how it is used → IPA between slashes."""

    ways: dict[str, dict[str, str]]


def homographs(view: View) -> Iterator[Finding]:
    """TWO_WAYS: “live”, “read”, “close” in words of somebody's own.

    The words of a template are heard by a recogniser before they are shipped.
    """
    meta = view.course.meta
    if meta.template:
        return
    ways, pattern = _homographs(meta.language)
    told: set[str] = set()
    wording = view.look.wordings["TWO_WAYS"]
    for n, said in enumerate(view.course.said):
        for found in pattern.finditer(view.low[n]):
            word = found[0]
            settled = said.spoken and not re.search(rf"\b{word}\b", said.spoken.lower())
            if word in told or settled:
                continue
            told.add(word)
            written = said.text[found.start() : found.end()]
            choices = " or ".join(f"[{written}]({ipa}) ({use})" for use, ipa in ways[word].items())
            yield view.write(
                "TWO_WAYS",
                wording.severity,
                wording.why,
                f"{wording.suggestion}: {choices}",
                said,
                found.span(),
            )


@cache
def _homographs(language: str) -> tuple[dict[str, dict[str, str]], re.Pattern[str]]:
    try:
        ways = bundled("words", "homographs", HomographData, language).ways
    except RelaxError:  # nobody has put them down for this language
        ways = {}
    return ways, re.compile(rf"(?<!\w)(?:{'|'.join(ways) or '(?!)'})(?!\w)")
