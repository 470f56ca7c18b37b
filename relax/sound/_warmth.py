"""The warmth chain: what is done to the sound of one clip of voice, by preset.

Order: high-pass, low shelf, presence cut, high shelf, short room (one FFT multiplication); then
de-ess and soft compression by gain curves drawn with hindsight over the whole clip, so that an
attack is never late. Everything is local to the clip and depends on nothing else: the same clip
sounds the same in every track.

Numpy rather than pedalboard, whose like (no de-esser, compression that follows the sound and so
comes late) takes 10 ms for 6.3 s of speech where this takes 16, neither of them felt in a track,
and 22 MB on disk beside the numpy that is needed anyway.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from relax.sound._filters import FftFilter, high_pass, peak, response, shelf
from relax.units import SAMPLE_RATE, to_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from relax.sound._settings import Compress, Deess, Room, Warmth

_HOP = 147  # samples between points of a gain curve: 1/300 s
_SIZE = 65_536  # samples per transform
_RING = to_samples(0.06)  # after which the equaliser's ringing is below −90 dB
_EDGE = to_samples(0.004)  # fades at a clip's edges, against clicks
_SPEECH_DB = 40.0  # frames this far under a clip's loudest are not speech
_ROOM_SEED = 20_250  # the room is a place, not a choice: always the same one


def tail(chosen: Warmth) -> int:
    """Samples a clip grows by when warmed with preset ``chosen``."""
    if chosen.is_plain:
        return 0
    return _RING + (to_samples(chosen.room.seconds) if chosen.room else 0)


def warm(samples: NDArray[np.int16], chosen: Warmth) -> NDArray[np.float32]:
    """One clip through the chain.

    Args:
        samples: mono at 44.1 kHz, shape (n,).
        chosen: a preset of warmth.yaml.

    Returns:
        Shape (n + tail(chosen),), full scale 1.0; the tail is the room's decay.
    """
    x: NDArray[np.float32] = samples * np.float32(1 / 32768)
    _fade_edges(x)
    if chosen.is_plain:
        return x
    rows = _filter_of(chosen)(x)
    y: NDArray[np.float32] = rows[0]
    if chosen.deess:
        y = _deess(y, rows[1], chosen.deess)
    if chosen.compress:
        y = _compress(y, chosen.compress)
    return y


def _fade_edges(x: NDArray[np.float32]) -> None:
    length = min(_EDGE, len(x) // 2)
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    x[:length] *= ramp
    x[len(x) - length :] *= ramp[::-1]


@lru_cache(maxsize=4)
def _filter_of(chosen: Warmth) -> FftFilter:
    """The linear part of a preset: the sound itself, then its sibilant band."""
    sections = []
    if chosen.high_pass_hz:
        sections.append(high_pass(chosen.high_pass_hz, SAMPLE_RATE))
    if low := chosen.low_shelf:
        sections.append(shelf(low.hz, low.db, SAMPLE_RATE, high=False))
    if cut := chosen.presence:
        sections.append(peak(cut.hz, cut.db, SAMPLE_RATE, cut.q))
    if top := chosen.high_shelf:
        sections.append(shelf(top.hz, top.db, SAMPLE_RATE, high=True))
    whole = response(sections, _SIZE)
    if chosen.room:
        whole = whole * (1 + _room(chosen.room))
    rows = [whole]
    if chosen.deess:
        hz = np.arange(len(whole)) * (SAMPLE_RATE / _SIZE)
        rows.append(whole * _band(hz, chosen.deess.low_hz, chosen.deess.high_hz))
    return FftFilter(np.array(rows, np.complex64), _SIZE, tail(chosen))


def _band(hz: NDArray[np.floating], low: float, high: float) -> NDArray[np.float64]:
    """A zero-phase band with half-octave raised-cosine skirts, 0 to 1."""
    octaves = np.log2(np.maximum(hz, 1))
    rise = np.clip((octaves - np.log2(low)) / 0.5 + 0.5, 0, 1)
    fall = np.clip((np.log2(high) - octaves) / 0.5 + 0.5, 0, 1)
    return np.asarray(np.sin(np.pi / 2 * rise) ** 2 * np.sin(np.pi / 2 * fall) ** 2)


def _room(room: Room) -> NDArray[np.complex64]:
    """Response of a small room's reflections: seeded noise that decays 60 dB in its length."""
    length, start = to_samples(room.seconds), to_samples(room.predelay_s)
    time = np.arange(length - start) / (length - start)
    rng = np.random.Generator(np.random.PCG64(_ROOM_SEED))
    noise = rng.standard_normal(length - start) * 10 ** (-3 * time)
    noise *= np.minimum(1, time * 30)  # reflections gather before they decay
    noise *= 10 ** (room.wet_db / 20) / np.sqrt(np.sum(noise**2))
    impulse = np.zeros(_SIZE, np.float32)
    impulse[start:length] = noise
    hz = np.arange(_SIZE // 2 + 1) * (SAMPLE_RATE / _SIZE)
    dark = 1 / (1 + (hz / room.dark_hz) ** 2)  # walls take the treble first
    return np.asarray(np.fft.rfft(impulse) * dark, np.complex64)


def _levels(x: NDArray[np.float32]) -> NDArray[np.float64]:
    """Level of each stretch of ``_HOP`` samples, dB: (ceil(n / _HOP),)."""
    count = -(-len(x) // _HOP)
    padded = np.zeros(count * _HOP, np.float32)
    padded[: len(x)] = x
    frames = padded.reshape(count, _HOP)
    return np.asarray(10 * np.log10(np.einsum("fs,fs->f", frames, frames) / _HOP + 1e-12))


def _speech_level(levels: NDArray[np.float64]) -> float:
    """Power mean of the levels that belong to speech, dB."""
    speech = levels[levels > levels.max() - _SPEECH_DB]
    return float(10 * np.log10(np.mean(10 ** (speech / 10))))


def _smooth(levels: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    """Moving average over a Hann window of about ``seconds``."""
    width = 2 * max(1, round(seconds * SAMPLE_RATE / _HOP / 2)) + 1
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(levels, width // 2, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid")


def spread(gains: NDArray[np.float64], length: int) -> NDArray[np.float32]:
    """A gain curve given every ``_HOP`` samples, drawn out linearly to ``length`` samples."""
    ends = np.append(gains, gains[-1]).astype(np.float32)
    ramp = np.arange(_HOP, dtype=np.float32) / np.float32(_HOP)
    drawn = ends[:-1, None] + (ends[1:] - ends[:-1])[:, None] * ramp
    return np.asarray(drawn.reshape(-1)[:length], np.float32)


def _deess(
    x: NDArray[np.float32], sibilance: NDArray[np.float32], how: Deess
) -> NDArray[np.float32]:
    """Lower the sibilant band where it stands out of the clip's own speech level."""
    over = _smooth(_levels(sibilance), 0.012) - (_speech_level(_levels(x)) + how.over_db)
    cut = np.clip(over * (1 - 1 / how.ratio), 0, how.most_db)
    less = 1 - 10 ** (-_smooth(cut, 0.015) / 20)
    return x - sibilance * spread(less, len(x))


def _compress(x: NDArray[np.float32], how: Compress) -> NDArray[np.float32]:
    """Even out the level within the clip, softly, around its own speech level."""
    levels = _levels(x)
    power = _smooth(10 ** (levels / 10), how.smooth_s)
    over = 10 * np.log10(power + 1e-12) - (_speech_level(levels) + how.over_db)
    knee = np.clip(over + how.knee_db / 2, 0, how.knee_db)
    bent = knee**2 / (2 * how.knee_db) + np.maximum(0, over - how.knee_db / 2)
    cut = np.clip(bent * (1 - 1 / how.ratio), 0, how.most_db)
    return x * spread(10 ** (-cut / 20), len(x))
