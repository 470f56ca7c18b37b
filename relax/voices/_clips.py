"""What an engine wrote → a clip: checked, trimmed, at 44.1 kHz."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soundfile
import soxr

from relax.errors import VoiceError
from relax.units import SAMPLE_RATE
from relax.voices._settings import voice_data

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def finish(raw: Path, text: str, out: Path) -> int:
    """Check what an engine wrote to ``raw`` and write it as a clip to ``out``.

    Returns:
        Its length in samples at 44.1 kHz.

    Raises:
        VoiceError: no file, no sound, or a length that cannot be this text; names the check.
    """
    try:
        samples, rate = soundfile.read(raw, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError):
        raise VoiceError("The speech engine wrote no sound file for a line.") from None
    mono = trim(samples.mean(axis=1), rate)
    check_length(len(mono) / rate, text)
    if rate != SAMPLE_RATE:
        mono = soxr.resample(mono, rate, SAMPLE_RATE, quality="VHQ")
    mono = np.clip(mono, -1.0, 32767 / 32768)
    soundfile.write(out, mono, SAMPLE_RATE, subtype="PCM_16", format="WAV")
    return len(mono)


def trim(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """``samples`` without silence at either end, its edges softened; shape (samples,).

    Raises:
        VoiceError: there is nothing but silence.
    """
    data = voice_data()
    peak = float(np.max(np.abs(samples), initial=0.0))
    if peak < 10 ** (data.checks.silent_below_dbfs / 20):
        raise VoiceError("The speech engine gave silence for a line.")
    loud = np.flatnonzero(np.abs(samples) > peak * 10 ** (data.trim.threshold_db / 20))
    keep = round(data.trim.keep_s * rate)
    start, end = max(int(loud[0]) - keep, 0), min(int(loud[-1]) + 1 + keep, len(samples))
    cut = samples[start:end].copy()
    edge = min(round(data.trim.edge_s * rate), len(cut) // 2)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(edge) / max(edge, 1))).astype(np.float32)
    cut[:edge] *= ramp
    cut[len(cut) - edge :] *= ramp[::-1]
    return cut


def check_length(seconds: float, text: str) -> None:
    """Whether ``seconds`` of sound can be ``text``.

    Raises:
        VoiceError: it is far too short (a lost line) or far too long (somebody else's).
    """
    checks = voice_data().checks
    low = sum(char.isalnum() for char in text) * checks.seconds_per_letter[0]
    high = sum(
        checks.seconds_per_letter[1] if char.isascii() else checks.seconds_per_symbol
        for char in text
        if not char.isspace()
    )
    if seconds < low:
        raise VoiceError("The speech engine gave too little sound for a line.")
    if seconds > high + checks.slack_s:
        raise VoiceError("The speech engine gave too much sound for a line.")
