"""Where somebody speaks in a file that nobody has captions for: heard, and so only about right.

Speech stands over what lies under it and rises and falls with its syllables, a few times a second;
noise does neither, and music seldom both (Scheirer and Slaney, ICASSP 1997). Syllables are counted
by the dips between them (de Jong and Wempe, Behavior Research Methods 41, 2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.units import SAMPLE_RATE, to_seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BAND_HZ: Final = (300.0, 1200.0)  # where vowels are, and so syllables
_POINT: Final = SAMPLE_RATE // 100
_SMOOTH, _FINE = 5, 3  # points: 50 ms, shorter than a syllable, and 30 ms
_OVER_DB: Final = 10.0
"""How far speech stands over the quietest moment near by."""
_NEAR_S: Final = 3.0
_FAINTEST_DB: Final = -58.0
_RANGE_DB: Final = 32.0
"""Speech is not fainter than this under the loudest."""
_GAP_S: Final = 0.45  # shorter pauses are part of a sentence
_SHORTEST_S: Final = 0.3
_SURE_DB, _FAINT_DB = 3.0, 1.5
"""Dips that noise does not make, and those between any two syllables."""
_MOVES_DB: Final = 3.0
"""Half of speech lies in a range wider than this; a tone that comes and goes stays level."""
_SYLLABLE_S: Final = 0.12
_SOUNDING_DB: Final = 20.0
_PER_SECOND: Final = (1.0, 9.0)
_A_WORD: Final = 1.18
"""Such syllables in a word: 1.06 to 1.29 in what five voices of this project say in English."""


@dataclass(frozen=True, slots=True)
class HeardSpeech:
    """What a listener makes of a file: stretches of speech in samples, and about how many words."""

    spans: tuple[tuple[int, int], ...]
    words: float


class Listener:
    """Hears a file block by block."""

    def __init__(self) -> None:
        from scipy.signal import butter  # noqa: PLC0415  (heavy; only for files without captions)

        self._filter = butter(2, _BAND_HZ, "bandpass", fs=SAMPLE_RATE, output="sos")
        self._state = np.zeros((len(self._filter), 2))
        self._rest = np.zeros(0)
        self._powers: list[NDArray[np.float64]] = []

    def feed(self, block: NDArray[np.float32]) -> None:
        """The next samples, shape (frames, channels)."""
        from scipy.signal import sosfilt  # noqa: PLC0415

        mono, self._state = sosfilt(self._filter, block.mean(axis=1), zi=self._state)
        heard = np.concatenate([self._rest, mono])
        count = len(heard) // _POINT
        frames = heard[: count * _POINT].reshape(count, _POINT)
        self._powers.append(np.einsum("fs,fs->f", frames, frames) / _POINT)
        self._rest = heard[count * _POINT :]

    def speech(self) -> HeardSpeech:
        """What was heard."""
        power = np.concatenate([np.zeros(0), *self._powers])
        if len(power) < _SMOOTH:
            return HeardSpeech((), 0.0)
        levels, finer = _levels(power, _SMOOTH), _levels(power, _FINE)
        spans, syllables = [], 0
        for start, end in _stretches(levels):
            here = slice(max(start - _SMOOTH, 0), end + _SMOOTH)
            if _is_speech(levels[start:end], _syllables(levels[here], _SURE_DB)):
                spans.append((start * _POINT, end * _POINT))
                syllables += _syllables(finer[here], _FAINT_DB)
        return HeardSpeech(tuple(spans), syllables / _A_WORD)


def _is_speech(levels: NDArray[np.float64], syllables: int) -> bool:
    """Whether a stretch moves as speech does: in level, and often enough."""
    low, high = np.percentile(levels, (25, 75))
    rate = syllables / to_seconds(len(levels) * _POINT)
    return bool(
        syllables > 1 and _PER_SECOND[0] <= rate <= _PER_SECOND[1] and high - low >= _MOVES_DB
    )


def _levels(power: NDArray[np.float64], points: int) -> NDArray[np.float64]:
    """A moving mean over ``points``, in dB."""
    even = np.convolve(power, np.full(points, 1 / points), "same")
    return np.asarray(10 * np.log10(even + 1e-12))


def _stretches(levels: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Where it is louder than what lies under it: (first point, first point after)."""
    from scipy.ndimage import minimum_filter1d  # noqa: PLC0415

    under = minimum_filter1d(levels, round(2 * _NEAR_S * SAMPLE_RATE / _POINT))
    least = max(_FAINTEST_DB, float(levels.max()) - _RANGE_DB)
    loud = (levels > under + _OVER_DB) & (levels > least)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(np.int8), [0]])))
    joined: list[tuple[int, int]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if joined and to_seconds((start - joined[-1][1]) * _POINT) < _GAP_S:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [(a, b) for a, b in joined if to_seconds((b - a) * _POINT) >= _SHORTEST_S]


def _syllables(levels: NDArray[np.float64], dip_db: float) -> int:
    """Peaks with a dip of ``dip_db`` on both sides."""
    from scipy.signal import find_peaks  # noqa: PLC0415

    apart = round(_SYLLABLE_S * SAMPLE_RATE / _POINT)
    least = float(levels.max()) - _SOUNDING_DB
    peaks, _ = find_peaks(levels, prominence=dip_db, distance=apart, height=least)
    return len(peaks)
