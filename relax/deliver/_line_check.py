"""Is the right line in the right place? Each clip, as the voice gave it, against the file.

This check knows nothing of the mix: it compares the rise and fall of every clip with that of the
file at the clip's place. A line that is missing, moved by more than a tenth of a second, or
another line, rises and falls differently.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.deliver._measure import levels_of
from relax.deliver._refuse import refuse
from relax.sound import CURVE_FRAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from relax.deliver._measure import Measured
    from relax.timing import Spoken, Timeline

_LOG: Final = logging.getLogger(__name__)

ALIKE: Final = 0.5
"""Lowest correlation of a clip's levels with the file's, in dB. Good tracks have at least 0.75,
other lines in its place 0.4 on average."""

RANGE_DB: Final = 20.0
"""Levels further under the loudest count as this far: there the bed is heard, not the voice."""

UNEVEN_DB: Final = 2.0
"""Standard deviation of a clip's levels that it takes to tell it from another."""

GAIN_DB: Final = 6.0
"""The gain of each clip is within this of that of the others; warmth changes it by up to 2."""

SHORTEST_POINTS: Final = 6


def check_lines(measured: Measured, timeline: Timeline) -> None:
    """Compare every clip with the file.

    Raises:
        CheckError: a line is not what it should be, with its place.
    """
    gains, alike = [], 1.0
    for line, whole in _levels_of_clips(timeline.spoken):
        first = line.start // CURVE_FRAME
        heard = measured.levels[first : first + len(whole)]
        clip = whole[: len(heard)]
        if len(clip) >= SHORTEST_POINTS:
            alike = min(alike, here := likeness(clip, heard))
            if here < ALIKE:
                refuse("wrong line", line.start, "what is heard here is not the line planned")
        gains.append(_power_db(heard) - _power_db(clip) - line.gain_db)
    usual = float(np.median(gains)) if gains else 0.0
    for line, gain in zip(timeline.spoken, gains, strict=True):
        if abs(gain - usual) > GAIN_DB:
            word = "louder" if gain > usual else "softer"
            what = f"a line is {abs(gain - usual):.0f} dB {word} than the others make it"
            refuse("wrong line", line.start, what)
    spread = max((abs(gain - usual) for gain in gains), default=0.0)
    _LOG.info("lines: likeness %.2f at least, gains within %.1f dB", alike, spread)


def likeness(clip: NDArray[np.float32], heard: NDArray[np.float32]) -> float:
    """Correlation of two courses of level, −1 to 1; 1 where a clip is too even to compare."""
    one, other = (np.maximum(levels, levels.max() - RANGE_DB) for levels in (clip, heard))
    if one.std() < UNEVEN_DB:
        return 1.0
    if other.std() == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def _levels_of_clips(spoken: tuple[Spoken, ...]) -> Iterable[tuple[Spoken, NDArray[np.float32]]]:
    """Every line with the levels of its clip on the 50 ms grid of the track."""
    for line in spoken:
        before = line.start % CURVE_FRAME
        sound = np.zeros((before + line.clip.frames, 1), np.float32)
        sound[before:, 0] = line.clip.samples()
        yield line, levels_of(sound * np.float32(1 / 32768))


def _power_db(levels: NDArray[np.float32]) -> float:
    return float(10 * np.log10(max(float(np.sum(10.0 ** (levels / 10.0))), 1e-12)))
