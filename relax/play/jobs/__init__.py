"""What is made before it can be played, each in a process of its own: beds, and a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.play.jobs._bed_job import BedFile, prepare_bed
    from relax.play.jobs._fallback_way_back import FallbackWayBack

__all__ = [
    "BedFile",
    "FallbackWayBack",
    "prepare_bed",
]

__getattr__ = lazily(
    __name__,
    {
        "_bed_job": ("BedFile", "prepare_bed"),
        "_fallback_way_back": ("FallbackWayBack",),
    },
)
