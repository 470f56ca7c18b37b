"""“Did you mean”: a word that is not known → the nearest of those that would be understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_MOST_LISTED = 12


def closest(word: str, known: Collection[str], cutoff: float = 0.6) -> str:
    """The one of ``known`` that is most like ``word``; "" where none is like it.

    ``cutoff``: how alike they must be, 0 to 1, by :meth:`difflib.SequenceMatcher.ratio`.
    """
    import difflib  # noqa: PLC0415  (only when something was mistyped)

    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=cutoff)), "")


def did_you_mean(word: str, known: Collection[str], cutoff: float = 0.6, before: str = "") -> str:
    """A question with the closest of ``known``, and ``before`` in front of it; "" without one."""
    near = closest(word, known, cutoff)
    return f"Did you mean {before}{near}?" if near else ""


def nearest(word: str, known: Sequence[str], *, cutoff: float = 0.5) -> str:
    """The nearest of ``known``, and all of them when they are few; never the word itself."""
    near = closest(word.casefold().replace(" ", "_"), known, cutoff)
    meant = f"Did you mean “{near}”?" if near else ""
    if near and len(known) > _MOST_LISTED:
        return meant
    several = ", ".join(known[:_MOST_LISTED])
    example = "for example: " if len(known) > _MOST_LISTED else ""
    return f"{meant} It can be {example}{several}.".strip()
