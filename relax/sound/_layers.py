"""What beds.yaml may hold, and how each kind of layer becomes sound.

A layer renders to two channels of ``n`` samples that repeat without a seam: noise and partials
are shaped on the bins of one Fourier transform of the whole loop, grains wrap round its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MONO_HZ = 120.0  # below it both channels are the same: small speakers and one earbud
_STEREO_HZ = 190.0


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Swell(_Part):
    """A slow movement of the level, ``depth_db`` from lowest to highest."""

    cycles: tuple[int, ...] = Field(min_length=1)
    depth_db: float = Field(gt=0, le=12)

    def gain(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """The gain at each of ``n`` samples of the loop."""
        points = np.arange(0, n // _CONTROL + 1) * (_CONTROL / n)
        waves = [np.sin(2 * np.pi * (k * points + rng.random())) for k in self.cycles]
        movement = np.sum(waves, axis=0) / len(waves)
        gain = (10 ** (self.depth_db / 2 * movement / 20)).astype(np.float32)
        ramp = np.arange(_CONTROL, dtype=np.float32) / np.float32(_CONTROL)
        return np.asarray((gain[:-1, None] + np.diff(gain)[:, None] * ramp).reshape(-1))


_CONTROL = 441  # samples between points of a swell; loops are whole numbers of them


class _Layer(_Part):
    db: float = Field(ge=-60, le=12)
    width: float = Field(ge=0, le=1)
    swell: Swell | None = None


class Noise(_Layer):
    """Noise that falls ``slope`` dB per octave between two soft edges."""

    kind: Literal["noise"]
    slope: float = Field(ge=-12, le=3)
    low_hz: float = Field(gt=15, lt=20_000)
    high_hz: float = Field(gt=30, le=20_000)

    def render(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Shape (2, n)."""
        top = min(n // 2, round(2.5 * self.high_hz * n / SAMPLE_RATE))
        hz = np.arange(1, top, dtype=np.float32) * np.float32(SAMPLE_RATE / n)
        shape = hz ** np.float32(self.slope / 6.0206)
        shape /= np.sqrt((1 + (self.low_hz / hz) ** 6) * (1 + (hz / self.high_hz) ** 8))
        return _from_spectrum(shape, hz, 1, n, self.width, rng)


class Partials(_Layer):
    """Steady tones, each a line with a little narrow noise around it so that it lives."""

    kind: Literal["partials"]
    root_hz: float = Field(gt=30, lt=8000)
    ratios: tuple[float, ...] = Field(min_length=1)
    slope: float = Field(ge=-24, le=0)
    spread_hz: float = Field(gt=0, le=20)
    drift_db: float = Field(ge=-40, le=0)
    flutter_hz: float | None = Field(default=None, gt=1, le=40)

    def render(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Shape (2, n)."""
        spectrum = np.zeros((2, n // 2 + 1), np.complex64)
        for ratio in self.ratios:
            level = 10 ** (self.slope * np.log2(ratio) / 20)
            for side, share in self._sides():
                at = round((self.root_hz * ratio + side) * n / SAMPLE_RATE)
                spectrum[:, at] += level * share * np.exp(2j * np.pi * rng.random())
                self._drift(spectrum, at, level * share, n, rng)
        return np.asarray(np.fft.irfft(spectrum, n), np.float32)

    def _sides(self) -> list[tuple[float, float]]:
        if self.flutter_hz is None:
            return [(0.0, 1.0)]
        return [(0.0, 1.0), (-self.flutter_hz, 0.5), (self.flutter_hz, 0.5)]

    def _drift(
        self,
        spectrum: NDArray[np.complex64],
        at: int,
        level: float,
        n: int,
        rng: np.random.Generator,
    ) -> None:
        reach = max(2, round(self.spread_hz * n / SAMPLE_RATE))
        bins = np.arange(-2 * reach, 2 * reach + 1)
        shape = np.exp(-0.5 * (bins / reach) ** 2)
        shape *= level * 10 ** (self.drift_db / 20) / np.sqrt(np.sum(shape**2))
        noise = rng.standard_normal((2, len(bins))) + 1j * rng.standard_normal((2, len(bins)))
        wide = self.width if at * SAMPLE_RATE / n > _STEREO_HZ else 0.0
        spectrum[:, at - 2 * reach : at + 2 * reach + 1] += shape * _sides_of(noise, wide)


class Grains(_Layer):
    """Short soft sounds scattered evenly at random, wrapping round the end of the loop."""

    kind: Literal["grains"]
    per_second: float = Field(gt=0, le=1000)
    low_hz: float = Field(gt=100, lt=15_000)
    high_hz: float = Field(gt=100, lt=15_000)
    length_s: float = Field(gt=0.002, le=0.5)
    glide: float = Field(default=1.0, gt=0.5, lt=2)

    def render(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Shape (2, n)."""
        bank = self._bank(rng)
        longest = max(len(grain) for grain in bank)
        out = np.zeros((2, n + longest), np.float32)
        count = round(self.per_second * n / SAMPLE_RATE)
        starts = np.floor((np.arange(count) + rng.random(count)) * (n / count)).astype(int)
        which = rng.integers(len(bank), size=count)
        level = 10 ** (rng.uniform(-12, 0, count) / 20)
        pan = np.pi / 4 * (1 + self.width * rng.uniform(-1, 1, count))
        sides = (level * np.array([np.cos(pan), np.sin(pan)])).T.astype(np.float32)
        for start, index, side in zip(starts.tolist(), which.tolist(), sides, strict=True):
            grain = bank[index]
            out[:, start : start + len(grain)] += side[:, None] * grain
        out[:, :longest] += out[:, n:]
        return out[:, :n]

    def _bank(self, rng: np.random.Generator) -> list[NDArray[np.float32]]:
        """Sixty-four different grains to draw from."""
        bank = []
        for hz in np.geomspace(self.low_hz, self.high_hz, 64):
            length = round(self.length_s * rng.uniform(0.6, 1.4) * SAMPLE_RATE)
            time = np.arange(length) / length
            cycles = hz * length / SAMPLE_RATE * (time + (self.glide - 1) * time**2 / 2)
            body = np.sin(2 * np.pi * (cycles + rng.random()))
            body *= np.minimum(1, time * 8) * np.cos(np.pi / 2 * time) ** 2 * np.exp(-3 * time)
            bank.append((body * (self.low_hz / hz) ** 0.5).astype(np.float32))
        return bank


Layer = Annotated[Noise | Partials | Grains, Field(discriminator="kind")]


class Bed(_Part):
    """One bed of beds.yaml."""

    title: str
    description: str
    note: str = ""
    """What a therapist should know before choosing it."""
    loop_s: int = Field(ge=10, le=90)
    steady: bool = False
    layers: tuple[Layer, ...] = Field(min_length=1)


def _sides_of(noise: NDArray[np.complex128], wide: float) -> NDArray[np.complex128]:
    """Two channels from a middle and a side signal: (2, bins)."""
    angle = np.pi / 4 * wide
    middle, side = np.cos(angle) * noise[0], np.sin(angle) * noise[1]
    return np.stack([middle + side, middle - side])


def _from_spectrum(
    shape: NDArray[np.float32],
    hz: NDArray[np.float32],
    first: int,
    n: int,
    width: float,
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Noise with magnitudes ``shape`` on bins from ``first`` on: (2, n)."""
    ramp = np.clip((hz - _MONO_HZ) / (_STEREO_HZ - _MONO_HZ), 0, 1)
    angle = (np.pi / 4 * width) * ramp
    parts = []
    for share in (np.cos(angle), np.sin(angle)):
        noise = rng.standard_normal((len(shape), 2), dtype=np.float32).view(np.complex64)[:, 0]
        noise *= shape * share
        parts.append(noise)
    middle, side = parts
    out = np.empty((2, n), np.float32)
    spectrum = np.zeros(n // 2 + 1, np.complex64)
    for row, mixed in zip(out, (middle + side, middle - side), strict=True):
        spectrum[first : first + len(mixed)] = mixed
        row[:] = np.fft.irfft(spectrum, n)
    return out
