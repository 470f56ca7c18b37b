"""The loudness meter: ITU-R BS.1770-5 integrated loudness and true peak, streaming.

The only meter of the project. It agrees with ffmpeg's ebur128 and with pyloudnorm within 0.1 LU
(tests/sound). K-weighting runs as an overlap-save FFT filter; its impulse response is below
−100 dB after the 100 ms that each transform carries over.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import soxr

from relax.sound._filters import k_weighting, response
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

SILENCE_DB = -120.0
"""What a level of nothing at all is reported as, in dB."""
_OFFSET = -0.691  # BS.1770-5 eq. 2
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_HOPS = 3  # hops of 100 ms gained per transform of 400 ms
_AT_ONCE = 16  # transforms per batch: bounds memory
OVERSHOOT = 1.42  # programme peaks stand at most about 3 dB above their highest sample
_CONTEXT = 64  # samples of the neighbourhood an interpolated peak depends on


def to_db(power: float) -> float:
    """Decibels of a mean square; ``SILENCE_DB`` for nothing."""
    return max(SILENCE_DB, 10 * float(np.log10(power))) if power > 0 else SILENCE_DB


@lru_cache(maxsize=4)
def _k_response(hop: int, rate: int) -> NDArray[np.complex64]:
    return response(k_weighting(rate), (_HOPS + 1) * hop)


class Meter:
    """Loudness of a signal that arrives in blocks.

    Args:
        channels: 1 or 2; channels are summed as the standard says, so the same signal in two
            channels reads 3 LU louder than in one.
        rate: samples per second, a multiple of 10.
    """

    def __init__(self, channels: int = 1, rate: int = SAMPLE_RATE) -> None:
        self.channels = channels
        self._hop = rate // 10
        self._waiting = np.zeros((channels, self._hop), np.float32)  # one hop already heard
        self._energies: list[NDArray[np.float64]] = []

    def feed(self, block: NDArray[np.float32] | NDArray[np.int16]) -> None:
        """Hear a block: shape (n,) or (n, channels); float (full scale 1.0) or int16."""
        rows = _rows(block, self.channels)
        data = np.concatenate([self._waiting, rows], axis=1)
        step = _HOPS * self._hop
        count = (data.shape[1] - self._hop) // step
        if count:
            self._energies.append(self._weigh(data[:, : self._hop + count * step]))
        self._waiting = data[:, count * step :].copy()

    def _weigh(self, data: NDArray[np.float32]) -> NDArray[np.float64]:
        """K-weighted energy of each hop after the first: (hops,), summed over channels."""
        size = (_HOPS + 1) * self._hop
        frames = np.lib.stride_tricks.sliding_window_view(data, size, axis=1)
        frames = frames[:, :: _HOPS * self._hop]
        wanted = _k_response(self._hop, self._hop * 10)
        energies = np.zeros((frames.shape[1], _HOPS))
        for channel in frames:
            for at in range(0, len(channel), _AT_ONCE):
                batch = slice(at, at + _AT_ONCE)
                heard = np.fft.irfft(np.fft.rfft(channel[batch]) * wanted, size)[:, self._hop :]
                hops = heard.reshape(-1, _HOPS, self._hop)
                energies[batch] += np.einsum("fhs,fhs->fh", hops, hops)
        return energies.reshape(-1)

    def energies(self) -> NDArray[np.float64]:
        """K-weighted mean square of every whole 100 ms heard so far: (hops,)."""
        left = (self._waiting.shape[1] - self._hop) // self._hop
        parts = list(self._energies)
        if left:
            full = np.zeros((self.channels, (_HOPS + 1) * self._hop), np.float32)
            full[:, : self._waiting.shape[1]] = self._waiting[:, : full.shape[1]]
            parts.append(self._weigh(full)[:left])
        return np.concatenate(parts) / self._hop if parts else np.zeros(0)

    def integrated(self) -> float:
        """Gated loudness so far, LUFS; ``SILENCE_DB`` when nothing passes the gates."""
        return integrated(self.energies())

    def range_lu(self) -> float:
        """Loudness range so far, LU."""
        return range_lu(self.energies())


def integrated(energies: NDArray[np.float64]) -> float:
    """Gated loudness of 100 ms hops, LUFS; ``SILENCE_DB`` when nothing passes the gates."""
    return gated(blocks(energies))


def range_lu(energies: NDArray[np.float64]) -> float:
    """Loudness range of 100 ms hops, LU (EBU Tech 3342: 3 s windows, gates −70 and −20)."""
    if len(energies) < 30:
        return 0.0
    level = _lufs(_moving(energies, 30))
    level = level[level > _ABSOLUTE_GATE]
    if not len(level):
        return 0.0
    level = level[level > to_db(float(np.mean(10 ** (level / 10)))) - 20]
    low, high = np.percentile(level, [10, 95])
    return float(high - low)


def _rows(block: NDArray[np.float32] | NDArray[np.int16], channels: int) -> NDArray[np.float32]:
    """``block`` as (channels, n) in float32, full scale 1.0."""
    data = block.reshape(-1, channels).T
    if data.dtype == np.int16:
        return data * np.float32(1 / 32768)
    return np.asarray(data, np.float32)


def _moving(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Mean of every ``width`` neighbours."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(sums[width:] - sums[:-width]) / width


def _lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(_OFFSET + 10 * np.log10(np.maximum(power, 1e-15)))


def blocks(energies: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean squares of the 400 ms blocks, 75 % overlapped, from those of 100 ms hops."""
    return _moving(energies, 4) if len(energies) >= 4 else np.zeros(0)


