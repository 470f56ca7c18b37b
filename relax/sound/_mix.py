"""The mix: voice, tones and bed laid over one another block by block."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from relax.progress import silent
from relax.sound._bed_stem import BedStem
from relax.sound._beds import open_bed
from relax.sound._curve import CurveRecorder, stretch_levels
from relax.sound._duck import Speech
from relax.sound._meter import SILENCE_DB
from relax.sound._pydub import AudioSegment
from relax.sound._settings import warmth
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

BLOCK = 5 * SAMPLE_RATE
"""Samples per block: a whole number of milliseconds, which pydub counts in."""
_MAKING = "mix 1"  # counted up when the same stems give other samples
_WHOLE = SAMPLE_RATE // 100  # the last block is filled up to whole 10 ms and cut again
_GAIN_STEP_DB = 0.1  # so that an edited line seldom changes the level of all others
_HEADROOM = 10 ** (-0.1 / 20)  # rounding, and what stems add up to between samples
_MOST_LOST_DB, _TURNS = 2.0, 4
_LEAST_CEILING = 0.1  # of the voice, however loud the rest
_LOWEST_DUCK_DB = -24.0  # under a very soft phrase


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


@dataclass(frozen=True, slots=True)
class _Stems:
    """Everything that sounds, ready to be rendered block by block."""

    voice: VoiceStem
    tones: ToneStem
    bed: BedStem | None

    def all(self) -> list[VoiceStem | ToneStem | BedStem]:
        """Those that there are."""
        return [self.voice, self.tones, *([self.bed] if self.bed else [])]

    def close(self) -> None:
        """Close every file."""
        self.voice.close()
        if self.bed:
            self.bed.close()


class Mix:
    """A track about to be heard.

    Attributes:
        channels: 1 without a bed, else 2.
        frames: its exact length in samples.
        levels: what was measured and decided.
    """

    def __init__(
        self, frames: int, stems: _Stems, levels: Levels, makeup_db: float, progress: Progress
    ) -> None:
        self.frames = frames
        self.channels = 2 if stems.bed else 1
        self.levels = levels
        self._stems, self._progress = stems, progress
        self._recorder = CurveRecorder(makeup_db)

    @property
    def curve(self) -> Curve:
        """The level of each stem every 50 ms, as far as blocks have been taken.

        As it is to be in the finished file: what the encoder takes away is taken away.
        """
        return self._recorder.curve()

    def blocks(self) -> Iterator[bytes]:
        """Little-endian 16-bit samples, interleaved, ``frames`` of them in all. Iterate once."""
        with closing(self):
            for start in range(0, self.frames, BLOCK):
                pcm, levels = self.render(start, start + BLOCK)
                self.accept(start + BLOCK, levels)
                yield pcm

    def identity(self, start: int, end: int) -> str:
        """What decides about the samples from ``start`` to ``end``, as a digest; "" for no one.

        Equal digests, of whatever tracks, are of equal samples. There is none where something
        personal is heard: it is not to be found again. Both are whole numbers of 10 ms.
        """
        stems = self._stems
        if stems.voice.is_personal(start, end):
            return ""
        facts = [_MAKING, np.__version__, self.channels, min(end, self.frames) - start]
        facts += [stem.facts(start, end) for stem in stems.all()]
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def render(self, start: int, end: int, before: int = 0, after: int = 0) -> tuple[bytes, bytes]:
        """Mix a stretch; stretches are asked for in order.

        Args:
            start: its first sample; a whole number of 10 ms, and of points of the curve.
            end: the first after it; what lies beyond the track is left out.
            before: samples that are wanted before it as well, a whole number of 10 ms.
            after: and after it.

        Returns:
            The samples, interleaved, little-endian, 16 bits; and the levels of the stretch itself,
            for :meth:`accept`.
        """
        stop, first = min(end + after, self.frames), start - before
        frames = -(-(stop - first) // _WHOLE) * _WHOLE
        stems = self._stems
        voice, tones = stems.voice.render(first, frames), stems.tones.render(first, frames)
        bed = stems.bed.render(first, frames) if stems.bed else None
        laid = self._segment(np.zeros(frames, np.int16) if bed is None else bed)
        for stem in (voice, tones):
            if stem is not None:
                laid = laid.overlay(self._segment(self._spread(stem)))
        data: bytes = laid.raw_data
        mixed = np.frombuffer(data, "<i2")
        inside = slice(before, before + min(end, self.frames) - start)
        wide = slice(inside.start * self.channels, inside.stop * self.channels)
        levels = stretch_levels(
            (mixed[wide], self.channels),
            None if voice is None else (voice[inside], 1),
            None if bed is None else (bed[wide], self.channels),
            None if tones is None else (tones[inside], 1),
        )
        return data[: (stop - first) * 2 * self.channels], levels

    def accept(self, end: int, levels: bytes) -> None:
        """Note the levels of the next stretch, up to sample ``end``: just mixed, or known."""
        self._recorder.add(levels)
        self._progress("mixing", min(end, self.frames), self.frames)

    def close(self) -> None:
        """Give back what mixing needed."""
        self._stems.close()

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
        RelaxError: the disk is full, or ``cache`` cannot be written.
    """
    aim = settings.before_encoding()
    loop = open_bed(aim, timeline.frames, cache, progress, ffmpeg)
    channels = 2 if loop else 1
    voice = VoiceStem(timeline, warmth(aim.warmth, aim.voice), cache, channels)
    voice.prepare(progress)
    voice.gain_db = _voice_gain(voice, aim)
    tones = ToneStem(timeline, aim.voice_lufs - aim.tone_below_lu, channels)
    spans = _spans(timeline, voice, tones, loop, aim)
    bed = BedStem(timeline, loop, spans, aim) if loop else None
    others = (bed.peak if bed else 0.0) + tones.peak
    voice.ceiling = max(_LEAST_CEILING, 10 ** (aim.ceiling_dbtp / 20) * _HEADROOM - others)
    if aim.file_rms_db is not None:
        _make_up(voice, aim.file_rms_db)
    stems = _Stems(voice, tones, bed)
    levels = _levels(stems, settings.makeup_db)
    return Mix(timeline.frames, stems, levels, settings.makeup_db, progress)


