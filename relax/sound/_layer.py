"""What every layer of a bed has: a share of the level, a width, perhaps a slow swell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from relax.data import Strict
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CONTROL = 441  # samples between points of a swell; every loop is a whole number of them
_MONO_HZ = 120.0  # below it both channels are the same: small speakers, one earbud
_STEREO_HZ = 190.0


class Swell(Strict):
    """A slow movement of the level, ``depth_db`` from lowest to highest.

    ``cycles`` are whole numbers per loop, so that the end leads into the beginning.
    """

    cycles: tuple[int, ...] = Field(min_length=1)
    depth_db: float = Field(gt=0, le=12)

    def points(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """The gain every 10 ms of a loop of ``n`` samples, its end included."""
        time = np.arange(n // _CONTROL + 1) * (_CONTROL / n)
        waves = [np.sin(2 * np.pi * (k * time + rng.random())) for k in self.cycles]
        movement = np.sum(waves, axis=0) / len(waves)
        return np.asarray(10 ** (self.depth_db / 2 * movement / 20), np.float32)


def move(row: NDArray[np.float32], points: NDArray[np.float32]) -> None:
    """Multiply ``row`` by the gain that ``points`` give every 10 ms, in place."""
    ramp = np.arange(_CONTROL, dtype=np.float32) / np.float32(_CONTROL)
    pieces = row.reshape(-1, _CONTROL)
    steps = np.diff(points)
    for at in range(0, len(pieces), 1000):
        part = slice(at, at + 1000)
        pieces[part] *= points[:-1][part, None] + steps[part, None] * ramp


class Layer(Strict):
    """One of the sounds a bed is made of.

    Attributes:
        db: its share: its RMS before the swell, dB.
        width: 0 is mono, 1 as wide as can be.
        swell: how its level moves.
    """

    db: float = Field(ge=-60, le=12)
    width: float = Field(ge=0, le=1)
    swell: Swell | None = None

    @property
    def level(self) -> float:
        """RMS of one channel before the swell."""
        return float(10 ** (self.db / 20))


def angle_at(hz: NDArray[np.float32], width: float) -> NDArray[np.float32]:
    """How far each frequency is spread between the channels: 0 mono, pi/4 unrelated."""
    ramp = np.clip((hz - _MONO_HZ) / (_STEREO_HZ - _MONO_HZ), 0, 1)
    return np.asarray(ramp * np.float32(np.pi / 4 * width), np.float32)


def complex_noise(count: int, rng: np.random.Generator) -> NDArray[np.complex64]:
    """``count`` complex normal numbers."""
    return rng.standard_normal(2 * count, dtype=np.float32).view(np.complex64)


def bin_hz(n: int) -> float:
    """Hertz from one bin to the next of a transform of ``n`` samples."""
    return SAMPLE_RATE / n
