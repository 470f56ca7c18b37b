"""The level of each stem over time, kept small: for the picture and for checking the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CURVE_FRAME = 2205
"""Samples per point of the curve: 50 ms."""
_FLOOR = -120.0
_STEMS = ("mix", "voice", "bed", "tones")


@dataclass(frozen=True, slots=True)
class Curve:
    """RMS per 50 ms in dBFS, averaged over channels, −120 for nothing; all of shape (points,)."""

    mix: NDArray[np.float32]
    voice: NDArray[np.float32]
    bed: NDArray[np.float32]
    tones: NDArray[np.float32]


Stem = tuple["NDArray[np.float32] | NDArray[np.int16]", int]
"""Samples of a stem, interleaved, and how many channels they have."""


def stretch_levels(mixed: Stem, voice: Stem | None, bed: Stem | None, tones: Stem | None) -> bytes:
    """The levels of a stretch as bytes, for :class:`CurveRecorder`; None for a silent stem.

    A stretch begins at a point of the curve.
    """
    whole = _levels(*mixed)
    quiet = np.full(len(whole), _FLOOR, np.float32)
    stems = [quiet if stem is None else _levels(*stem) for stem in (voice, bed, tones)]
    return np.stack([whole, *stems]).astype("<f4").tobytes()


class CurveRecorder:
    """Puts the levels of stretches together, in order.

    Args:
        makeup_db: what the encoder will take away; so does the curve.
    """

    def __init__(self, makeup_db: float) -> None:
        self._makeup = np.float32(makeup_db)
        self._parts: list[NDArray[np.float32]] = []

    def add(self, levels: bytes) -> None:
        """Note the next stretch: what ``stretch_levels`` gave."""
        self._parts.append(np.frombuffer(levels, "<f4").reshape(len(_STEMS), -1))

    def curve(self) -> Curve:
        """Everything noted so far."""
        known = self._parts or [np.zeros((len(_STEMS), 0), np.float32)]
        levels = np.maximum(_FLOOR, np.concatenate(known, axis=1) - self._makeup)
        return Curve(**dict(zip(_STEMS, levels, strict=True)))


def _levels(samples: NDArray[np.float32] | NDArray[np.int16], channels: int) -> NDArray[np.float32]:
    scale = np.float32(1 / 32768) if samples.dtype == np.int16 else np.float32(1)
    width = CURVE_FRAME * channels
    count = -(-len(samples) // width)
    flat = samples.astype(np.float32)
    flat *= scale
    if len(flat) < count * width:
        flat = np.concatenate([flat, np.zeros(count * width - len(flat), np.float32)])
    frames = flat.reshape(count, width)
    power = np.einsum("fs,fs->f", frames, frames) / width
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)), np.float32)
