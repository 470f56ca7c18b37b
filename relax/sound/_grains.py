"""A layer of many short soft sounds: drops, bubbles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from relax.sound._layer import Layer, move
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KINDS = 64  # different grains to draw from


class Grains(Layer):
    """Short soft sounds scattered evenly at random, wrapping round the end of the loop.

    Attributes:
        per_second: how many.
        low_hz, high_hz: between which pitches they lie.
        length_s: how long each is, on average.
        glide: pitch at the end of a grain over that at its start; bubbles rise.
    """

    kind: Literal["grains"]
    per_second: float = Field(gt=0, le=1000)
    low_hz: float = Field(gt=100, lt=15_000)
    high_hz: float = Field(gt=100, lt=15_000)
    length_s: float = Field(gt=0.002, le=0.5)
    glide: float = Field(default=1.0, gt=0.5, lt=2)

    def add_to(self, total: NDArray[np.float32], rng: np.random.Generator) -> None:
        """Add this layer to ``total``, shape (2, n)."""
        n = total.shape[1]
        sound = self._scatter(n, rng)
        sound *= np.float32(self.level / np.sqrt(np.vdot(sound, sound) / sound.size))
        if self.swell:
            points = self.swell.points(n, rng)
            for row in sound:
                move(row, points)
        total += sound

    def _scatter(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        bank = [self._grain(hz, rng) for hz in np.geomspace(self.low_hz, self.high_hz, _KINDS)]
        longest = max(len(grain) for grain in bank)
        out = np.zeros((2, n + longest), np.float32)
        count = round(self.per_second * n / SAMPLE_RATE)
        starts = np.floor((np.arange(count) + rng.random(count)) * (n / count)).astype(int)
        which = rng.integers(_KINDS, size=count)
        level = 10 ** (rng.uniform(-12, 0, count) / 20)
        pan = np.pi / 4 * (1 + self.width * rng.uniform(-1, 1, count))
        sides = (level * np.array([np.cos(pan), np.sin(pan)])).T.astype(np.float32)
        for start, index, side in zip(starts.tolist(), which.tolist(), sides, strict=True):
            grain = bank[index]
            out[:, start : start + len(grain)] += side[:, None] * grain
        out[:, :longest] += out[:, n:]
        return np.ascontiguousarray(out[:, :n])

    def _grain(self, hz: float, rng: np.random.Generator) -> NDArray[np.float32]:
        length = round(self.length_s * rng.uniform(0.6, 1.4) * SAMPLE_RATE)
        time = np.arange(length) / length
        cycles = hz * length / SAMPLE_RATE * (time + (self.glide - 1) * time**2 / 2)
        body = np.sin(2 * np.pi * (cycles + rng.random()))
        body *= np.minimum(1, time * 8) * np.cos(np.pi / 2 * time) ** 2 * np.exp(-3 * time)
        return np.asarray(body * (self.low_hz / hz) ** 0.5, np.float32)