def gated(power: NDArray[np.float64]) -> float:
    """Integrated loudness of blocks' mean squares, LUFS (BS.1770-5 eq. 5 to 7)."""
    power = power[_lufs(power) > _ABSOLUTE_GATE]
    if not len(power):
        return SILENCE_DB
    threshold = _OFFSET + to_db(float(power.mean())) + _RELATIVE_GATE
    return _OFFSET + to_db(float(power[_lufs(power) > threshold].mean()))


def loudness(signal: NDArray[np.float32] | NDArray[np.int16], rate: int = SAMPLE_RATE) -> float:
    """Integrated loudness of a whole signal, shape (n,) or (n, channels), in LUFS."""
    meter = Meter(1 if signal.ndim == 1 else signal.shape[1], rate)
    meter.feed(signal)
    return meter.integrated()


def hops_of(clip: NDArray[np.float32]) -> NDArray[np.float64]:
    """Hop energies of one mono clip standing alone in silence: (hops,).

    Three hops of silence stand at either end, so that every block that overlaps the clip counts.
    """
    meter = Meter()
    silence = np.zeros(3 * SAMPLE_RATE // 10, np.float32)
    meter.feed(np.concatenate([silence, clip, silence, silence[: SAMPLE_RATE // 10]]))
    return meter.energies()


def true_peak(signal: NDArray[np.float32] | NDArray[np.int16], floor: float = 0.0) -> float:
    """Largest absolute value between and on the samples, full scale 1.0 (BS.1770-5 annex 2).

    Fourfold oversampling, but only around samples near enough to ``floor`` and to the highest
    peak found to matter.

    Args:
        signal: shape (n,) or (n, channels).
        floor: peaks below it need not be found.
    """
    rows = _rows(signal, 1 if signal.ndim == 1 else signal.shape[1])
    best = floor
    for row in rows:
        best = _row_peak(row, best)
    return best


def _row_peak(row: NDArray[np.float32], best: float) -> float:
    width = 2048
    count = -(-len(row) // width)
    padded = np.zeros(count * width, np.float32)
    np.abs(row, out=padded[: len(row)])
    tops = padded.reshape(count, width).max(axis=1)
    for index in np.argsort(tops)[::-1]:
        if tops[index] * OVERSHOOT <= best:
            break
        first = max(0, index * width - _CONTEXT)
        near = row[first : (index + 1) * width + _CONTEXT]
        between = np.abs(soxr.resample(near, 1, 4, quality="HQ"))
        inside = slice(4 * (index * width - first), 4 * ((index + 1) * width - first))
        best = max(best, float(tops[index]), float(between[inside].max()))
    return best
