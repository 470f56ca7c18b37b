"""Files, folders and playlists → the tracks that may be played, and when each was last heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.play.library._decoded_length import KINDS
    from relax.play.library._journal import Journal, last_heard
    from relax.play.library._library import find_pieces
    from relax.play.library._selection import select_pieces
    from relax.play.library._way_back import WayBackFinder

__all__ = [
    "KINDS",
    "Journal",
    "WayBackFinder",
    "find_pieces",
    "last_heard",
    "select_pieces",
]

__getattr__ = lazily(
    __name__,
    {
        "_decoded_length": ("KINDS",),
        "_journal": ("Journal", "last_heard"),
        "_library": ("find_pieces",),
        "_selection": ("select_pieces",),
        "_way_back": ("WayBackFinder",),
    },
)
