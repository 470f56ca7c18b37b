"""Backslashes: what stands behind one is only words, and never a cue, a heading or a notation."""

from __future__ import annotations

import re
from typing import Final

SHIELD: Final = "\ue015"
_PLANE: Final = 0xF0000
"""Shielded signs lie in a private plane, where no rule looks for them."""

_LAST: Final = 0xFFFD

_BEHIND: Final = re.compile(r"\\(\S)")
RESERVED: Final = re.compile("[\ue001-\ue015\U000f0000-\U000fffff]")
"""Signs that stand for something here, in the printer, in ways to say a word or in IPA."""


def shielded(line: str) -> str:
    """A line of a script with what stands behind a backslash out of every rule's way.

    No character moves: the backslash becomes a sign, and punctuation one of a private plane.
    """
    line = RESERVED.sub(" ", line)
    if "\\" not in line:
        return line
    return _BEHIND.sub(lambda found: SHIELD + _moved(found[1]), line)


def settled(text: str) -> str:
    """:func:`shielded` text when every rule has been asked: letters are letters again."""
    return text.replace(SHIELD, "")


def unshielded(text: str) -> str:
    """What a person meant by :func:`settled` text."""
    if text.isascii():
        return text
    return "".join(map(_back, settled(text)))


def _moved(character: str) -> str:
    return character if character.isalnum() or ord(character) > _LAST else _plane(character)


def _plane(character: str) -> str:
    return chr(_PLANE + ord(character))


def _back(character: str) -> str:
    code = ord(character)
    return chr(code - _PLANE) if _PLANE <= code <= _PLANE + _LAST else character
