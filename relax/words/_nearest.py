"""“Did you mean”: the nearest of the words that would have been understood."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_LISTED = 12


def nearest(word: str, known: Sequence[str], *, cutoff: float = 0.5) -> str:
    """The nearest of ``known``, and all of them when they are few; never the word itself."""
    plain = word.casefold().replace(" ", "_")
    near = difflib.get_close_matches(plain, known, n=1, cutoff=cutoff)
    meant = f"Did you mean “{near[0]}”?" if near else ""
    if near and len(known) > _MOST_LISTED:
        return meant
    several = ", ".join(known[:_MOST_LISTED])
    example = "for example: " if len(known) > _MOST_LISTED else ""
    return f"{meant} It can be {example}{several}.".strip()
