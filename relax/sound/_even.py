"""Clips of one voice, each with the gain that makes it as loud as the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.sound._meter import SILENCE_DB, blocks, gated, hops_of, to_db
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.voices import Clip

_AIM_LUFS: Final = -24.0
"""One figure for every clip, so that none depends on which others a track has."""

_MOST_DB: Final = 9.0
"""A clip further off is left there in part: it may be meant so."""

_BLOCK: Final = 4 * SAMPLE_RATE // 10


def evened(clips: Mapping[str, Clip]) -> dict[str, Clip]:
    """Every clip with its gain; keys as they came."""
    known: dict[str, Clip] = {}
    for clip in clips.values():
        name = str(clip.path)
        if name not in known:
            gain = min(max(_AIM_LUFS - loudness_of(clip), -_MOST_DB), _MOST_DB)
            known[name] = replace(clip, gain_db=round(gain, 2))
    return {phrase: known[str(clip.path)] for phrase, clip in clips.items()}


def loudness_of(clip: Clip) -> float:
    """Loudness of one clip, LUFS; one shorter than a block of 400 ms is not diluted by silence."""
    sound = clip.samples() * np.float32(1 / 32768)
    level = gated(blocks(hops_of(sound)))
    if level == SILENCE_DB:
        return _AIM_LUFS
    return level + max(0.0, to_db(_BLOCK / max(1, clip.frames)))
