"""A cover of one's own: a JPEG or PNG file → the picture that goes into the tags."""

from __future__ import annotations

import hashlib
import io
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageCms, ImageOps

from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES: Final = 10_000_000
MOST_PIXELS: Final = 50_000_000
"""More than any camera's picture for a cover; a small file may unfold to a thousand times that."""
SIDE: Final = 1400
"""Pixels of the longer side at most: what podcast directories ask for, and no player shows more."""
_QUALITY: Final = 90
_WHITE: Final = (255, 255, 255, 255)


@dataclass(frozen=True, slots=True)
class Cover:
    """A picture for the tags.

    Attributes:
        data: the picture as a PNG or JPEG file.
        mime: image/png or image/jpeg.
        sha256: of the file it was made from, in hex.
    """

    data: bytes = field(repr=False)
    mime: str
    sha256: str = ""


def read_cover(path: Path) -> Cover:
    """The picture at ``path``, upright, in sRGB, at most 1400 pixels wide and high.

    Nothing but its pixels is kept: no place, date or camera (EXIF), text or preview.

    Raises:
        BadInput: there is no such file, or it is no picture that can be taken.
    """
    data = _read(path)
    try:
        with (
            warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened,
        ):
            _refuse_vast(opened, path)
            kind = "PNG" if opened.format == "PNG" else "JPEG"  # some cameras' JPEGs are “MPO”
            plain = _plain(opened)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_many(path) from None
    except BadInput:
        raise
    except Exception:  # noqa: BLE001  (Pillow raises many kinds at what is damaged)
        raise BadInput(
            "The cover is no JPEG or PNG picture that can be read.",
            hint="Save it again as one of these.",
            place=Place(str(path)),
        ) from None
    out = io.BytesIO()
    plain.save(out, kind, quality=_QUALITY, optimize=True)
    return Cover(out.getvalue(), f"image/{kind.lower()}", hashlib.sha256(data).hexdigest())


def _read(path: Path) -> bytes:
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise BadInput(f"The cover cannot be read: {reason}.", place=place) from None
    if len(data) > MOST_BYTES:
        raise BadInput(
            f"The cover is larger than {MOST_BYTES // 1_000_000} MB.",
            hint="Make the picture smaller.",
            place=place,
        )
    return data


def _refuse_vast(image: Image.Image, path: Path) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many(path)


def _too_many(path: Path) -> BadInput:
    return BadInput(
        f"The cover has more than {MOST_PIXELS // 1_000_000} million pixels.",
        hint="Make the picture smaller.",
        place=Place(str(path)),
    )


def _plain(opened: Image.Image) -> Image.Image:
    """The pixels alone: upright, scaled down, in sRGB, on white where one sees through it."""
    image = ImageOps.exif_transpose(opened)
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    image = _in_srgb(image, opened.info.get("icc_profile"))
    if image.mode != "RGB":
        seen = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", seen.size, _WHITE), seen).convert("RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    plain = Image.new("RGB", image.size)
    plain.paste(image)
    return plain


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """With the colours that players take for granted; as it is where its profile is of no use."""
    if profile and image.mode in ("RGB", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
    return image.convert("RGB") if image.mode in ("CMYK", "YCbCr", "L") else image
