"""A pattern with %lists% and the lists → the pattern with every list written out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
