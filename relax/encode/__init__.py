"""Encode: PCM blocks → MP3 and other files, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.encode._decode import decode
    from relax.encode._encode import EncodeSettings, Format, encode
    from relax.encode._program import ffmpeg_program

__all__ = ["EncodeSettings", "Format", "decode", "encode", "ffmpeg_program"]

__getattr__ = lazily(
    __name__,
    {
        "_decode": ("decode",),
        "_encode": ("EncodeSettings", "Format", "encode"),
        "_program": ("ffmpeg_program",),
    },
)