def _voice_gain(voice: VoiceStem, aim: SoundSettings) -> float:
    """The one gain of the whole voice, dB."""
    before = voice.loudness()
    if before <= SILENCE_DB:
        return 0.0
    if aim.file_rms_db is not None:
        return aim.file_rms_db - voice.rms()
    return aim.voice_lufs - round(before / _GAIN_STEP_DB) * _GAIN_STEP_DB


def _make_up(voice: VoiceStem, wanted_db: float) -> None:
    """Raise the voice by what the ceiling takes from the level of the whole track.

    Only while the ceiling takes no more than is still heard as the same voice: a track that is
    mostly silence stays softer than ``wanted_db``, and whether that will do is for the check.
    """
    loudest = voice.gain_db + _MOST_LOST_DB
    for _ in range(_TURNS):
        level = voice.rms_under_ceiling()
        lost = voice.rms() + voice.gain_db - level
        if lost > _MOST_LOST_DB:
            voice.gain_db -= lost - _MOST_LOST_DB
            loudest = voice.gain_db
        else:
            voice.gain_db = min(voice.gain_db + max(0.0, wanted_db - level), loudest)


def _spans(
    timeline: Timeline, voice: VoiceStem, tones: ToneStem, loop: Loop | None, aim: SoundSettings
) -> list[Speech]:
    """Where the bed stays down; under phrases softer than the rest it goes lower still."""
    spans = [Speech(start, end, 0.0) for start, end in tones.spans]
    if loop is None:
        return spans
    loudest = aim.voice_lufs - aim.bed_below_lu + loop.top - loop.lufs
    for spoken in timeline.spoken:
        room = voice.level(spoken) - aim.bed_at_least_lu - loudest
        extra = max(_LOWEST_DUCK_DB, min(0.0, room))
        personal = timeline.sentences[spoken.sentence].personal
        spans.append(Speech(spoken.start, spoken.end, extra, alone=personal))
    return spans


def _levels(stems: _Stems, makeup_db: float) -> Levels:
    before = stems.voice.loudness()
    bed = stems.bed
    others = (bed.peak if bed else 0.0) + stems.tones.peak
    return Levels(
        voice_lufs_before=before,
        voice_gain_db=stems.voice.gain_db,
        voice_lufs=before + stems.voice.gain_db - makeup_db,
        bed_lufs=bed.lufs - makeup_db if bed else None,
        bed_gain_db=bed.gain_db if bed else None,
        tone_lufs=stems.tones.lufs - makeup_db if stems.tones.spans else None,
        peak_db=20 * float(np.log10(max(1e-6, stems.voice.peak() + others))) - makeup_db,
    )
