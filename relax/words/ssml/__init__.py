"""SSML ⇄ script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.ssml._data import is_ssml
    from relax.words.ssml._read import from_ssml, read_ssml
    from relax.words.ssml._write import ssml_notices, to_ssml

__all__ = ["from_ssml", "is_ssml", "read_ssml", "ssml_notices", "to_ssml"]

__getattr__ = lazily(
    __name__,
    {
        "_data": ("is_ssml",),
        "_read": (
            "from_ssml",
            "read_ssml",
        ),
        "_write": (
            "ssml_notices",
            "to_ssml",
        ),
    },
)
