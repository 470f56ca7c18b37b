"""The bed as it is heard in a track: its loop, moved in level by the curve, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from relax.sound._duck import CONTROL, BedCurve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from relax.sound._duck import Speech
    from relax.sound._loop import Loop
    from relax.sound._settings import SoundSettings
    from relax.timing import Timeline


class BedStem:
    """The bed of one track.

    Attributes:
        lufs: its loudness under speech.
        gain_db: what its stored level is changed by there.
        peak: its largest sample under speech, full scale 1.0.
    """

    def __init__(
        self, timeline: Timeline, loop: Loop, spans: Sequence[Speech], settings: SoundSettings
    ) -> None:
        self._loop = loop
        self._file = loop.path.open("rb")
        self.lufs = settings.voice_lufs - settings.bed_below_lu
        self.gain_db = self.lufs - loop.lufs
        self._scale = np.float32(10 ** (self.gain_db / 20))
        self._curve = BedCurve(timeline, spans, settings)
        self.peak = loop.peak * 10 ** (self.gain_db / 20)
        ramp = np.arange(CONTROL, dtype=np.float32) / np.float32(CONTROL)
        self._ramp = np.repeat(ramp, 2)

    def render(self, start: int, frames: int) -> NDArray[np.int16]:
        """Samples ``start`` to ``start + frames``, both whole numbers of 10 ms: (2 * frames,)."""
        first, count = start // CONTROL, frames // CONTROL
        gains = self._curve.gains(first, count + 1) * self._scale
        samples = self._loop.read(self._file, start, frames).reshape(count, 2 * CONTROL)
        moving = gains[:-1, None] + np.diff(gains)[:, None] * self._ramp
        np.multiply(moving, samples, out=moving)
        np.rint(moving, out=moving)
        return np.asarray(moving.astype(np.int16).reshape(-1), np.int16)

    def facts(self, start: int, end: int) -> list[object]:
        """All that decides about the samples from ``start`` to ``end``, whatever lies around."""
        loop = self._loop
        first, count = start // CONTROL, -(-(end - start) // CONTROL)
        gains = self._curve.gains(first, count + 1) * self._scale
        return [loop.path.name, loop.crc, loop.place(start), gains.tobytes()]

    def close(self) -> None:
        """Close the loop's file."""
        self._file.close()
