"""Layers drawn as a spectrum: noise and steady tones, periodic because every bin is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from relax.sound._layer import Layer, angle_at, bin_hz, complex_noise, move

if TYPE_CHECKING:
    from numpy.typing import NDArray


_LINE_WIDTH = 0.6  # a steady tone heard in one ear only would distract


class _Spectral(Layer):
    """A layer known by the spectra of a middle and a side signal."""

    def middle_and_side(
        self, n: int, rng: np.random.Generator
    ) -> tuple[NDArray[np.complex64], NDArray[np.complex64]]:
        """Bins from 0 up, as many as are not zero; left is their sum, right their difference."""
        raise NotImplementedError

    def add_to(self, total: NDArray[np.float32], rng: np.random.Generator) -> None:
        """Add this layer to ``total``, shape (2, n)."""
        n = total.shape[1]
        middle, side = self.middle_and_side(n, rng)
        points = self.swell.points(n, rng) if self.swell else None
        power = float(np.vdot(middle, middle).real + np.vdot(side, side).real)
        scale = np.float32(self.level * n / np.sqrt(2 * power))  # Parseval
        middle *= scale
        side *= scale
        for channel, sign in enumerate((1, -1)):
            sound = np.asarray(np.fft.irfft(middle + np.float32(sign) * side, n), np.float32)
            if points is not None:
                move(sound, points)
            total[channel] += sound


class Noise(_Spectral):
    """Noise that falls ``slope`` dB per octave between two soft edges."""

    kind: Literal["noise"]
    slope: float = Field(ge=-12, le=3)
    low_hz: float = Field(gt=15, lt=20_000)
    high_hz: float = Field(gt=30, le=20_000)

    def middle_and_side(
        self, n: int, rng: np.random.Generator
    ) -> tuple[NDArray[np.complex64], NDArray[np.complex64]]:
        """Random phases and magnitudes under the layer's own shape."""
        top = min(n // 2, round(2.5 * self.high_hz / bin_hz(n)))
        hz = np.arange(top, dtype=np.float32) * np.float32(bin_hz(n))
        hz[0] = hz[1]
        shape = hz ** np.float32(self.slope / 6.0206)
        shape /= np.sqrt((1 + (self.low_hz / hz) ** 6) * (1 + (hz / self.high_hz) ** 8))
        shape[0] = 0
        angle = angle_at(hz, self.width)
        del hz
        middle = complex_noise(top, rng)
        middle *= shape * np.cos(angle)
        side = complex_noise(top, rng)
        side *= shape * np.sin(angle)
        return middle, side


class Partials(_Spectral):
    """Steady tones, each a line with a little narrow noise around it so that it lives.

    Attributes:
        root_hz: the lowest; ``ratios`` are those of all tones to it.
        slope: how the tones get softer, dB per octave.
        spread_hz: how wide the noise around a line is: how fast the tone moves.
        drift_db: how strong it is beside the line: how far the tone moves.
        flutter_hz: trembles this often in a second, as crickets do.
    """

    kind: Literal["partials"]
    root_hz: float = Field(gt=30, lt=8000)
    ratios: tuple[float, ...] = Field(min_length=1)
    slope: float = Field(ge=-24, le=0)
    spread_hz: float = Field(gt=0, le=20)
    drift_db: float = Field(ge=-40, le=0)
    flutter_hz: float | None = Field(default=None, gt=1, le=40)

    def middle_and_side(
        self, n: int, rng: np.random.Generator
    ) -> tuple[NDArray[np.complex64], NDArray[np.complex64]]:
        """Lines on the nearest bins, so that each makes whole cycles in the loop."""
        highest = self.root_hz * max(self.ratios) + (self.flutter_hz or 0) + 8 * self.spread_hz
        middle = np.zeros(min(n // 2, round(highest / bin_hz(n)) + 16), np.complex64)
        side = np.zeros_like(middle)
        for ratio in self.ratios:
            level = 10 ** (self.slope * np.log2(ratio) / 20)
            for offset, share in self._lines():
                at = round((self.root_hz * ratio + offset) / bin_hz(n))
                across = float(angle_at(np.array([at * bin_hz(n)], np.float32), self.width)[0])
                line = np.exp(2j * np.pi * rng.random()) * level * share
                middle[at] += line * np.cos(_LINE_WIDTH * across)
                side[at] += 1j * line * np.sin(_LINE_WIDTH * across)  # as loud left as right
                self._enliven(middle, side, at, level * share, n, rng)
        return middle, side

    def _lines(self) -> list[tuple[float, float]]:
        if self.flutter_hz is None:
            return [(0.0, 1.0)]
        return [(0.0, 1.0), (-self.flutter_hz, 0.5), (self.flutter_hz, 0.5)]

    def _enliven(
        self,
        middle: NDArray[np.complex64],
        side: NDArray[np.complex64],
        at: int,
        level: float,
        n: int,
        rng: np.random.Generator,
    ) -> None:
        """Put narrow noise around the line at bin ``at``."""
        reach = max(1, round(self.spread_hz / bin_hz(n)))
        bins = np.arange(-3 * reach, 3 * reach + 1)
        shape = np.exp(-0.5 * (bins / reach) ** 2)
        shape *= level * 10 ** (self.drift_db / 20) / np.sqrt(2 * np.sum(shape**2))
        angle = angle_at(np.asarray((at + bins) * bin_hz(n), np.float32), self.width)
        where = slice(at - 3 * reach, at + 3 * reach + 1)
        middle[where] += complex_noise(len(bins), rng) * shape * np.cos(angle)
        side[where] += complex_noise(len(bins), rng) * shape * np.sin(angle)
