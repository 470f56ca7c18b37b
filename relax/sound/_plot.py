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
    from PIL.ImageDraw import ImageDraw

_WIDTH, _HEIGHT = 900, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 20, 84, 44
_FINER = 3  # drawn this many times as large, then scaled down: smooth lines
_LOW_HZ, _HIGH_HZ, _RANGE_DB = 30.0, 18_000.0, 80.0
_SIZE = 16_384
_PAPER, _INK, _GRID, _LINE = (250, 250, 247), (45, 55, 60), (214, 217, 213), (52, 110, 125)
_FAINT, _SOFT, _SPEECH = (226, 234, 235), (118, 128, 136), (243, 238, 228)
_SPEECH_HZ = (1000.0, 4000.0)  # the octaves that weigh most in being understood (ANSI S3.5-1997)


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
    from PIL import Image, ImageDraw  # noqa: PLC0415  (only pictures need it)

    image = Image.new("RGB", (_WIDTH * _FINER, _HEIGHT * _FINER), _PAPER)
    pen = ImageDraw.Draw(image)
    low, high = (_x(hz) for hz in _SPEECH_HZ)
    pen.rectangle(_scaled((low, _TOP), (high, _HEIGHT - _BOTTOM)), _SPEECH)
    tops = [(_x(float(f)), _y(max(-_RANGE_DB, float(v)))) for f, v in zip(hz, level, strict=True)]
    for (left, top), (right, after) in pairwise(tops):
        low = _y(-_RANGE_DB)
        pen.polygon(_scaled((left, top), (right, after), (right, low), (left, low)), fill=_FAINT)
    _grid(pen)
    for (left, top), (right, after) in pairwise(tops):
        if min(top, after) < _y(-_RANGE_DB):  # nothing runs along the bottom
            pen.line(_scaled((left, top), (right, after)), _LINE, 2 * _FINER)
    _words(pen, title)
    image.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)


def _scaled(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * _FINER, y * _FINER) for x, y in points]


def _grid(pen: ImageDraw) -> None:
    """Thin lines, and what they stand for."""
    for mark in (50, 100, 200, 500, 1000, 2000, 5000, 10_000):
        x = _x(mark)
        pen.line(_scaled((x, _TOP), (x, _HEIGHT - _BOTTOM)), _GRID, _FINER)
        text = f"{mark // 1000} kHz" if mark >= 1000 else f"{mark} Hz"
        _text(pen, (x, _HEIGHT - _BOTTOM + 8), text, 13, _INK, "mt")
    for mark in range(0, int(_RANGE_DB) + 1, 20):
        y = _y(-mark)
        pen.line(_scaled((_LEFT, y), (_WIDTH - _RIGHT, y)), _GRID, _FINER)
        _text(pen, (_LEFT - 8, y), f"{-mark} dB", 13, _INK, "rm")


def _words(pen: ImageDraw, title: str) -> None:
    _text(pen, (_LEFT, 14), title, 20, _INK, "la")
    _text(pen, (_LEFT, 44), "Level at each frequency, below the strongest", 13, _SOFT, "la")
    middle = (_x(_SPEECH_HZ[0]) + _x(_SPEECH_HZ[1])) / 2
    _text(pen, (middle, _TOP - 8), "what makes speech clear: 1 to 4 kHz", 13, _SOFT, "mb")


def _text(
    pen: ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    fill: tuple[int, ...],
    anchor: str,
) -> None:
    from PIL import ImageFont  # noqa: PLC0415  (only pictures need it)

    font = ImageFont.load_default(size * _FINER)
    pen.text(_scaled(at)[0], text, fill=fill, font=font, anchor=anchor)


def _x(hz: float) -> float:
    share = np.log(hz / _LOW_HZ) / np.log(_HIGH_HZ / _LOW_HZ)
    return float(_LEFT + share * (_WIDTH - _LEFT - _RIGHT))


def _y(decibels: float) -> float:
    return _TOP - decibels / _RANGE_DB * (_HEIGHT - _TOP - _BOTTOM)
