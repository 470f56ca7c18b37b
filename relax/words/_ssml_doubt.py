"""A sentence of SSML → what in it may be no words."""

from __future__ import annotations

import re
from typing import Final

_NO_WORDS: Final = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}|</?[A-Za-z!][^<>]*>|[\[\]{}]")


def doubtful(text: str) -> str:
    """What looks like a cue, a slot or a tag in a sentence, and may be a note; "" for nothing."""
    found = _NO_WORDS.search(text)
    return found[0] if found else ""
