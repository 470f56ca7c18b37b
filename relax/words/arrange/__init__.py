"""Scripts → one whole: several templates joined, a frame, bells, the clinic's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.arrange._bells import bells_in
    from relax.words.arrange._clinic import clinic_problem
    from relax.words.arrange._pieces import Piece, Together, put_together
    from relax.words.arrange._together import render_together
    from relax.words.arrange._whole import render_whole

__all__ = [
    "Piece",
    "Together",
    "bells_in",
    "clinic_problem",
    "put_together",
    "render_together",
    "render_whole",
]

__getattr__ = lazily(
    __name__,
    {
        "_bells": ("bells_in",),
        "_clinic": ("clinic_problem",),
        "_pieces": (
            "Piece",
            "Together",
            "put_together",
        ),
        "_together": ("render_together",),
        "_whole": ("render_whole",),
    },
)
