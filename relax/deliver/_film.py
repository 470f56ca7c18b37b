"""A track as a video of one picture, for those who publish it where only videos are taken."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps, ImageStat

from relax.deliver._picture import picture
from relax.encode import add_picture
from relax.units import clock, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from relax.deliver._own_cover import Cover
    from relax.deliver._transcript import About
    from relax.sound import Curve
    from relax.timing import Timeline

SIZE: Final = (1280, 720)
"""Pixels; what every place that takes videos takes."""


def film(
    file: Path,
    cover: Cover | None,
    timeline: Timeline,
    curve: Curve,
    about: About,
    ffmpeg: Path | None,
) -> None:
    """Put a picture into an MP4 file of sound: the cover, or without one the course of the track.

    ``file`` holds the video afterwards; its sound stays as it is, packet for packet.

    Raises:
        EncodeError: the encoder failed.
    """
    facts = clock(to_seconds(timeline.frames))
    image = (
        Image.open(io.BytesIO(cover.data))
        if cover
        else picture(timeline, curve, about.title, facts, about.language)
    )
    still, whole = (file.with_name(f"{file.stem}.{end}") for end in ("still.png", "film.mp4"))
    try:
        _on_screen(image).save(still, "PNG")
        add_picture(file, still, whole, timeline.frames, ffmpeg)
        whole.replace(file)
    finally:
        still.unlink(missing_ok=True)
        whole.unlink(missing_ok=True)


def _on_screen(image: Image.Image) -> Image.Image:
    """The whole picture as large as the screen lets it be, the rest in the colour of its edge."""
    image = image.convert("RGB")
    inside = Image.new("L", image.size, 255)
    inside.paste(0, (1, 1, max(image.width - 1, 1), max(image.height - 1, 1)))
    red, green, blue = (round(value) for value in ImageStat.Stat(image, inside).mean)
    return ImageOps.pad(image, SIZE, Image.Resampling.LANCZOS, (red, green, blue))
