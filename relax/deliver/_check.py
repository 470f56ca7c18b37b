"""The check that is always on: the finished file, decoded, against what was planned.

It reads the file as a player would, and the clips as the voice gave them, and trusts as little as
it can of what was believed while the track was mixed. A track that fails is not delivered; the
error says which check failed and where, never the words.

Tolerances are far outside what encoding does: in a good MP3 every 50 ms lie within 1 dB of the
plan, every spoken window within 0.1 dB.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.deliver._line_check import check_lines
from relax.deliver._measure import FLOOR_DB, mean_level
from relax.deliver._refuse import refuse
from relax.sound import CURVE_FRAME
from relax.units import SAMPLE_RATE, to_seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from relax.deliver._measure import Measured
    from relax.sound import Curve
    from relax.timing import Timeline

_LOG: Final = logging.getLogger(__name__)

LENGTH_S: Final = 0.05
"""The decoded length is within this of the length asked for."""

SPEECH_DB: Final = 2.0
"""Each spoken window is within this of its planned level."""

VOICE_OVER_BED_DB: Final = 12.0
"""The voice is at least this far over the bed in every spoken window."""

VOICE_LOST_DB: Final = 20.0
"""A line this far under the voice of the track is as good as missing."""

BED_DB: Final = 2.0
"""The bed alone is within this of its planned level in every pause of a second or more."""

DROPOUT_S: Final = 0.2
DROPOUT_DB: Final = 6.0
DROPOUT_FLOOR_DB: Final = -55.0
"""Sound that is loud enough to hear is not this far under its plan for this long."""

STRAY_S: Final = 0.1
STRAY_DB: Final = 5.0
STRAY_FLOOR_DB: Final = -50.0
"""Sound is not this far over its plan for this long, if it is loud enough to hear."""

RING_S: Final = 1.0
STRAY_VOICE_DB: Final = 15.0
"""So long after a line, the voice is at least so far under what it is in lines."""

EDGE_DB: Final = -45.0
"""The first and the last 50 ms are no louder: a track comes from silence and goes there."""

CEILING_DBTP: Final = -1.0
OVERSHOOT_DB: Final = 1.0
"""An encoder may lift peaks by so much over the ceiling they were given."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A file and its plan."""

    measured: Measured
    timeline: Timeline
    curve: Curve


def check(
    measured: Measured, timeline: Timeline, curve: Curve, ceiling_dbtp: float = CEILING_DBTP
) -> float:
    """Hold the file against its plan.

    Args:
        measured: the decoded file.
        timeline: what was to be heard, and when.
        curve: how loud each stem was to be in the file.
        ceiling_dbtp: what the true peak was held to before encoding.

    Returns:
        The lowest voice-over-bed level in any spoken window, in dB (inf without a bed).

    Raises:
        CheckError: names the check and the place.
    """
    case = _Case(measured, timeline, curve)
    _check_length(case)
    _check_peak(case, min(CEILING_DBTP, ceiling_dbtp + OVERSHOOT_DB))
    _check_speech(case)
    check_lines(measured, timeline)
    louder = _check_bed(case)
    over_bed = _check_voice_over_bed(case, louder)
    _check_stray_voice(case)
    _check_course(case)
    _LOG.info(
        "checked: %.3f s of %.3f, true peak %.1f dBTP, %d lines, voice over bed %.1f dB at least",
        to_seconds(measured.frames),
        to_seconds(timeline.frames),
        measured.peak_dbtp,
        len(timeline.spoken),
        over_bed,
    )
    return over_bed


def _check_length(case: _Case) -> None:
    heard, planned = case.measured.frames, case.timeline.frames
    if abs(heard - planned) > LENGTH_S * SAMPLE_RATE:
        what = f"it lasts {to_seconds(heard):.2f} s instead of {to_seconds(planned):.2f} s"
        refuse("length", min(heard, planned), what)


def _check_peak(case: _Case, ceiling: float) -> None:
    peak = case.measured.peak_dbtp
    if peak > ceiling:
        what = f"its true peak is {peak:.1f} dBTP, over {ceiling:g}"
        refuse("peak", case.measured.peak_at, what)


