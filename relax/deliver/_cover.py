"""A calm cover: rings on a soft gradient, drawn from the template alone."""

from __future__ import annotations

import hashlib
import io
import math

from PIL import Image, ImageDraw

SIZE = 600
_PALETTES = (
    ((29, 53, 70), (120, 160, 168)),
    ((45, 52, 74), (150, 148, 178)),
    ((38, 62, 52), (142, 170, 140)),
    ((66, 48, 56), (188, 156, 148)),
    ((36, 44, 60), (126, 146, 172)),
)


def cover(key: str, size: int = SIZE) -> bytes:
    """A square PNG of ``size`` pixels, the same for the same ``key``; nothing is written on it."""
    digest = hashlib.sha256(key.encode()).digest()
    dark, light = _PALETTES[digest[0] % len(_PALETTES)]
    ramp = Image.linear_gradient("L").resize((size, size))
    image = Image.composite(
        Image.new("RGB", (size, size), light), Image.new("RGB", (size, size), dark), ramp
    )
    draw = ImageDraw.Draw(image, "RGBA")
    x = size * (0.35 + 0.3 * digest[1] / 255)
    y = size * (0.40 + 0.2 * digest[2] / 255)
    for n in range(9):
        radius = size * 0.06 * (n + 1) ** 1.25
        alpha = round(70 * math.exp(-n / 4))
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse(box, outline=(255, 255, 255, alpha), width=round(size / 200))
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()
