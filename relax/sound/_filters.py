"""Filters as frequency responses, applied by overlap-save FFT: one product for a whole chain.

Every linear step (equaliser, room, K-weighting) is a response on the same FFT bins, so any number
of them cost one transform there and one back. That is several times faster than running the
recursions sample by sample, and leaves out a second's import of a signal-processing package.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin, sqrt, tan
from typing import TYPE_CHECKING

import numpy as np

from relax.filters import Biquad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_FRAMES_AT_ONCE = 8  # bounds the memory of a transform whatever the length of the signal


def _biquad(b0: float, b1: float, b2: float, a0: float, a1: float, a2: float) -> Biquad:
    return Biquad((b0 / a0, b1 / a0, b2 / a0), (a1 / a0, a2 / a0))


def high_pass(hz: float, rate: int, q: float = 0.7071) -> Biquad:
    """Second-order high-pass, −3 dB at ``hz`` for the default q (RBJ, Audio EQ Cookbook)."""
    w = 2 * pi * hz / rate
    c, alpha = cos(w), sin(w) / (2 * q)
    return _biquad((1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha)


def peak(hz: float, db: float, rate: int, q: float = 0.7) -> Biquad:
    """Bell of ``db`` at ``hz`` (RBJ)."""
    w = 2 * pi * hz / rate
    c, alpha, a = cos(w), sin(w) / (2 * q), 10 ** (db / 40)
    return _biquad(1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a)


def shelf(hz: float, db: float, rate: int, *, high: bool) -> Biquad:
    """Shelf of ``db`` above (``high``) or below ``hz``, slope 1 (RBJ)."""
    w = 2 * pi * hz / rate
    c, a = (-cos(w) if high else cos(w)), 10 ** (db / 40)
    beta = 2 * sqrt(a) * sin(w) / 2 * sqrt(2)
    sign = -1.0 if high else 1.0
    return _biquad(
        a * ((a + 1) - (a - 1) * c + beta),
        sign * 2 * a * ((a - 1) - (a + 1) * c),
        a * ((a + 1) - (a - 1) * c - beta),
        (a + 1) + (a - 1) * c + beta,
        sign * -2 * ((a - 1) + (a + 1) * c),
        (a + 1) + (a - 1) * c - beta,
    )


def k_weighting(rate: int) -> tuple[Biquad, Biquad]:
    """The two stages of ITU-R BS.1770-5 annex 1, for any sample rate.

    The standard tabulates them at 48 kHz; these are the analogue prototypes behind that table
    (shelf 1681.97 Hz, +3.9998 dB, Q 0.7072; high-pass 38.135 Hz, Q 0.5003), bilinear-transformed.
    """
    k, q = tan(pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    first = _biquad(
        high + band * k / q + k * k,
        2 * (k * k - high),
        high - band * k / q + k * k,
        1 + k / q + k * k,
        2 * (k * k - 1),
        1 - k / q + k * k,
    )
    k, q = tan(pi * 38.13547087602444 / rate), 0.5003270373238773
    a0 = 1 + k / q + k * k
    second = Biquad((1.0, -2.0, 1.0), (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0))
    return first, second


def response(sections: Iterable[Biquad], size: int) -> NDArray[np.complex64]:
    """The product of ``sections`` on the bins of an rfft of ``size`` samples."""
    bins = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    total = np.ones(len(bins), np.complex128)
    for section in sections:
        total *= section.response(bins)
    return total.astype(np.complex64)


@dataclass(frozen=True, slots=True)
class FftFilter:
    """Several filters run over the same signal at once.

    Attributes:
        responses: one row per filter, on the bins of an rfft of ``size`` samples.
        size: samples per transform.
        memory: samples after which every filter's impulse response has died away (−90 dB).
    """

    responses: NDArray[np.complex64]
    size: int
    memory: int

    def __call__(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Filter a whole mono signal.

        Args:
            x: shape (n,).

        Returns:
            Shape (filters, n + memory): the ringing after the end is kept.
        """
        hop = self.size - self.memory
        count = -(-(len(x) + self.memory) // hop)
        padded = np.zeros(self.memory + count * hop, np.float32)
        padded[self.memory : self.memory + len(x)] = x
        frames = np.lib.stride_tricks.sliding_window_view(padded, self.size)[::hop]
        out = np.empty((len(self.responses), count, hop), np.float32)
        for at in range(0, count, _FRAMES_AT_ONCE):
            spectrum = np.fft.rfft(frames[at : at + _FRAMES_AT_ONCE])
            for row, wanted in zip(out, self.responses, strict=True):
                shaped = np.fft.irfft(spectrum * wanted, self.size)
                row[at : at + _FRAMES_AT_ONCE] = shaped[:, self.memory :]
        return out.reshape(len(self.responses), -1)[:, : len(x) + self.memory]
