"""Text → text without the characters that nobody sees and that hide words from a search."""

from __future__ import annotations

import re
from functools import cache

from relax.words.speech import signs

_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
# Joiners, marks of direction and selectors of shape mean something beside other letters.
_JOINING = "\u034f\u200c-\u200f\u202a-\u202e\u2061-\u2064\u2066-\u2069\ufe00-\ufe0f"


def without_hidden(text: str) -> tuple[str, int]:
    """``text`` without soft hyphens and zero-width characters, and how many there were."""
    return _hiding().subn("", text)


@cache
def _hiding() -> re.Pattern[str]:
    anywhere = "".join(re.escape(char) for char in signs().invisible)
    return re.compile(f"[{anywhere}]|(?<=[{_LATIN}])[{_JOINING}](?=[{_LATIN}{_JOINING}])")
