"""Somebody's own words → text of a script in which they are only words."""

from __future__ import annotations

import re
from typing import Final

from relax.words.script._notation_data import FALLBACK, expressions
from relax.words.script._notations import bare_pause
from relax.words.script._openings import Speakers, opening_of
from relax.words.script._shield import RESERVED, shielded

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_SIGNS: Final = re.compile(
    r"[\\\[\](){}<>*|~%#`…⏸⏯]|(?<!\w)_|_(?!\w)|(?<!\S)[/=]|(?<=([-–—.]))[-–—.]"
)


def escape(text: str) -> str:
    """``text`` as plain words for a script: nothing in it can become anything else."""
    flat = " ".join(RESERVED.sub(" ", _CONTROL.sub(" ", text)).split())
    safe = _SIGNS.sub(lambda found: f"\\{found[0]}", flat)
    line, words = shielded(safe), expressions(FALLBACK)
    opens = opening_of(line, words, Speakers(), after="", blank=True)
    if flat and (opens or bare_pause(line, words)):
        return f"\\{safe}"
    return safe
