"""A recorded take: judged, cleaned gently, cut to its speech, brought to one level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import soundfile

from relax.errors import VoiceError
from relax.filters import Filter, high_pass
from relax.voices import _clips
from relax.voices._clips import check_length
from relax.voices._denoise import NOISE_SHARE, denoise
from relax.voices._settings import voice_data

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from relax.voices._protocol import Manner, Voice

    Samples = NDArray[np.float32]

_FRAME_S: Final = 0.01
_SPOKEN_DB: Final = 25.0
"""Frames this far below the loudest still count as spoken when the level is measured."""

_HEARD_HZ: Final = 250.0
"""Loudness is measured above this: the ear makes little of what is below."""


class BadTakeError(Exception):
    """A take that cannot be used; says why, to follow “it”."""


def prepare(file: Path, text: str, out: Path) -> None:
    """Write the take in ``file`` to ``out``, ready to become a clip of ``text``.

    Raises:
        BadTakeError: it is silent, clipped, not this text, or not a sound file.
    """
    samples, rate = judged(file, text)
    write(out, cut(denoise(samples, rate), rate), rate)


def judged(file: Path, text: str) -> tuple[Samples, int]:
    """The take in ``file`` as one channel, and its rate, if it can be used for ``text``.

    Raises:
        BadTakeError: it is silent, clipped, not this text, or not a sound file.
    """
    samples, rate = read(file)
    judge(samples, rate)
    judge_length(len(cut(samples, rate)) / rate, text)
    return samples, rate


def judge_length(seconds: float, text: str) -> None:
    """Whether so much sound can be ``text``.

    Raises:
        BadTakeError: it is too short or too long.
    """
    try:
        check_length(seconds, text)
    except VoiceError as error:
        long = "much" in error.message
        raise BadTakeError(f"is too {'long' if long else 'short'} for its line") from None


def write(out: Path, samples: Samples, rate: int) -> None:
    """Write speech at the level all takes have, for :func:`relax.voices._clips.finish`."""
    soundfile.write(out, level(samples, rate), rate, format="WAV", subtype="FLOAT")


def fill_in(voice: Voice, text: str, manner: Manner, out: Path) -> None:
    """Write ``text`` as another voice speaks it, at the level of takes, to ``out``."""
    spoken = out.with_suffix(".fill.wav")
    try:
        voice.speak(text, manner, spoken)
        write(out, *_clips.read(spoken))
    finally:
        spoken.unlink(missing_ok=True)


def read(file: Path) -> tuple[Samples, int]:
    """A take as one channel, shape (frames,), and its rate.

    Raises:
        BadTakeError: it is not a sound file that can be read.
    """
    try:
        channels, rate = soundfile.read(file, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError):
        raise BadTakeError("cannot be read: save it as wav, flac, ogg or mp3") from None
    if not len(channels) or not np.isfinite(channels).all():
        raise BadTakeError("is empty")
    mono: Samples = channels.mean(axis=1, dtype=np.float32)
    if _rms(mono) < 0.1 * _rms(channels):  # two channels that cancel each other
        mono = channels[:, 0]
    return mono, rate


def judge(samples: Samples, rate: int) -> None:
    """Whether there is speech, whole and above its room.

    Raises:
        BadTakeError: it is silent or clipped.
    """
    takes = voice_data().takes
    frames = frame_levels(samples, rate)
    loudest = frames.max()
    above_room = loudest - np.percentile(frames, NOISE_SHARE)
    noise = above_room < takes.above_noise_db and loudest < takes.noise_below_db
    if noise or loudest < takes.silent_below_db:
        raise BadTakeError("is silent")
    judge_loud(samples)


def judge_loud(samples: Samples) -> None:
    """Whether the peaks of a take are whole.

    Raises:
        BadTakeError: it is clipped.
    """
    takes = voice_data().takes
    flat = np.abs(samples) >= takes.clipped_at
    runs = np.count_nonzero(flat[1:-1] & flat[:-2] & flat[2:] & ~np.roll(flat, 2)[1:-1])
    if runs >= takes.clipped_runs:
        raise BadTakeError("is clipped: record it again, quieter")


def frame_levels(samples: Samples, rate: int) -> NDArray[np.float64]:
    """RMS of each 10 ms in dB below full scale, shape (frames,)."""
    size = max(round(_FRAME_S * rate), 1)
    frames = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(frames**2, axis=1) + 1e-12))


def cut(samples: Samples, rate: int) -> Samples:
    """``samples`` from a little before the first speech to a little after the last."""
    takes = voice_data().takes
    frames = frame_levels(samples, rate)
    room = float(np.percentile(frames, NOISE_SHARE))
    threshold = max(frames.max() + takes.trim_db, room + takes.trim_above_noise_db)
    spoken = np.flatnonzero(frames >= min(threshold, frames.max()))
    size = max(round(_FRAME_S * rate), 1)
    start = int(spoken[0]) * size - round(takes.keep_before_s * rate)
    end = (int(spoken[-1]) + 1) * size + round(takes.keep_after_s * rate)
    return samples[max(start, 0) : end]


def level(samples: Samples, rate: int) -> Samples:
    """``samples`` with their spoken parts at one level, and no peak above the ceiling."""
    takes = voice_data().takes
    weighed = Filter(high_pass(_HEARD_HZ, rate))(samples)
    frames = frame_levels(weighed.astype(np.float32), rate)
    spoken = frames[frames > frames.max() - _SPOKEN_DB]
    loudness = 10 * np.log10(np.mean(10 ** (spoken / 10)))
    peak = 20 * np.log10(np.max(np.abs(samples)) + 1e-12)
    gain = min(takes.level_db - loudness, takes.peak_db - peak)
    return np.asarray(samples * 10 ** (gain / 20), dtype=np.float32)


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
