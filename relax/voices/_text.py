"""Text on its way to an engine, and an engine's words on their way to a person."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from relax.voices._settings import voice_data

_LONGEST_REASON: Final = 300


def clean(text: str) -> str:
    """``text`` without what no engine can say: control characters and halves of characters.

    Everything else stays: what joins letters and directs script matters to how they are read.
    """
    kept = "".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in text)
    return " ".join(kept.encode("utf-8", "ignore").decode().split())


def to_ascii(text: str) -> str | None:
    """``text`` in ASCII: letters without their marks, signs left out.

    None if a letter or digit would be lost: a line must not lose a name.
    """
    replaced = "".join(voice_data().latin.get(char, char) for char in text)
    kept = []
    for char in unicodedata.normalize("NFKD", replaced):
        if char.isascii():
            kept.append(char)
        elif char.isalnum():
            return None
        elif not unicodedata.combining(char):
            kept.append(" ")
    return " ".join("".join(kept).split())


def without_words(message: str, text: str) -> str:
    """An engine's ``message`` on one line, with the words of the line it was to say left out."""
    message = " ".join(message.split())[:_LONGEST_REASON].rstrip(".")
    words = sorted({w for w in re.findall(r"\w+", text) if len(w) > 1}, key=len, reverse=True)
    if not words:
        return message
    pattern = r"\b(?:" + "|".join(map(re.escape, words)) + r")\b"
    return re.sub(pattern, "…", message, flags=re.IGNORECASE)
