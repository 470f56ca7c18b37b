"""A picture of a bed's spectrum."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from relax.errors import SoundError
from relax.files import whole_file
from relax.sound._beds import catalogue
from relax.sound._synth import synthesise
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_WIDTH, _HEIGHT = 900, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 20, 44, 44
_LOW_HZ, _HIGH_HZ, _RANGE_DB = 30.0, 18_000.0, 80.0
_SIZE = 16_384
_PAPER, _INK, _GRID, _LINE = (250, 250, 247), (45, 55, 60), (222, 224, 220), (52, 110, 125)


def bed_plot(name: str, out: Path, *, seed: int = 0) -> None:
    """Draw the spectrum of bed ``name`` to the PNG file ``out``.

    Raises:
        SoundError: no synthesised bed has that name.
    """
    if name not in catalogue():
        raise SoundError(
            f"There is no bed called {name!r} to draw.", hint=f"Beds: {', '.join(catalogue())}."
        )
    bed = catalogue()[name]
    hz, level = _spectrum(synthesise(bed, seed)[0])
    with whole_file(out) as temporary:
        _draw(bed.title, hz, level, temporary)


def _spectrum(signal: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Third-octave-like points of the power spectrum, dB under the highest: (hz, level)."""
    frames = signal[: len(signal) // _SIZE * _SIZE].reshape(-1, _SIZE)
    power = np.mean(np.abs(np.fft.rfft(frames * np.hanning(_SIZE))) ** 2, axis=0)
    edges = np.geomspace(_LOW_HZ, _HIGH_HZ, 240)
    bins = np.clip((edges * _SIZE / SAMPLE_RATE).round().astype(int), 1, len(power) - 1)
    level = np.array([power[a : max(b, a + 1)].mean() for a, b in pairwise(bins.tolist())])
    decibels = 10 * np.log10(level + 1e-20)
    return np.sqrt(edges[:-1] * edges[1:]), decibels - decibels.max()


def _draw(title: str, hz: NDArray[np.float64], level: NDArray[np.float64], out: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415  (only pictures need it)

    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    font, small = ImageFont.load_default(18), ImageFont.load_default(13)
    pen.text((_LEFT, 12), title, fill=_INK, font=font)
    for mark in (50, 100, 200, 500, 1000, 2000, 5000, 10_000):
        x = _x(mark)
        pen.line([(x, _TOP), (x, _HEIGHT - _BOTTOM)], fill=_GRID)
        text = f"{mark // 1000} kHz" if mark >= 1000 else f"{mark} Hz"
        pen.text((x, _HEIGHT - _BOTTOM + 8), text, fill=_INK, font=small, anchor="mt")
    for mark in range(0, int(_RANGE_DB) + 1, 20):
        y = _y(-mark)
        pen.line([(_LEFT, y), (_WIDTH - _RIGHT, y)], fill=_GRID)
        pen.text((_LEFT - 8, y), f"{-mark} dB", fill=_INK, font=small, anchor="rm")
    points = [(_x(float(f)), _y(max(-_RANGE_DB, float(v)))) for f, v in zip(hz, level, strict=True)]
    pen.line(points, fill=_LINE, width=2, joint="curve")
    image.save(out, format="PNG", optimize=True)


def _x(hz: float) -> float:
    share = np.log(hz / _LOW_HZ) / np.log(_HIGH_HZ / _LOW_HZ)
    return float(_LEFT + share * (_WIDTH - _LEFT - _RIGHT))


def _y(decibels: float) -> float:
    return _TOP - decibels / _RANGE_DB * (_HEIGHT - _TOP - _BOTTOM)
