"""Encode: PCM blocks → MP3 and other files, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.encode._decode import decode
    from relax.encode._encode import EncodeSettings, Format, encode, expected_bytes
    from relax.encode._probe import Probe, packets_sha256, probe
    from relax.encode._program import LOCAL, ffmpeg_program, file_url, last_words, running
    from relax.encode._video import add_picture, refuse_no_video

__all__ = [
    "LOCAL",
    "EncodeSettings",
    "Format",
    "Probe",
    "add_picture",
    "decode",
    "encode",
    "expected_bytes",
    "ffmpeg_program",
    "file_url",
    "last_words",
    "packets_sha256",
    "probe",
    "refuse_no_video",
    "running",
]

__getattr__ = lazily(
    __name__,
    {
        "_decode": ("decode",),
        "_encode": ("EncodeSettings", "Format", "encode", "expected_bytes"),
        "_probe": ("Probe", "packets_sha256", "probe"),
        "_program": ("LOCAL", "ffmpeg_program", "file_url", "last_words", "running"),
        "_video": ("add_picture", "refuse_no_video"),
    },
)
