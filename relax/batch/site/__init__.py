"""The folder of a roster's tracks: pages, lists and feed in it; sending it, deleting from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.batch.site._delete import Removed, forget, old_tracks, outdated, purge, remove_old
    from relax.batch.site._destination import Destination, stamp_of
    from relax.batch.site._feed import feed_xml
    from relax.batch.site._listed import ListedTrack
    from relax.batch.site._write import write_site

__all__ = [
    "Destination",
    "ListedTrack",
    "Removed",
    "feed_xml",
    "forget",
    "old_tracks",
    "outdated",
    "purge",
    "remove_old",
    "stamp_of",
    "write_site",
]

__getattr__ = lazily(
    __name__,
    {
        "_delete": (
            "Removed",
            "forget",
            "old_tracks",
            "outdated",
            "purge",
            "remove_old",
        ),
        "_destination": (
            "Destination",
            "stamp_of",
        ),
        "_feed": ("feed_xml",),
        "_listed": ("ListedTrack",),
        "_write": ("write_site",),
    },
)
