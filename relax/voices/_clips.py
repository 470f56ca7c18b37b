"""What an engine wrote → a clip: checked, trimmed, at 44.1 kHz."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import soundfile
import soxr

from relax.errors import VoiceError
from relax.units import SAMPLE_RATE
from relax.voices import _wav
from relax.voices._settings import voice_data

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_FULL_SCALE: Final = 32767


def finish(raw: Path, text: str, out: Path, rate: float = 1.0) -> int:
    """Check what an engine wrote to ``raw`` and write it as a clip to ``out``.

    Args:
        raw: a sound file of any kind and rate.
        text: what it should say.
        out: the clip's file.
        rate: how fast, relative to the voice's own pace.

    Returns:
        Its length in samples at 44.1 kHz.

    Raises:
        VoiceError: no file, no sound, or a length that cannot be this text; names the check.
    """
    samples, sample_rate = read(raw)
    mono = trim(samples, sample_rate)
    check_length(len(mono) / sample_rate, text, rate)
    if sample_rate != SAMPLE_RATE:
        mono = soxr.resample(mono, sample_rate, SAMPLE_RATE, quality="VHQ")
    peak = float(np.max(np.abs(mono)))
    whole = np.rint(mono * (_FULL_SCALE / max(peak, 1.0))).astype("<i2")
    _wav.write(out, whole.tobytes())
    return len(whole)


def read(raw: Path) -> tuple[NDArray[np.float32], int]:
    """The samples of any sound file as one channel, shape (frames,), and their rate.

    Raises:
        VoiceError: no file, not a sound file, or one without a single sample.
    """
    if not raw.is_file():
        raise VoiceError("The speech engine wrote no sound for a line.")
    try:
        samples, rate = soundfile.read(raw, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError):
        raise VoiceError("What the speech engine wrote for a line is not a sound file.") from None
    mono = samples.mean(axis=1, dtype=np.float32)
    if not len(mono):
        raise VoiceError("The speech engine wrote an empty sound file for a line.")
    if not np.isfinite(mono).all():
        raise VoiceError("The speech engine wrote a damaged sound file for a line.")
    return mono, rate


def trim(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """``samples`` without silence at either end, its edges softened; shape (samples,).

    Raises:
        VoiceError: there is nothing but silence.
    """
    data = voice_data()
    if np.max(np.abs(samples)) < 10 ** (data.checks.silent_below_dbfs / 20):
        raise VoiceError("The speech engine gave silence for a line.")
    size = max(round(data.trim.frame_s * rate), 1)
    frames = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size)
    level = np.sqrt(np.mean(np.square(frames), axis=1))
    loud = np.flatnonzero(level >= level.max() * 10 ** (data.trim.threshold_db / 20))
    start = max(int(loud[0]) * size - round(data.trim.keep_before_s * rate), 0)
    end = min((int(loud[-1]) + 1) * size + round(data.trim.keep_after_s * rate), len(samples))
    rise, fall = (round(each * rate) for each in (data.trim.rise_s, data.trim.fall_s))
    return soften(samples[start:end], rise, fall)


def soften(samples: NDArray[np.float32], rise: int, fall: int) -> NDArray[np.float32]:
    """A copy that rises from and falls to nothing over so many samples, in half a cosine."""
    cut = samples.copy()
    up, down = _rise(rise, len(cut)), _rise(fall, len(cut))[::-1]
    cut[: len(up)] *= up
    cut[len(cut) - len(down) :] *= down
    return cut


def _rise(length: int, most: int) -> NDArray[np.float32]:
    length = min(length, most // 2)
    return (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(length, 1))).astype(np.float32)


def check_length(seconds: float, text: str, rate: float = 1.0) -> None:
    """Whether ``seconds`` of sound can be ``text``.

    Raises:
        VoiceError: it is far too short (a lost line) or far too long (somebody else's).
    """
    shortest, longest = plausible_seconds(text)
    if seconds < shortest / rate:
        raise VoiceError("The speech engine gave too little sound for a line.")
    if seconds > longest / rate:
        raise VoiceError("The speech engine gave too much sound for a line.")


def plausible_seconds(text: str) -> tuple[float, float]:
    """The least and the most that ``text`` can last, at the voice's own pace."""
    checks = voice_data().checks
    words = re.findall(r"[A-Za-z]+", text)
    letters = sum(min(len(word), checks.longest_letters) for word in words)
    longest = checks.slack_s
    for char in text:
        if char.isspace():
            continue
        if not char.isascii():
            longest += checks.longest_per_symbol
        elif char.islower():
            longest += checks.longest_per_letter
        else:
            longest += checks.longest_per_sign
    return letters * checks.shortest_per_letter, longest
