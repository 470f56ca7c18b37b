"""Whether a finished file serves what it was made for, by its own sound and its preset."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.deliver._measure import mean_level, quietest
from relax.deliver._verdict import Facts, missed
from relax.errors import CheckError
from relax.sound import blocks, gated
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from relax.deliver._measure import Measured
    from relax.timing import Timeline

_LOG: Final = logging.getLogger(__name__)
_HOP: Final = SAMPLE_RATE // 10
_AROUND: Final = 3
"""Hops of nothing at either end of a line, so that every 400 ms that touch it count alike."""

REFUSED_LU: Final = 1.0
"""Off by more, a track is not delivered. Presets are met within half of it; the other half is for
voices with peaks so hard that the ceiling takes some of their loudness."""


def voice_lufs(measured: Measured, timeline: Timeline) -> float:
    """Loudness of the voice in the finished file: gated, over the lines alone, LUFS.

    Reckoned as if each line stood alone, so that neighbours and the grid of hops make no odds. A
    bed 12 dB and more below them adds less than 0.3.
    """
    silence = np.zeros(_AROUND)
    so_far = np.concatenate([[0.0], np.cumsum(measured.energies)])
    parts = []
    for line in timeline.spoken:
        hops = np.arange(-(-(line.end - line.start) // _HOP) + 1) + line.start / _HOP
        own = np.diff(np.interp(hops, np.arange(len(so_far)), so_far))
        parts.append(blocks(np.concatenate([silence, own, silence])))
    return gated(np.concatenate(parts or [np.zeros(0)]))


def check_purpose(
    preset: str, measured: Measured, timeline: Timeline, over_bed_db: float, bitrate_kbps: int
) -> None:
    """Hold the file against the figures of its preset (``data/verdicts.yaml``).

    Args:
        preset: what it was made for.
        measured: the decoded file.
        timeline: when somebody speaks in it.
        over_bed_db: the lowest level of the voice over the bed; inf without one.
        bitrate_kbps: what it was encoded at.

    Raises:
        CheckError: it misses one, with by how much.
    """
    facts = Facts(
        lufs=voice_lufs(measured, timeline),
        peak_dbtp=measured.peak_dbtp,
        rms_db=mean_level(measured.levels, 0, measured.frames),
        noise_floor_db=quietest(measured.levels),
        bitrate_kbps=bitrate_kbps,
        over_bed_db=over_bed_db if math.isfinite(over_bed_db) else None,
    )
    _LOG.info(
        "purpose %s: voice %.1f LUFS, %.1f dB in the mean, quietest %.1f dB",
        preset,
        facts.lufs,
        facts.rms_db,
        facts.noise_floor_db,
    )
    if wrong := missed(facts, preset, loudness_within_lu=REFUSED_LU):
        raise CheckError(
            f"The finished track is not what “{preset}” asks for: {', '.join(wrong)}.",
            hint="It was not delivered. Choose another purpose, or words with less silence.",
        )
