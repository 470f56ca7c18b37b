"""The mix: voice, tones and bed laid over one another block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydub import AudioSegment

from relax.progress import silent
from relax.sound._bed_stem import BedStem
from relax.sound._beds import open_bed
from relax.sound._curve import CurveRecorder
from relax.sound._duck import Speech
from relax.sound._meter import SILENCE_DB
from relax.sound._tones import ToneStem
from relax.sound._voice import VoiceStem
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from relax.progress import Progress
    from relax.sound._curve import Curve
    from relax.sound._loop import Loop
    from relax.sound._settings import SoundSettings
    from relax.timing import Timeline

BLOCK = 10 * SAMPLE_RATE
"""Samples per block: a whole number of milliseconds, which pydub counts in."""
_WHOLE = SAMPLE_RATE // 100  # the last block is filled up to whole 10 ms and cut again
_HEADROOM = 10 ** (-0.1 / 20)  # rounding, and what stems add up to between samples


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured on the stems and decided for the track.

    Attributes:
        voice_lufs_before: loudness of the voice as its engine and the warmth chain left it.
        voice_gain_db: the one gain applied to all of it.
        voice_lufs: its loudness in the track.
        bed_lufs: loudness of the bed under speech; None without one.
        bed_gain_db: what its stored level is changed by there; None without one.
        tone_lufs: loudness of tones at their fullest; None without any.
        peak_db: the highest the sum of all stems can reach, dBTP.
    """

    voice_lufs_before: float
    voice_gain_db: float
    voice_lufs: float
    bed_lufs: float | None
    bed_gain_db: float | None
    tone_lufs: float | None
    peak_db: float


class Mix:
    """A track about to be heard.

    Attributes:
        channels: 1 without a bed, else 2.
        levels: what was measured and decided.
        frames: its exact length in samples.
        curve: level of mix, voice, bed and tones every 50 ms; complete after ``blocks()``.
    """

    def __init__(
        self,
        timeline: Timeline,
        voice: VoiceStem,
        tones: ToneStem,
        bed: BedStem | None,
        levels: Levels,
        progress: Progress,
    ) -> None:
        self.frames = timeline.frames
        self.channels = 2 if bed else 1
        self.levels = levels
        self._voice, self._tones, self._bed = voice, tones, bed
        self._progress = progress
        self._recorder = CurveRecorder()

    @property
    def curve(self) -> Curve:
        """The level of each stem every 50 ms, as far as blocks have been taken."""
        return self._recorder.curve()

    def blocks(self) -> Iterator[bytes]:
        """Little-endian 16-bit samples, interleaved, ``frames`` of them in all. Iterate once."""
        try:
            for start in range(0, self.frames, BLOCK):
                take = min(BLOCK, self.frames - start)
                yield self._block(start, -(-take // _WHOLE) * _WHOLE)[: take * 2 * self.channels]
                self._progress("mixing", start + take, self.frames)
        finally:
            self._voice.close()
            if self._bed:
                self._bed.close()

    def _block(self, start: int, frames: int) -> bytes:
        voice = self._voice.render(start, frames)
        tones = self._tones.render(start, frames)
        bed = self._bed.render(start, frames) if self._bed else None
        ground = bed if bed is not None else np.zeros(frames, np.int16)
        laid = self._segment(ground)
        for stem in (voice, tones):
            if stem is not None:
                laid = laid.overlay(self._segment(self._spread(stem)))
        data: bytes = laid.raw_data
        self._recorder.add(data, self.channels, voice, tones, bed)
        return data

    def _spread(self, stem: NDArray[np.float32]) -> NDArray[np.int16]:
        """A mono stem as samples, the same in every channel."""
        samples = np.rint(stem * np.float32(32768)).astype(np.int16)
        return np.repeat(samples, self.channels)

    def _segment(self, samples: NDArray[np.int16]) -> AudioSegment:
        return AudioSegment(
            data=samples.astype("<i2", copy=False).tobytes(),
            sample_width=2,
            frame_rate=SAMPLE_RATE,
            channels=self.channels,
        )


def mix(
    timeline: Timeline,
    settings: SoundSettings,
    *,
    cache: Path,
    progress: Progress = silent,
    ffmpeg: Path | None = None,
) -> Mix:
    """Get everything ready: clips warmed and measured, bed at hand, levels decided.

    Args:
        timeline: what is heard and when.
        settings: how it is to sound.
        cache: folder for beds and for a temporary file; made when missing.
        progress: told how far the work is.
        ffmpeg: decodes a bed file that libsndfile cannot (m4a).

    Raises:
        SoundError: the bed is unknown, or its file cannot serve as one.
    """
    loop = open_bed(settings, timeline.frames, cache, progress, ffmpeg)
    channels = 2 if loop else 1
    voice = VoiceStem(timeline, settings, cache, channels)
    voice.prepare(progress)
    before = voice.loudness()
    if before <= SILENCE_DB:
        voice.gain_db = 0.0
    elif settings.file_rms_db is not None:
        voice.gain_db = settings.file_rms_db - voice.rms()
    else:
        voice.gain_db = settings.voice_lufs - before
    voice_lufs = before + voice.gain_db
    tones = ToneStem(timeline, settings.voice_lufs - settings.tone_below_lu, channels)
    spans = _spans(timeline, voice, tones, loop, settings)
    bed = BedStem(timeline, loop, spans, settings) if loop else None
    others = (bed.peak if bed else 0.0) + tones.peak
    voice.ceiling = max(0.1, 10 ** (settings.ceiling_dbtp / 20) * _HEADROOM - others)
    levels = Levels(
        voice_lufs_before=before,
        voice_gain_db=voice.gain_db,
        voice_lufs=voice_lufs,
        bed_lufs=bed.lufs if bed else None,
        bed_gain_db=bed.gain_db if bed else None,
        tone_lufs=settings.voice_lufs - settings.tone_below_lu if tones.spans else None,
        peak_db=20 * float(np.log10(max(1e-6, voice.peak() + others))),
    )
    return Mix(timeline, voice, tones, bed, levels, progress)


def _spans(
    timeline: Timeline,
    voice: VoiceStem,
    tones: ToneStem,
    loop: Loop | None,
    settings: SoundSettings,
) -> list[Speech]:
    """Where the bed stays down; under phrases softer than the rest it goes lower still."""
    spans = [Speech(start, end, 0.0) for start, end in tones.spans]
    swing = loop.top - loop.lufs if loop else 0.0
    for spoken in timeline.spoken:
        short = voice.level(spoken) - settings.voice_lufs
        distance = settings.bed_below_lu - swing + short - settings.bed_at_least_lu
        spans.append(Speech(spoken.start, spoken.end, max(-12.0, min(0.0, distance))))
    return spans
