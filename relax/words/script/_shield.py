"""Backslashes: what stands behind one is only words; escape somebody's own words with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from relax.words.script._notation_data import FALLBACK, expressions
from relax.words.script._notations import bare_pause, inline
from relax.words.script._openings import Speakers, opening_of

if TYPE_CHECKING:
    from relax.words.script._notation_data import Expressions

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


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_SIGNS: Final = re.compile(
    r"[\\\[\](){}<>*|~%#`…⏸⏯]|(?<![^\W_])_|_(?![^\W_])|(?<!\S)[/=]|(?<=([-–—.]))[-–—.]"
)


def escape(text: str) -> str:
    """``text`` as plain words for a script: nothing in it can become anything else."""
    flat = " ".join(RESERVED.sub(" ", _CONTROL.sub(" ", text)).split())
    safe = _SIGNS.sub(lambda found: f"\\{found[0]}", flat)
    if not (flat and _opens(shielded(safe))):
        return safe
    at = place_of_backslash(safe, expressions(FALLBACK))
    return f"{safe[:at]}\\{safe[at:]}"


def place_of_backslash(text: str, words: Expressions) -> int:
    r"""Before which letter of ``text`` a backslash makes words of what it begins with: 0 or 1.

    Other engines put one before a pause: ``\pause 4s`` is a pause, ``p\ause 4s`` is not.
    """
    return int(any(inline(shielded(f"\\{text}"), words, started=True)))


def _opens(line: str) -> bool:
    """Whether a line that begins with ``line`` may begin with anything but words."""
    words = expressions(FALLBACK)
    # what a template goes on with makes a mark of a list of "-" and of "1"
    wholes = (line, f"{line} x", f"{line}. x")
    opens = (opening_of(each, words, Speakers(), after="", blank=True) for each in wholes)
    return any(opens) or bare_pause(line, words) is not None