def _check_speech(case: _Case) -> None:
    """Every line is there, and at its level."""
    curve, spoken = case.curve, case.timeline.spoken
    usual = max((mean_level(curve.voice, s.start, s.end) for s in spoken), default=FLOOR_DB)
    for line in spoken:
        if mean_level(curve.voice, line.start, line.end) < usual - VOICE_LOST_DB:
            refuse("missing voice", line.start, "a line was planned here and is not in the mix")
        heard = mean_level(case.measured.levels, line.start, line.end)
        over = heard - mean_level(curve.mix, line.start, line.end)
        if over < -SPEECH_DB:
            refuse("missing voice", line.start, f"a line is {-over:.0f} dB too quiet here")
        if over > SPEECH_DB:
            refuse("level", line.start, f"a line is {over:.0f} dB too loud here")


def _check_bed(case: _Case) -> float:
    """The bed is as loud in the file as it was meant to be.

    Returns:
        By how much it is louder where it is loudest, in dB; never below 0.
    """
    louder = 0.0
    for gap in case.timeline.gaps:
        end = gap.start + gap.frames
        planned = mean_level(case.curve.mix, gap.start, end)
        if gap.frames < SAMPLE_RATE or planned < DROPOUT_FLOOR_DB:
            continue
        over = mean_level(case.measured.levels, gap.start, end) - planned
        if abs(over) > BED_DB:
            word = "loud" if over > 0 else "quiet"
            refuse("background", gap.start, f"a pause is {abs(over):.0f} dB too {word} here")
        louder = max(louder, over)
    return louder


def _check_voice_over_bed(case: _Case, louder: float) -> float:
    lowest = float("inf")
    for line in case.timeline.spoken:
        bed = mean_level(case.curve.bed, line.start, line.end)
        if bed <= FLOOR_DB + 1:
            continue
        over = mean_level(case.curve.voice, line.start, line.end) - bed - louder
        if over < VOICE_OVER_BED_DB:
            refuse("voice over bed", line.start, f"only {over:.0f} dB over the bed here")
        lowest = min(lowest, over)
    return lowest


def _check_stray_voice(case: _Case) -> None:
    """Nobody speaks where the timeline has no line."""
    voice, spoken = case.curve.voice, case.timeline.spoken
    usual = max((mean_level(voice, s.start, s.end) for s in spoken), default=FLOOR_DB)
    silent = np.ones(len(voice), bool)
    for line in spoken:
        ring = line.end + round(RING_S * SAMPLE_RATE)
        silent[line.start // CURVE_FRAME : ring // CURVE_FRAME + 1] = False
    wrong = silent & (voice > max(usual - STRAY_VOICE_DB, DROPOUT_FLOOR_DB))
    _refuse_run(wrong, STRAY_S, "stray voice")


def _check_course(case: _Case) -> None:
    """From silence to silence, and between them as planned, 50 ms by 50 ms."""
    points = min(len(case.measured.levels), len(case.curve.mix))
    heard, planned = case.measured.levels[:points], case.curve.mix[:points]
    for point in (0, points - 1):
        if points and heard[point] > EDGE_DB:
            refuse("edge", point * CURVE_FRAME, "it does not come from silence and go there")
    audible = planned > DROPOUT_FLOOR_DB
    _refuse_run((heard < planned - DROPOUT_DB) & audible, DROPOUT_S, "dropout")
    _refuse_run((heard > planned + STRAY_DB) & (heard > STRAY_FLOOR_DB), STRAY_S, "stray sound")


def _refuse_run(wrong: NDArray[np.bool_], seconds: float, name: str) -> None:
    """Fail where ``wrong`` holds for ``seconds`` without a break."""
    needed = max(round(seconds * SAMPLE_RATE / CURVE_FRAME), 1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], wrong.astype(np.int8), [0]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= needed:
            length = to_seconds(int(end - start) * CURVE_FRAME)
            refuse(name, int(start) * CURVE_FRAME, f"for {length:.2f} s it is not as planned")
