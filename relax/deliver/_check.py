"""The check that is always on: the finished file, decoded, against what was planned.

It reads the file as a player would and trusts nothing that was believed while it was made. A
track that fails is not delivered; the error says which check failed and where, never the words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.encode import decode
from relax.errors import CheckError, EncodeError
from relax.sound import CURVE_FRAME, Meter, true_peak
from relax.timing import clock
from relax.units import SAMPLE_RATE, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from relax.sound import Curve
    from relax.timing import Spoken, Timeline

LENGTH_S: Final = 0.05
"""The decoded length is within this of the length asked for."""

SPEECH_DB: Final = 3.0
"""Each spoken window is within this of its planned level."""

VOICE_OVER_BED_DB: Final = 12.0
"""The voice is at least this far over the bed in every spoken window."""

VOICE_LOST_DB: Final = 20.0
"""A line this far under the voice of the track is as good as missing."""

DROPOUT_S: Final = 0.3
DROPOUT_DB: Final = 12.0
"""Sound is not this far under its plan for this long."""

STRAY_S: Final = 0.15
STRAY_DB: Final = 9.0
STRAY_FLOOR_DB: Final = -50.0
"""Sound is not this far over its plan for this long, if it is loud enough to hear."""

CEILING_DBTP: Final = -1.0

_FLOOR = -120.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What the decoded file is.

    Attributes:
        frames: samples at 44.1 kHz.
        lufs: integrated loudness of the whole programme (ITU-R BS.1770-5).
        peak_dbtp: true peak.
        levels: RMS in dBFS every 50 ms, averaged over channels; shape (points,).
    """

    frames: int
    lufs: float
    peak_dbtp: float
    levels: NDArray[np.float32]


def measure(path: Path, channels: int, ffmpeg: Path | None = None) -> Measured:
    """Decode and measure a file.

    Raises:
        CheckError: it cannot be decoded.
    """
    meter = Meter(channels)
    frames, peak, levels = 0, 0.0, []
    try:
        for block in decode(path, channels, ffmpeg):
            frames += len(block)
            samples = block.astype(np.float32) * np.float32(1 / 32768)
            levels.append(_levels(samples))
            meter.feed(samples)
            peak = true_peak(samples, floor=peak)
    except EncodeError as error:
        raise CheckError(f"The finished file cannot be decoded: {error.message}") from None
    whole = np.concatenate(levels) if levels else np.zeros(0, np.float32)
    dbtp = max(_FLOOR, 20 * math.log10(peak)) if peak else _FLOOR
    return Measured(frames, meter.integrated(), dbtp, whole)


def _levels(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    count = -(-len(samples) // CURVE_FRAME)
    padded = np.zeros((count * CURVE_FRAME, samples.shape[1]), np.float32)
    padded[: len(samples)] = samples
    grouped = padded.reshape(count, -1)
    power = np.einsum("fs,fs->f", grouped, grouped) / grouped.shape[1]
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)), np.float32)


def check(
    measured: Measured, timeline: Timeline, curve: Curve, ceiling_dbtp: float = CEILING_DBTP
) -> float:
    """Hold the file against its plan.

    Returns:
        The lowest voice-over-bed level in any spoken window, in dB (inf without a bed).

    Raises:
        CheckError: names the check and the place.
    """
    _check_length(measured, timeline)
    _check_peak(measured, max(CEILING_DBTP, ceiling_dbtp))
    over_bed = _check_speech(measured, timeline, curve)
    points = min(len(measured.levels), len(curve.mix))
    heard, planned = measured.levels[:points], curve.mix[:points]
    _refuse_run((heard < planned - DROPOUT_DB) & (planned > -55), DROPOUT_S, "dropout")
    _refuse_run((heard > planned + STRAY_DB) & (heard > STRAY_FLOOR_DB), STRAY_S, "stray sound")
    return over_bed


def _check_length(measured: Measured, timeline: Timeline) -> None:
    if abs(measured.frames - timeline.frames) > LENGTH_S * SAMPLE_RATE:
        _fail(
            "length",
            min(measured.frames, timeline.frames),
            f"it lasts {to_seconds(measured.frames):.2f} s instead of "
            f"{to_seconds(timeline.frames):.2f} s",
        )


def _check_peak(measured: Measured, ceiling: float) -> None:
    if measured.peak_dbtp > ceiling:
        _fail("peak", 0, f"its true peak is {measured.peak_dbtp:.1f} dBTP, over {ceiling:g}")


def _check_speech(measured: Measured, timeline: Timeline, curve: Curve) -> float:
    """Every line is there, at its level, and over the bed."""
    everywhere = _window_power(curve.voice, 0, timeline.frames)
    usual = max((_level(curve.voice, s) for s in timeline.spoken), default=everywhere)
    lowest = float("inf")
    for spoken in timeline.spoken:
        planned, bed = _level(curve.voice, spoken), _level(curve.bed, spoken)
        if planned < usual - VOICE_LOST_DB:
            _fail("missing voice", spoken.start, "a line was planned here and is not in the mix")
        heard, mixed = _level(measured.levels, spoken), _level(curve.mix, spoken)
        if heard < mixed - SPEECH_DB:
            _fail("missing voice", spoken.start, f"a line is {mixed - heard:.0f} dB too quiet here")
        if heard > mixed + SPEECH_DB:
            _fail("level", spoken.start, f"a line is {heard - mixed:.0f} dB too loud here")
        lowest = min(lowest, planned - bed if bed > _FLOOR + 1 else float("inf"))
        if planned - bed < VOICE_OVER_BED_DB:
            _fail("voice over bed", spoken.start, f"only {planned - bed:.0f} dB over the bed here")
    return lowest


def _level(levels: NDArray[np.float32], spoken: Spoken) -> float:
    return _window_power(levels, spoken.start, spoken.end)


def _window_power(levels: NDArray[np.float32], start: int, end: int) -> float:
    """Mean power of the points that lie in a window, in dBFS; never of none."""
    first = start // CURVE_FRAME
    window = levels[first : max(end // CURVE_FRAME, first + 1)]
    if not len(window):
        return _FLOOR
    return float(10 * np.log10(max(float(np.mean(10.0 ** (window / 10.0))), 1e-12)))


def _refuse_run(wrong: NDArray[np.bool_], seconds: float, name: str) -> None:
    """Fail where ``wrong`` holds for ``seconds`` without a break."""
    needed = max(round(seconds * SAMPLE_RATE / CURVE_FRAME), 1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], wrong.astype(np.int8), [0]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= needed:
            length = (end - start) * CURVE_FRAME / SAMPLE_RATE
            _fail(name, int(start) * CURVE_FRAME, f"for {length:.1f} s the sound is not as planned")


def _fail(name: str, sample: int, what: str) -> None:
    raise CheckError(
        f"The finished track failed the check “{name}” at {clock(to_seconds(sample))}: {what}.",
        hint="It was not delivered. Try again with --force; if it stays, run `relax doctor`.",
    )
