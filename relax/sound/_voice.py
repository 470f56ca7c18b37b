"""The voice stem: every clip warmed and measured once, then read back in its turn."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np

from relax.errors import RelaxError
from relax.sound._chain import tail, warm
from relax.sound._limit import limit
from relax.sound._meter import SILENCE_DB, blocks, gated, hops_of, to_db

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from relax.progress import Progress
    from relax.sound._settings import Warmth
    from relax.timing import Spoken, Timeline
    from relax.voices import Clip

_FULL = 32_000.0  # what the loudest sample of a stored take is scaled to
_THREADS = 2
_AT_ONCE = 8  # clips warmed before they are written: bounds memory
_ENOUGH_S = 3.0  # of speech that belongs to nobody in particular, to measure by


@dataclass(frozen=True, slots=True)
class Take:
    """A warmed clip on disk and what was measured on it.

    Attributes:
        offset: where it starts in the spool, in samples.
        frames: its length, the room's decay included.
        scale: what its stored samples are multiplied by to get full scale 1.0.
        power: mean squares of its 400 ms blocks, K-weighted, in one channel.
        square: its sum of squares.
        level: its unweighted or K-weighted level while speaking, whichever is lower, LUFS-like.
        peak: its largest sample.
    """

    offset: int
    frames: int
    scale: float
    power: NDArray[np.float64]
    square: float
    level: float
    peak: float


def _spool_in(folder: Path) -> IO[bytes]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=folder, prefix=".relax-")
    except OSError as trouble:
        raise _no_room() from trouble


def _no_room() -> RelaxError:
    return RelaxError(
        "The voice cannot be kept while the track is mixed.",
        hint="Is the disk full, or the cache folder write-protected?",
    )


class VoiceStem:
    """All that is spoken in a track.

    The warmed clips lie in an unnamed temporary file that vanishes with this object, so that
    memory does not grow with the track and nothing personal stays behind.
    """

    def __init__(self, timeline: Timeline, warmth: Warmth, folder: Path, channels: int) -> None:
        self._timeline, self._warmth, self._channels = timeline, warmth, channels
        self._spool = _spool_in(folder)
        self._takes: dict[Path, Take] = {}
        self._open: dict[int, NDArray[np.float32]] = {}
        self._tail = tail(warmth)
        self._written = 0
        self.gain_db = 0.0
        self.ceiling = 1.0

    def prepare(self, progress: Progress) -> None:
        """Warm and measure every clip once, a few side by side; transforms free the interpreter."""
        clips = list({spoken.clip.path: spoken.clip for spoken in self._timeline.spoken}.values())
        total = sum(clip.frames for clip in clips)
        done = 0
        with ThreadPoolExecutor(_THREADS) as pool:
            for at in range(0, len(clips), _AT_ONCE):
                batch = clips[at : at + _AT_ONCE]
                for clip, made in zip(batch, pool.map(self._warm, batch), strict=True):
                    self._keep(clip, *made)
                    done += clip.frames
                    progress("warming the voice", done, total)

    def _warm(self, clip: Clip) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """The warmed clip and its blocks' mean squares."""
        sound = warm(clip.samples(), self._warmth)
        return sound, blocks(hops_of(sound))

    def _keep(self, clip: Clip, sound: NDArray[np.float32], power: NDArray[np.float64]) -> None:
        """Write a warmed clip to the spool and note what was measured."""
        peak = float(np.abs(sound).max(initial=0.0))
        scale = max(peak, 1e-6) / _FULL
        stored = np.rint(sound * np.float32(1 / scale)).astype("<i2").tobytes()
        try:
            self._spool.write(stored)
        except OSError as trouble:
            raise _no_room() from trouble
        square = float(np.dot(sound, sound))
        plain = -0.691 + to_db(square / max(1, clip.frames))
        level = min(plain, gated(power))
        take = Take(self._written, len(sound), scale, power, square, level, peak)
        self._takes[clip.path] = take
        self._written += len(sound)

    def close(self) -> None:
        """Give the temporary file back."""
        self._spool.close()

    def _measured(self) -> list[Spoken]:
        """What the gain follows: the words that do not change from person to person.

        So two tracks that differ in a name get the same gain, and the same samples elsewhere.
        """
        sentences = self._timeline.sentences
        common = [s for s in self._timeline.spoken if not sentences[s.sentence].personal]
        enough = sum(s.clip.frames for s in common) >= _ENOUGH_S * 44_100
        return common if enough else list(self._timeline.spoken)

    def loudness(self) -> float:
        """Integrated loudness of the stem as it stands on the timeline, before its gain, LUFS."""
        parts = [self._power(spoken) for spoken in self._measured()]
        return gated(np.concatenate(parts)) if parts else SILENCE_DB

    def _power(self, spoken: Spoken) -> NDArray[np.float64]:
        gain = 10 ** (spoken.gain_db / 10)
        return self._takes[spoken.clip.path].power * (gain * self._channels)

    def rms(self) -> float:
        """RMS of the whole track with nothing but the voice, before its gain, dB."""
        squares = (
            self._takes[s.clip.path].square * 10 ** (s.gain_db / 10) for s in self._timeline.spoken
        )
        return to_db(sum(squares) / max(1, self._timeline.frames))

    def rms_under_ceiling(self) -> float:
        """The same as it will be: after its gain and under the ceiling, dB."""
        squares = 0.0
        for spoken in self._timeline.spoken:
            sound = self._load(spoken)
            squares += float(np.dot(sound, sound))
        return to_db(squares / max(1, self._timeline.frames))

    def level(self, spoken: Spoken) -> float:
        """Loudness of one clip in its place, LUFS, its gain included."""
        one = self._takes[spoken.clip.path].level + spoken.gain_db + self.gain_db
        return one + 10 * float(np.log10(self._channels))

    def peak(self) -> float:
        """The largest sample to come, the limiter's work included."""
        peaks = [self._takes[s.clip.path].peak * self._gain(s) for s in self._timeline.spoken]
        return min(self.ceiling, max(peaks, default=0.0))

    def _gain(self, spoken: Spoken) -> float:
        return float(10 ** ((self.gain_db + spoken.gain_db) / 20))

    def render(self, start: int, frames: int) -> NDArray[np.float32] | None:
        """Samples ``start`` to ``start + frames``; None where nobody speaks.

        Blocks are asked for in order, once.
        """
        end = start + frames
        sounding = list(self._sounding(start, end))
        out = np.zeros(frames, np.float32) if sounding else None
        still: dict[int, NDArray[np.float32]] = {}
        for index, spoken in sounding:
            sound = self._open[index] if index in self._open else self._load(spoken)
            begin, stop = max(start, spoken.start), min(end, spoken.start + len(sound))
            if out is not None:
                out[begin - start : stop - start] += sound[
                    begin - spoken.start : stop - spoken.start
                ]
            if spoken.start + len(sound) > end:
                still[index] = sound
        self._open = still
        return out

    def _sounding(self, start: int, end: int) -> Iterable[tuple[int, Spoken]]:
        for index, spoken in enumerate(self._timeline.spoken):
            if spoken.start < end and spoken.start + spoken.clip.frames + self._tail > start:
                yield index, spoken

    def _load(self, spoken: Spoken) -> NDArray[np.float32]:
        take = self._takes[spoken.clip.path]
        self._spool.seek(take.offset * 2)
        stored = np.frombuffer(self._spool.read(take.frames * 2), "<i2")
        sound = stored * np.float32(take.scale * self._gain(spoken))
        return limit(sound, self.ceiling)
