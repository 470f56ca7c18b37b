"""Text on its way to an engine, and an engine's words on their way to a person."""

from __future__ import annotations

import re
from typing import Final

_LONGEST_REASON: Final = 300


def clean(text: str) -> str:
    """``text`` without what no engine can say: control characters and halves of characters.

    Everything else stays: what joins letters and directs script matters to how they are read.
    """
    kept = "".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in text)
    return " ".join(kept.encode("utf-8", "ignore").decode().split())


def without_words(message: str, text: str) -> str:
    """An engine's ``message`` on one line, with the words of the line it was to say left out."""
    message = " ".join(message.split())[:_LONGEST_REASON].rstrip(".")
    words = sorted({w for w in re.findall(r"\w+", text) if len(w) > 1}, key=len, reverse=True)
    if not words:
        return message
    pattern = r"\b(?:" + "|".join(map(re.escape, words)) + r")\b"
    return re.sub(pattern, "…", message, flags=re.IGNORECASE)
