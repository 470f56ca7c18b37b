"""The peak limiter of the voice: short dips around single peaks, drawn with hindsight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soxr

from relax.sound._meter import true_peak

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOP = 32  # samples between points of the gain curve
_REACH = 47  # hops that a dip is wide: 34 ms
_HOLD = _REACH + 4  # the lowest gain is held a little wider than the window that smooths it


def limit(x: NDArray[np.float32], ceiling: float) -> NDArray[np.float32]:
    """Keep the true peak of ``x`` under ``ceiling``.

    The gain dips in smooth bows of 34 ms around each peak and is 1 elsewhere: nothing moves that
    is not too loud. Peaks between samples are found by fourfold oversampling.

    Args:
        x: shape (n,), full scale 1.0.
        ceiling: full scale 1.0.

    Returns:
        ``x`` itself when it is under the ceiling already.
    """
    if true_peak(x, floor=ceiling) <= ceiling:
        return x
    x = x * _dips(x, ceiling)
    return x * np.float32(min(1.0, ceiling / true_peak(x, floor=ceiling)))


def _dips(x: NDArray[np.float32], ceiling: float) -> NDArray[np.float32]:
    """The gain at each sample: (n,)."""
    count = -(-len(x) // _HOP) + 1
    between = np.zeros(count * _HOP * 4, np.float32)
    finer = np.abs(soxr.resample(x, 1, 4, quality="HQ"))[: len(between)]
    between[: len(finer)] = finer
    on = between[: 4 * len(x) : 4]
    np.maximum(on, np.abs(x), out=on)  # the interpolation rounds off a single sample
    tops = between.reshape(count, _HOP * 4).max(axis=1)
    wanted = np.minimum(1.0, ceiling / np.maximum(tops, 1e-9))
    around = np.pad(wanted, _REACH + 1, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(around, _HOLD).min(axis=1)
    window = np.hanning(_REACH + 2)[1:-1]
    gain = np.convolve(lowest, window / window.sum(), mode="valid")
    drawn = np.interp(np.arange(len(x)), np.arange(count) * _HOP, gain)
    return np.asarray(drawn, np.float32)
