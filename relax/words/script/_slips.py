"""Characters in YAML that look right and are not: tabs, no-break spaces, curly quotes.

Read at each start, for the settings; so it stands alone, and takes in no model of the script.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_WIDE: Final = "\u00a0\u2007\u202f\u3000"
"""Spaces that a word processor or a web page puts in place of ordinary ones."""

_NO_BREAK: Final = re.compile(rf"^[ -]*(?:[^\s:#{_WIDE}]+:)?[ ]*([{_WIDE}])", re.MULTILINE)
_TAB: Final = re.compile(r"^ *(?:- *)?(\t)", re.MULTILINE)
_PAIRS: Final = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘’", "”": "”", "’": "’"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A character that YAML takes for something else; ``line`` and ``column`` count from 1."""

    message: str
    hint: str
    line: int
    column: int


def find_slip(text: str) -> Slip | None:
    """The first tab or no-break space in ``text`` where YAML wants an ordinary space, if any.

    Only to be asked where ``text`` cannot be read: elsewhere such a character does no harm.
    """
    kinds = ((_TAB, "a tab"), (_NO_BREAK, "a no-break space"))
    found = [(hit.start(1), name) for kind, name in kinds for hit in kind.finditer(text)]
    if not found:
        return None
    at, name = min(found)
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    hint = "Type ordinary spaces in its place."
    return Slip(f"There is {name} here, which YAML does not take for a space.", hint, line, column)


def without_curly(text: str) -> str:
    """``text`` without a pair of curly quotes all around it; as it is where there is none."""
    inside = text.strip()
    if len(inside) < 2 or inside[-1] not in _PAIRS.get(inside[0], ""):
        return text
    within = inside[1:-1].strip()
    return text if set(within) & {inside[0], inside[-1]} - set("’") else within
