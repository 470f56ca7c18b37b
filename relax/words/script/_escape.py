"""Somebody's own words → text of a script in which they are only words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from relax.words.script._notation_data import FALLBACK, expressions
from relax.words.script._notations import bare_pause, inline
from relax.words.script._openings import Speakers, opening_of
from relax.words.script._shield import RESERVED, shielded

if TYPE_CHECKING:
    from relax.words.script._notation_data import Expressions

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
