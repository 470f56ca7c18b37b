"""How the bed's level moves: known from the timeline beforehand, never guessed from the sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from relax.units import SAMPLE_RATE, to_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from relax.sound._settings import SoundSettings
    from relax.timing import BedChange, Timeline

CONTROL = 441
"""Samples between two points of the curve: 10 ms."""
_HOLD_S = 3.0  # gaps shorter than this keep the bed down
_FADE_S = 4.0  # a fade is never shorter
_RISE_S = 12.0  # nor the first one longer, however long the bed is heard alone
_DB_PER_S = 4.5  # of a fade; with the beds' own movement nothing passes 6 dB in a second
_EDGE_S = 0.5  # from nothing to the start of a fade
_SETTLE_S = 10.0  # what a soft phrase takes the bed down by goes and comes so slowly: no pumping
_FARTHEST_S = 10.0  # no ramp is longer
_DIP_ATTACK_S, _DIP_RELEASE_S = 0.5, 1.0  # around a personal phrase: no neighbour hears of it
_CHANGE_S = 6.0  # a [bed …] cue takes at least this long
_SLEEP_DB = -8.0  # how far the bed has sunk when a sleep track's last word is said


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch during which the bed stays down, in samples.

    Attributes:
        start: its first sample.
        end: the first after it.
        extra_db: 0 or less: how much lower than usual the bed goes.
        alone: what it asks for beyond the usual holds for it alone, not for its neighbours: what
            is personal must not change how the rest of a track sounds.
    """

    start: int
    end: int
    extra_db: float = 0.0
    alone: bool = False


def stretches(spans: Sequence[Speech]) -> list[Speech]:
    """Join spans with less than three seconds between; the softest decides the level."""
    joined: list[Speech] = []
    for span in sorted(spans, key=lambda span: span.start):
        asked = 0.0 if span.alone else span.extra_db
        if joined and span.start - joined[-1].end < to_samples(_HOLD_S):
            last = joined.pop()
            extra = min(last.extra_db, asked)
            joined.append(Speech(last.start, max(last.end, span.end), extra))
        else:
            joined.append(Speech(span.start, span.end, asked))
    return joined


def _eased(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Raised cosine from 0 to 1."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0, 1))


def _reach(
    time: NDArray[np.float64], span: Speech, down_s: float, up_s: float
) -> NDArray[np.float64]:
    """0 during ``span``, 1 away from it; the ramps stand outside it."""
    down = _eased((span.start / SAMPLE_RATE - time) / down_s)
    up = _eased((time - span.end / SAMPLE_RATE) / up_s)
    return np.maximum(down, up)


def _near(spans: Sequence[Speech], time: NDArray[np.float64]) -> list[Speech]:
    """Those of ``spans`` whose ramps may touch the stretch of ``time``."""
    first, last = (time[0] - _FARTHEST_S) * SAMPLE_RATE, (time[-1] + _FARTHEST_S) * SAMPLE_RATE
    return [span for span in spans if span.end > first and span.start < last]


def _changes(time: NDArray[np.float64], changes: Sequence[BedChange]) -> NDArray[np.float64]:
    """Decibels asked for by ``[bed …]`` cues, each reached slowly."""
    level = np.zeros(len(time))
    current = 0.0
    for change in sorted(changes, key=lambda change: change.start):
        start, move = change.start / SAMPLE_RATE, change.decibels - current
        length = max(_CHANGE_S, abs(move) * np.pi / 2 / (_DB_PER_S * 0.8))
        level += move * _eased((time - start) / length)
        current = change.decibels
    return level


def _fades(time: NDArray[np.float64], timeline: Timeline) -> NDArray[np.float64]:
    """Linear gain of the fade in over the lead-in and the fade out over the tail."""
    total = timeline.frames / SAMPLE_RATE
    rising = min(max(_FADE_S, timeline.lead_in / SAMPLE_RATE), _RISE_S, total / 2)
    falling = min(max(_FADE_S, timeline.tail / SAMPLE_RATE), total / 2)
    gain = np.ones(len(time))
    for left, length in ((time, rising), (total - time, falling)):
        depth = min(60.0, _DB_PER_S * length)
        gain *= 10 ** (-depth * np.clip(1 - left / length, 0, 1) / 20)
        gain *= _eased(left / min(_EDGE_S, length / 2))
    return gain


def _sinking(time: NDArray[np.float64], timeline: Timeline) -> NDArray[np.float64]:
    """Decibels by which a sleep track's bed sinks over its final third."""
    if not timeline.sleep:
        return np.zeros(len(time))
    total = timeline.frames / SAMPLE_RATE
    return _SLEEP_DB * _eased((time - total * 2 / 3) / (total / 3))


class BedCurve:
    """The bed's gain over its level under speech, point by point as it is asked for."""

    def __init__(
        self, timeline: Timeline, spans: Sequence[Speech], settings: SoundSettings
    ) -> None:
        """Plan the whole track.

        Args:
            timeline: fades, changes and length come from it.
            spans: where the bed must be down (joined by this station's own rules).
            settings: how far and how fast it moves.
        """
        self._timeline, self._settings = timeline, settings
        entry = Speech(0, timeline.lead_in)  # it fades in to its level under speech, not above it
        self._stretches = stretches([entry, *spans] if spans else spans)
        self._alone = [span for span in spans if span.alone and span.extra_db]

    def gains(self, first: int, count: int) -> NDArray[np.float32]:
        """``count`` points from number ``first`` on, ``CONTROL`` samples apart.

        Returns:
            Shape (count,), linear; 0 at the track's beginning, at its end, and after it.
        """
        frames = self._timeline.frames
        time = np.minimum(np.arange(first, first + count) * CONTROL, frames) / SAMPLE_RATE
        decibels = self._ducks(time) + self._dips(time)
        decibels += _changes(time, self._timeline.bed_changes) + _sinking(time, self._timeline)
        return np.asarray(10 ** (decibels / 20) * _fades(time, self._timeline), np.float32)

    def _ducks(self, time: NDArray[np.float64]) -> NDArray[np.float64]:
        """Decibels over the level under speech: up in pauses, and lower around soft phrases."""
        how = self._settings
        lift, extra = np.full(len(time), float(how.lift_lu)), np.zeros(len(time))
        for span in _near(self._stretches, time):
            reach = _reach(time, span, how.bed_duck_s, how.bed_release_s)
            lift = np.minimum(lift, how.lift_lu * reach)
            if span.extra_db:
                reach = _reach(time, span, _SETTLE_S, _SETTLE_S)
                extra = np.minimum(extra, span.extra_db * (1 - reach))
        return lift + extra

    def _dips(self, time: NDArray[np.float64]) -> NDArray[np.float64]:
        """Decibels by which the bed goes lower still, just under what is ``alone``."""
        level = np.zeros(len(time))
        for span in _near(self._alone, time):
            reach = _reach(time, span, _DIP_ATTACK_S, _DIP_RELEASE_S)
            level = np.minimum(level, span.extra_db * (1 - reach))
        return level
