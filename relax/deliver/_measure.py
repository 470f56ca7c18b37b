"""What a finished file is: decoded as a player would, and measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.encode import decode
from relax.errors import CheckError, EncodeError
from relax.sound import CURVE_FRAME, Meter, integrated, range_lu, true_peak
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from relax.deliver._listen import Listener

FLOOR_DB: Final = -120.0
"""The level of nothing at all."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the decoded file is.

    Attributes:
        frames: samples at 44.1 kHz.
        lufs: integrated loudness of the whole programme (ITU-R BS.1770-5).
        range_lu: its loudness range (EBU Tech 3342).
        peak_dbtp: true peak.
        peak_at: the sample it stands at, to within a moment.
        levels: RMS in dBFS every 50 ms, averaged over channels; shape (points,).
        energies: K-weighted mean square of every whole 100 ms, summed over channels; shape (hops,).
    """

    frames: int
    lufs: float
    range_lu: float
    peak_dbtp: float
    peak_at: int
    levels: NDArray[np.float32]
    energies: NDArray[np.float64]


def measure(
    path: Path,
    channels: int,
    ffmpeg: Path | None = None,
    *,
    foreign: bool = False,
    listener: Listener | None = None,
) -> Measured:
    """Decode and measure a file.

    Args:
        path: the file.
        channels: how many it has.
        ffmpeg: that program; None for the one pip brought.
        foreign: it may not be one of ours.
        listener: is let hear it too.

    Raises:
        CheckError: it cannot be decoded.
    """
    meter = Meter(channels)
    frames, peak, peak_at, levels = 0, 0.0, 0, [np.zeros(0, np.float32)]
    try:
        for block in decode(path, channels, ffmpeg, foreign=foreign):
            levels.append(levels_of(block))
            meter.feed(block)
            if listener is not None:
                listener.feed(block)
            if (higher := true_peak(block, floor=peak)) > peak:
                peak, peak_at = higher, frames + int(np.abs(block).max(axis=1).argmax())
            frames += len(block)
    except EncodeError as error:
        raise CheckError(f"The finished file cannot be decoded: {error.message}") from None
    whole, heard = np.concatenate(levels), meter.energies()
    return Measured(frames, integrated(heard), range_lu(heard), dbtp(peak), peak_at, whole, heard)


def dbtp(peak: float) -> float:
    """A largest sample as decibels of full scale."""
    return max(FLOOR_DB, 20 * math.log10(peak)) if peak else FLOOR_DB


def levels_of(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """RMS in dBFS of every 50 ms of (frames, channels); the last may be only partly filled."""
    count = -(-len(samples) // CURVE_FRAME)
    width = CURVE_FRAME * samples.shape[1]
    flat = np.ravel(samples)
    if len(flat) < count * width:
        flat = np.concatenate([flat, np.zeros(count * width - len(flat), np.float32)])
    grouped = flat.reshape(count, width)
    power = np.einsum("fs,fs->f", grouped, grouped) / width
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)), np.float32)


def mean_level(levels: NDArray[np.float32], start: int, end: int) -> float:
    """Mean power of the points from sample ``start`` to ``end``, in dBFS; never of none."""
    first = start // CURVE_FRAME
    window = levels[first : max(end // CURVE_FRAME, first + 1)]
    if not len(window):
        return FLOOR_DB
    return float(10 * np.log10(max(float(np.mean(10.0 ** (window / 10.0))), 1e-12)))


def quietest(levels: NDArray[np.float32]) -> float:
    """Mean level of the quietest half second, in dBFS."""
    points = SAMPLE_RATE // 2 // CURVE_FRAME
    if len(levels) < points:
        return FLOOR_DB
    power = np.convolve(10.0 ** (levels.astype(float) / 10), np.ones(points) / points, "valid")
    return float(10 * np.log10(max(power.min(), 1e-12)))
