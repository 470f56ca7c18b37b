"""How much a player that evens out loudness is to turn a track up or down."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from relax.deliver._measure import Measured

REPLAY_GAIN_LUFS: Final = -18.0
"""Reference loudness of ReplayGain 2.0."""
R128_LUFS: Final = -23.0
"""Reference loudness of EBU R 128."""
USUAL_VOICE_LUFS: Final = -18.0
"""The loudness of a track that is made for no quieter purpose."""
_SOFTEST_LUFS: Final = -60.0
"""Under it there is nothing to even out: a player would turn up noise."""
_Q7_8: Final = 256


@dataclass(frozen=True, slots=True)
class Gain:
    """What players are told of a track's loudness.

    Attributes:
        to_reference_db: from its loudness to −18 LUFS, less what it is to stay under that.
        peak: its true peak; full scale is 1.
    """

    to_reference_db: float
    peak: float

    @property
    def replay_gain(self) -> dict[str, str]:
        """The two tags of ReplayGain 2.0: ``-0.35 dB`` and ``0.841395``.

        Source: https://wiki.hydrogenaud.io/index.php?title=ReplayGain_2.0_specification
        """
        return {
            "REPLAYGAIN_TRACK_GAIN": f"{self.to_reference_db + 0.0:+.2f} dB",
            "REPLAYGAIN_TRACK_PEAK": f"{self.peak:.6f}",
        }

    @property
    def r128(self) -> dict[str, str]:
        """The tag of Ogg Opus (RFC 7845, section 5.2.1): Q7.8, that is 256ths of a decibel.

        Its reference is −23 LUFS, and a peak has no place there; nor have the tags of ReplayGain.
        """
        decibels = self.to_reference_db + R128_LUFS - REPLAY_GAIN_LUFS
        return {"R128_TRACK_GAIN": str(max(-32768, min(32767, round(decibels * _Q7_8))))}


def gain_of(measured: Measured, voice_lufs: float) -> Gain | None:
    """The gain of a finished file; None for one that is next to silent.

    Players make every track as loud as the reference. A track whose purpose is quieter (sleep, the
    treatment table) would so become as loud as all others: its reference is lower by as much as
    its voice is meant to lie under that of a usual track. It then stays as much softer than the
    others as it was made, as tracks of an album do by their album's gain.

    Args:
        measured: the file, decoded.
        voice_lufs: what its voice was meant to be.
    """
    if not (math.isfinite(measured.lufs) and measured.lufs > _SOFTEST_LUFS):
        return None
    softer = min(0.0, voice_lufs - USUAL_VOICE_LUFS)
    decibels = REPLAY_GAIN_LUFS + softer - measured.lufs
    return Gain(round(decibels, 2), 10 ** (measured.peak_dbtp / 20))
