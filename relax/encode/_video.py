"""A video of one still picture: H.264 beside sound that is there already, in an MP4 file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from relax.encode._encode import BITEXACT
from relax.encode._program import ffmpeg_program, file_url, run
from relax.errors import EncodeError
from relax.units import SAMPLE_RATE, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

_ENCODER: Final = "libx264"
_KEYFRAME_EVERY: Final = 30
"""Frames, so about half a minute: players jump to one of those."""
_H264: Final = (
    *("-c:v", _ENCODER, "-preset", "veryfast", "-tune", "stillimage"),
    *("-bf", "0", "-g", str(_KEYFRAME_EVERY)),
    *("-threads", "1"),  # with more, the bytes would depend on how many cores there are
    *("-flags:v", "+bitexact", "-movflags", "+faststart", "-f", "mp4"),
)


def refuse_no_video(ffmpeg: Path | None) -> None:
    """Stop before any work where the encoder makes no video.

    Raises:
        EncodeError: it lacks H.264.
    """
    if _ENCODER.encode() not in run(ffmpeg_program(ffmpeg), ("-encoders",)):
        raise EncodeError(
            "Your encoder makes no video: it lacks H.264 (libx264).",
            hint="Unset RELAX_FFMPEG to use the one that came with relax, or take --format m4a.",
        )


def add_picture(sound: Path, picture: Path, out: Path, frames: int, ffmpeg: Path | None) -> None:
    """Write a video of ``picture`` with the sound of another file, which is copied as it is.

    Args:
        sound: an MP4 or M4A file.
        picture: a PNG file, its sides of even length.
        out: a temporary name; half a file may be left there when this fails.
        frames: samples of the sound at 44.1 kHz; the picture lasts as long, at about one a second.
        ffmpeg: an encoder of the user's own; None for the one inside a Python package.

    Raises:
        EncodeError: the encoder failed, was killed, or the disk is full.
    """
    count = max(1, round(to_seconds(frames)))
    still = (
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,"  # once, and then repeated
        f"loop=loop={count - 1}:size=1:start=0"
    )
    arguments = (
        *("-framerate", f"{count * SAMPLE_RATE}/{frames}", "-i", file_url(picture)),
        *("-i", file_url(sound), "-map", "0:v:0", "-map", "1:a:0"),
        *(*BITEXACT, "-c:a", "copy", "-vf", still, *_H264, "-y", file_url(out)),
    )
    run(ffmpeg_program(ffmpeg), arguments)
