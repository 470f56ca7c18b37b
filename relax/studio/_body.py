"""The areas of the Make page and their shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.data import Strict, bundled
from relax.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable


class Area(Strict):
    """One row of ``data/body.yaml``."""

    areas: tuple[str, ...]
    visited: tuple[str, ...] = ()
    absent: bool = False
    shape: str


def body() -> dict[str, Area]:
    """Name → area, in the order of the page."""
    return bundled("studio", "body", dict[str, Area])


def left_out(names: Iterable[str]) -> list[str]:
    """What a client leaves out who has ticked these.

    Raises:
        BadInput: there is no such area.
    """
    return [area for name in names for area in _area(name).areas]


def visited(names: Iterable[str]) -> list[str]:
    """Where a client gets more time who has ticked these.

    Raises:
        BadInput: there is no such area.
    """
    found = [_area(name) for name in names]
    return [area for each in found for area in each.visited or each.areas[:1]]


def _area(name: str) -> Area:
    if name not in (areas := body()):
        raise BadInput("The page names an area that there is not.", hint="Open the page again.")
    return areas[name]
