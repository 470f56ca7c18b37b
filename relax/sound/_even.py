"""Clips of one voice, each with the gain that makes it as loud as the others."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.kept import Kept
from relax.sound._meter import SILENCE_DB, blocks, gated, hops_of, to_db
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from relax.voices import Clip

_AIM_LUFS: Final = -24.0
"""One figure for every clip, so that none depends on which others a track has."""

_MOST_DB: Final = 9.0
"""A clip further off is left there in part: it may be meant so."""

_MAKING: Final = "loudness 1"  # counted up when the same clip measures otherwise

_BLOCK: Final = 4 * SAMPLE_RATE // 10


def evened(clips: Mapping[str, Clip], cache: Path) -> dict[str, Clip]:
    """Every clip with its gain; keys as they came.

    Args:
        clips: phrase → its clip.
        cache: where what was measured is kept, of clips that are nobody's own.
    """
    kept = measurements(cache)
    known: dict[str, Clip] = {}
    for clip in clips.values():
        name = str(clip.path)
        if name not in known:
            gain = min(max(_AIM_LUFS - _measured(clip, kept), -_MOST_DB), _MOST_DB)
            known[name] = replace(clip, gain_db=round(gain, 2))
    return {phrase: known[str(clip.path)] for phrase, clip in clips.items()}


def measurements(cache: Path) -> Kept:
    """Where what was measured on clips is kept."""
    return Kept(cache / "measured")


def clip_sha256(clip: Clip) -> str:
    """SHA-256 of a clip's file, in hex."""
    with clip.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _measured(clip: Clip, kept: Kept) -> float:
    """Loudness of a clip, LUFS: as it was measured before, or now."""
    if clip.private:
        return loudness_of(clip)
    key = hashlib.sha256(f"{_MAKING} {clip_sha256(clip)}".encode()).hexdigest()
    if (packed := kept.find(key)) is None:
        packed = struct.pack("<d", loudness_of(clip))
        kept.keep(key, packed)
    return float(struct.unpack("<d", packed)[0])


def loudness_of(clip: Clip) -> float:
    """Loudness of one clip, LUFS; one shorter than a block of 400 ms is not diluted by silence."""
    sound = clip.samples() * np.float32(1 / 32768)
    level = gated(blocks(hops_of(sound)))
    if level == SILENCE_DB:
        return _AIM_LUFS
    return level + max(0.0, to_db(_BLOCK / max(1, clip.frames)))
