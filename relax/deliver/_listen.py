"""Where somebody speaks in a file that nobody has captions for: heard, and so only about right.

Speech stands over what lies under it and rises and falls with its syllables, a few times a second;
noise does neither, and music seldom both (Scheirer and Slaney, ICASSP 1997). Syllables are counted
by the dips between them (de Jong and Wempe, Behavior Research Methods 41, 2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.filters import Filter, band_pass
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
        self._filter = Filter(band_pass(*_BAND_HZ, SAMPLE_RATE))
        self._rest = np.zeros(0)
        self._powers: list[NDArray[np.float64]] = []

    def feed(self, block: NDArray[np.float32]) -> None:
        """The next samples, shape (frames, channels)."""
        heard = np.concatenate([self._rest, self._filter(block.mean(axis=1))])
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


def _lowest_near(levels: NDArray[np.float64], near: int) -> NDArray[np.float64]:
    """The lowest level within ``near`` points of each; the ends are continued as in a mirror."""
    padded = np.pad(levels, (near, near - 1), mode="symmetric")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * near)
    return np.asarray(around.min(axis=1))


def _stretches(levels: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Where it is louder than what lies under it: (first point, first point after)."""
    under = _lowest_near(levels, round(_NEAR_S * SAMPLE_RATE / _POINT))
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
    """Peaks with a dip of ``dip_db`` on both sides, each some time from any that is higher."""
    apart = round(_SYLLABLE_S * SAMPLE_RATE / _POINT)
    peaks = _highest_near(levels, _peaks(levels, float(levels.max()) - _SOUNDING_DB), apart)
    return sum(_prominence(levels, peak) >= dip_db for peak in peaks)


def _peaks(levels: NDArray[np.float64], least: float) -> list[int]:
    """Points higher than both neighbours, and not under ``least``; of level ones the middle."""
    changes = np.flatnonzero(np.diff(levels)) + 1  # where another level begins
    starts, ends = np.concatenate([[0], changes]), np.concatenate([changes, [len(levels)]])
    steps = levels[starts]
    top = (steps[1:-1] > steps[:-2]) & (steps[1:-1] > steps[2:]) & (steps[1:-1] >= least)
    middles = (starts[1:-1] + ends[1:-1] - 1) // 2
    return [int(peak) for peak in middles[top]]


def _highest_near(levels: NDArray[np.float64], peaks: list[int], apart: int) -> list[int]:
    """Peaks without those that are nearer than ``apart`` to a higher one that stays."""
    kept: list[int] = []
    for peak in sorted(peaks, key=lambda at: (levels[at], at), reverse=True):
        if all(abs(peak - other) >= apart for other in kept):
            kept.append(peak)
    return sorted(kept)


def _prominence(levels: NDArray[np.float64], peak: int) -> float:
    """How far a peak stands over the higher of the dips that part it from what is higher."""
    higher = np.flatnonzero(levels > levels[peak])
    at = int(np.searchsorted(higher, peak))
    first = int(higher[at - 1]) + 1 if at else 0
    after = int(higher[at]) if at < len(higher) else len(levels)
    dips = levels[first : peak + 1].min(), levels[peak:after].min()
    return float(levels[peak] - max(dips))
