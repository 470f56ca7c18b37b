"""Areas of the body: their names, what leaving one out covers, and the way through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.body._data import Position
    from relax.words.body._regions import Anchor, Region, Regions
    from relax.words.body._terms import Terms

__all__ = ["Anchor", "Position", "Region", "Regions", "Terms"]

__getattr__ = lazily(
    __name__,
    {
        "_data": ("Position",),
        "_regions": (
            "Anchor",
            "Region",
            "Regions",
        ),
        "_terms": ("Terms",),
    },
)
