"""Noise in a take: samples with rumble and a steady hiss → samples with less of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from relax.filters import both_ways, high_pass
from relax.voices._settings import voice_data

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Spectra = NDArray[np.complex128]

_WINDOW_S: Final = 0.03
"""About as long as speech stands still; the window is the nearest power of 2 in samples."""

_HOPS: Final = 4
"""Windows that lie over each sample: with a Hann window they add up to a constant."""

NOISE_SHARE: Final = 10
"""Per cent of windows, the quietest, that are taken for the room alone."""

_OVER: Final = 4
"""Power that is less than this many times the noise is turned down as far as it may be."""

_NEIGHBOURS: Final = (3, 5)
"""Bins and windows over which the gain is evened, so that no single one of them chirps."""


def denoise(samples: Samples, rate: int, room: Samples | None = None) -> Samples:
    """Rumble taken out, and steady noise turned down by a few dB, never gated away.

    ``room``: that noise alone, where it is known; else it is what is steady in ``samples``.
    """
    takes = voice_data().takes
    clean = both_ways(high_pass(takes.high_pass_hz, rate), samples)
    size = 2 ** round(np.log2(rate * _WINDOW_S))
    if len(clean) < 4 * size:
        return clean.astype(np.float32)
    spectra = _spectra(clean, size)
    power = np.abs(spectra) ** 2
    known = power if room is None or len(room) < 4 * size else np.abs(_spectra(room, size)) ** 2
    noise = np.percentile(known, NOISE_SHARE, axis=0, keepdims=True)
    gain = np.sqrt(np.clip(1 - _OVER * noise / np.maximum(power, 1e-20), 0, 1))
    floor = 10 ** (-takes.denoise_db / 20)
    back = _sound(spectra * np.maximum(_evened(gain), floor), len(clean), size)
    return back.astype(np.float32)


def _hann(size: int) -> NDArray[np.float64]:
    """A window of which copies a quarter of it apart add up to a constant."""
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)


def _margin(size: int) -> int:
    """Samples of silence before and after a sound, so that its ends lie under all windows too."""
    return size - size // _HOPS


def _spectra(sound: NDArray[np.floating], size: int) -> Spectra:
    """Spectra of overlapping windows, shape (windows, size / 2 + 1)."""
    hop, margin = size // _HOPS, _margin(size)
    rest = -(len(sound) + margin) % hop
    padded = np.pad(np.asarray(sound, np.float64), (margin, margin + rest))
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    return np.fft.rfft(windows * _hann(size), axis=1)


def _sound(spectra: Spectra, length: int, size: int) -> NDArray[np.float64]:
    """The first ``length`` samples of the sound that has these spectra."""
    hop = size // _HOPS
    window = _hann(size)
    parts = np.fft.irfft(spectra, size, axis=1) * window / np.sum(window[::hop] ** 2)
    out = np.zeros((len(parts) + _HOPS - 1, hop))
    for n in range(_HOPS):
        out[n : n + len(parts)] += parts[:, n * hop : (n + 1) * hop]
    margin = _margin(size)
    return out.reshape(-1)[margin : margin + length]


def _evened(gain: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each gain and its neighbours; beyond the edges there is nothing."""
    bins, windows = _NEIGHBOURS
    padded = np.pad(gain, ((windows // 2,) * 2, (bins // 2,) * 2))
    around = np.lib.stride_tricks.sliding_window_view(padded, (windows, bins))
    return np.asarray(around.mean(axis=(2, 3)))
