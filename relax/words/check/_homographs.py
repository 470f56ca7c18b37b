"""Words that are said in two ways: told in somebody's own words, once each."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from relax.data import Strict, bundled
from relax.errors import RelaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._view import View


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
