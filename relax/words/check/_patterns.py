"""Text and patterns as the rules read them: plain signs, small letters, lists written out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


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


_LIST = re.compile(r"%(\w+)%")
_DEEPEST = 5
"""Lists may name other lists, so deep and no deeper."""


def spelled(text: str, words: Mapping[str, str]) -> str:
    """``text`` with every %list% written out.

    Raises:
        LookupError: a list is missing, or names itself.
    """
    for _ in range(_DEEPEST):
        text = _LIST.sub(lambda found: f"(?:{_list(found[1], words)})", text)
    if found := _LIST.search(text):
        raise LookupError(f"the list %{found[1]}% names itself")
    return text


def _list(name: str, words: Mapping[str, str]) -> str:
    if name not in words:
        raise LookupError(f"there is no list called %{name}%")
    return words[name]
