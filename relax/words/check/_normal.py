"""Text as the rules read it: plain quotes, plain hyphens, plain spaces; never a changed length."""

from __future__ import annotations

import re
from typing import Final

_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("\u2019\u2018\u02bc\u2032\u00b4\u0060\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033\uff02", '"'),
        **dict.fromkeys("\u2010\u2011\u00ad", "-"),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\t", " "),
    }
)


def plain(text: str) -> str:
    """``text`` with typographic quotes, hyphens and spaces made plain, character for character."""
    return text.translate(_PLAIN)


def pattern_text(text: str) -> str:
    """A pattern as written in YAML: plain quotes, and its line ends and indents taken out."""
    return re.sub(r"\s*\n\s*", "", plain(text).strip())


def small(text: str) -> str:
    """``text`` in small letters, character for character; patterns are matched against this."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


_CAPITAL = re.compile(r"(\\.|\(\?P)|([A-Z])")


def small_pattern(pattern: str) -> str:
    """A pattern for :func:`small` text: matching is several times faster than without case."""
    return _CAPITAL.sub(lambda found: found[1] or found[2].lower(), pattern)


def lines_of(text: str) -> list[str]:
    """Lines as the script reader counts them, each with its own line end."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)
