"""The voice stem: every clip warmed and measured once, then read back in its turn.

What was measured of a clip that many tracks share is kept, and the clip is warmed again only if a
stretch that holds it has to be mixed.
"""

from __future__ import annotations

import hashlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np

from relax.errors import RelaxError
from relax.sound._even import clip_sha256, measurements
from relax.sound._limit import limit
from relax.sound._meter import OVERSHOOT, SILENCE_DB, blocks, gated, hops_of, to_db
from relax.sound._warmth import tail, warm
from relax.units import SAMPLE_RATE

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
_DECAY = 3 * SAMPLE_RATE  # samples for which a room may still tell of what was said
_ENOUGH_S = 3.0  # of speech that belongs to nobody in particular, to measure by


_MAKING = "voice 1"  # counted up when the same clip and warmth give other samples


@dataclass(frozen=True, slots=True)
class Take:
    """What was measured on a warmed clip.

    Attributes:
        square: its sum of squares.
        level: its unweighted or K-weighted level while speaking, whichever is lower, LUFS-like.
        peak: its largest sample.
        power: mean squares of its 400 ms blocks, K-weighted, in one channel.
    """

    square: float
    level: float
    peak: float
    power: NDArray[np.float64]

    @classmethod
    def of(cls, sound: NDArray[np.float32], frames: int) -> Take:
        """Measure a warmed clip; ``frames``: its length without the room's decay."""
        power = blocks(hops_of(sound))
        square = float(np.dot(sound, sound))
        plain = -0.691 + to_db(square / max(1, frames))
        peak = float(np.abs(sound).max(initial=0.0))
        return cls(square, min(plain, gated(power)), peak, power)

    def packed(self) -> bytes:
        """As bytes, for :meth:`unpacked`."""
        return np.array([self.square, self.level, self.peak, *self.power], "<f8").tobytes()

    @classmethod
    def unpacked(cls, data: bytes) -> Take:
        """What :meth:`packed` gave."""
        square, level, peak, *power = np.frombuffer(data, "<f8").tolist()
        return cls(square, level, peak, np.array(power))

    @property
    def scale(self) -> float:
        """What samples in the spool are multiplied by to get full scale 1.0."""
        return max(self.peak, 1e-6) / _FULL


@dataclass(frozen=True, slots=True)
class _Spooled:
    """Where a warmed clip lies in the spool, in samples."""

    offset: int
    frames: int


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
        self._kept = measurements(folder)
        self._keys: dict[Path, str] = {}
        self._takes: dict[Path, Take] = {}
        self._spooled: dict[Path, _Spooled] = {}
        self._open: dict[int, NDArray[np.float32]] = {}
        self._tail = tail(warmth)
        self._written = 0
        self.gain_db = 0.0
        self.ceiling = 1.0

    def prepare(self, progress: Progress) -> None:
        """Measure every clip once, a few side by side; transforms free the interpreter."""
        clips = {spoken.clip.path: spoken.clip for spoken in self._timeline.spoken}
        self._keys = {path: self._key(clip) for path, clip in clips.items()}
        sentences = self._timeline.sentences
        own = {
            spoken.clip.path
            for spoken in self._timeline.spoken
            if spoken.clip.private or sentences[spoken.sentence].personal
        }
        for path in clips.keys() - own:
            if (packed := self._kept.find(self._keys[path])) is not None:
                self._takes[path] = Take.unpacked(packed)
        unknown = [clip for path, clip in clips.items() if path not in self._takes]
        total = sum(clip.frames for clip in unknown)
        done = 0
        with ThreadPoolExecutor(_THREADS) as pool:
            for at in range(0, len(unknown), _AT_ONCE):
                batch = unknown[at : at + _AT_ONCE]
                for clip, made in zip(batch, pool.map(self._warm, batch), strict=True):
                    self._take(clip, *made, share=clip.path not in own)
                    done += clip.frames
                    progress("warming the voice", done, total)

    def _key(self, clip: Clip) -> str:
        """What decides about the warmed clip: its sound, and how it is warmed."""
        warmth = self._warmth.model_dump_json()
        facts = f"{_MAKING} {np.__version__} {warmth} {clip_sha256(clip)}"
        return hashlib.sha256(facts.encode()).hexdigest()

    def _warm(self, clip: Clip) -> tuple[NDArray[np.float32], Take]:
        """The warmed clip, and what is measured on it."""
        sound = warm(clip.samples(), self._warmth)
        return sound, Take.of(sound, clip.frames)

    def _take(self, clip: Clip, sound: NDArray[np.float32], take: Take, *, share: bool) -> None:
        """Note what was measured on a warmed clip, and put the clip into the spool."""
        self._takes[clip.path] = take
        if share:
            self._kept.keep(self._keys[clip.path], take.packed())
        self._put(clip, sound)

    def _put(self, clip: Clip, sound: NDArray[np.float32]) -> None:
        """Write a warmed clip to the spool."""
        scale = np.float32(1 / self._takes[clip.path].scale)
        try:
            self._spool.seek(0, 2)
            self._spool.write(np.rint(sound * scale).astype("<i2").tobytes())
        except OSError as trouble:
            raise _no_room() from trouble
        self._spooled[clip.path] = _Spooled(self._written, len(sound))
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
        enough = sum(s.clip.frames for s in common) >= _ENOUGH_S * SAMPLE_RATE
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
        clip = spoken.clip
        if clip.path not in self._spooled:
            self._put(clip, warm(clip.samples(), self._warmth))
        spooled = self._spooled[clip.path]
        self._spool.seek(spooled.offset * 2)
        stored = np.frombuffer(self._spool.read(spooled.frames * 2), "<i2")
        sound = stored * np.float32(self._takes[clip.path].scale * self._gain(spoken))
        return limit(sound, self.ceiling)

    def is_personal(self, start: int, end: int) -> bool:
        """Whether something personal is heard from ``start`` to ``end``, or a room still tells."""
        sentences = self._timeline.sentences
        own = [(heard.start, heard.end) for heard in sentences if heard.personal]
        own += [(said.start, said.end) for said in self._timeline.spoken if said.clip.private]
        return any(first < end and start < last + _DECAY for first, last in own)

    def facts(self, start: int, end: int) -> list[object]:
        """All that decides about the samples from ``start`` to ``end``, whatever lies around."""
        return [
            (spoken.start - start, self._keys[spoken.clip.path], self._gain(spoken), limited)
            for _, spoken in self._sounding(start, end)
            for limited in [self._limit_of(spoken)]
        ]

    def _limit_of(self, spoken: Spoken) -> float | None:
        """The ceiling, where a clip may reach it."""
        highest = self._takes[spoken.clip.path].peak * self._gain(spoken) * OVERSHOOT
        return self.ceiling if highest > self.ceiling else None
