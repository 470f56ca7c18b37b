"""Sound files and beds → sources: float32 stereo frames, decoded as they are read."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import ExitStack, suppress
from typing import IO, TYPE_CHECKING, Literal, Protocol, Self

import miniaudio
import numpy as np

from relax.encode import LOCAL, ffmpeg_program, file_url, last_words, running
from relax.errors import RelaxError, SoundError
from relax.units import SAMPLE_RATE, to_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from numpy.typing import NDArray

State = Literal["open", "ended", "failed"]

_CHUNK = 8192  # frames decoded at once: 0.19 s
_BYTES = 8  # of a frame as ffmpeg gives it: two channels of 32 bit
_RAW_BYTES = 4  # of a frame in the file of a bed: two channels of 16 bit
_LAST_WORDS_S = 10.0  # an ffmpeg that gave no sound has ended within this time
_AHEAD = 3 * SAMPLE_RATE  # frames that wait decoded, so that a slow disk is not heard
_TONE_S, _TONE_HZ, _TONE_LEVEL = 3, 196.0, 0.006  # G3 at -44 dBFS: heard in a quiet room only
_SLACK = SAMPLE_RATE // 5  # a file may end this much before its stated end and still be whole


class Source(Protocol):
    """Something the mixer can play: float32 stereo at 44.1 kHz, full scale 1.0."""

    @property
    def state(self) -> State:
        """Whether more will come, all has been given, or it broke off."""

    @property
    def ready(self) -> bool:
        """Whether it can be played now, or is known never to be."""

    def read(self, frames: int) -> NDArray[np.float32]:
        """The next frames, shape (n, 2); n is smaller than asked when no more are ready."""

    def close(self) -> None:
        """Let go of the file."""


class FileSource:
    """An MP3, FLAC, WAV or OGG file, decoded in small blocks.

    The decoder honours the encoder's delay and padding, so the length is the exact one.

    Args:
        path: the file.
        seconds: how long it should last; when it ends earlier it counts as broken off.
        start: where to begin, in seconds.

    Raises:
        SoundError: it cannot be opened or is not sound; the message has the file's own name.
    """

    ready = True

    def __init__(self, path: Path, seconds: float | None = None, start: float = 0.0) -> None:
        self.state: State = "open"
        self._given = 0
        self._least = 0 if seconds is None else to_samples(seconds - start) - _SLACK
        self._resample: _Resampler | None = None
        try:
            rate = int(miniaudio.get_file_info(str(path)).sample_rate)
            self._chunks: Generator[memoryview, int, None] = miniaudio.stream_file(
                str(path),
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=2,
                sample_rate=rate,
                frames_to_read=_CHUNK,
                seek_frame=round(start * rate),
            )
        except (miniaudio.MiniaudioError, OSError, ValueError) as trouble:
            raise SoundError(f"{path.name} cannot be played.", hint="Is it sound?") from trouble
        if rate != SAMPLE_RATE:
            self._resample = _Resampler(rate)
        self._rest = np.zeros((0, 2), np.float32)

    def read(self, frames: int) -> NDArray[np.float32]:
        """The next frames, shape (n, 2)."""
        parts, have = [self._rest], len(self._rest)
        while have < frames and self.state == "open":
            part = self._decode()
            parts.append(part)
            have += len(part)
        whole = np.concatenate(parts)
        self._rest = whole[frames:]
        taken = whole[:frames]
        self._given += len(taken)
        return taken

    def close(self) -> None:
        """Close the file."""
        self._chunks.close()

    def _decode(self) -> NDArray[np.float32]:
        """The next chunk of the file at our sample rate; sets ``state`` when there is no more."""
        try:
            chunk = np.array(self._chunks.send(_CHUNK), np.float32).reshape(-1, 2)
        except (StopIteration, ValueError):
            chunk = np.zeros((0, 2), np.float32)
            self.state = "ended"
        except miniaudio.MiniaudioError:
            chunk = np.zeros((0, 2), np.float32)
            self.state = "failed"
        if self._resample is not None:
            chunk = self._resample(chunk, last=self.state != "open")
        if self.state == "ended" and self._given + len(self._rest) + len(chunk) < self._least:
            self.state = "failed"
        return np.clip(chunk, -1.0, 1.0)


class PipedSource:
    """A file of any other kind (m4a, opus, aiff, wma …), decoded by ffmpeg as it plays.

    Args:
        path: the file.
        program: ffmpeg.
        seconds: how long it should last; when it ends earlier it counts as broken off.
        start: where to begin, in seconds.

    Raises:
        EncodeError: ffmpeg cannot be started.
    """

    ready = True

    def __init__(
        self, path: Path, program: str, seconds: float | None = None, start: float = 0.0
    ) -> None:
        self.state: State = "open"
        self._given = 0
        self._least = 0 if seconds is None else to_samples(seconds - start) - _SLACK
        begin = ["-ss", f"{start:.6f}"] if start else []  # any seek loses a first packet
        command = [*LOCAL, *begin, "-i", file_url(path), "-map", "0:a:0"]
        command += ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "pipe:1"]
        self._open = ExitStack()
        started = running(program, command, reads=False)
        self._process, self._messages = self._open.enter_context(started)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, frames: int) -> NDArray[np.float32]:
        """The next frames, shape (n, 2)."""
        stream = self._process.stdout
        wanted = frames * _BYTES if self.state == "open" else 0
        data = stream.read(wanted) if stream is not None and wanted else b""
        taken = np.frombuffer(data[: len(data) // _BYTES * _BYTES], "<f4").reshape(-1, 2)
        self._given += len(taken)
        if len(data) < wanted:
            self.state = "failed" if self._given < self._least else "ended"
        return np.asarray(np.clip(np.nan_to_num(taken), -1.0, 1.0), np.float32)

    def complaint(self) -> str:
        """What ffmpeg said last, without paths."""
        self._process.wait(_LAST_WORDS_S)
        return last_words(self._messages())

    def close(self) -> None:
        """End ffmpeg."""
        self._open.close()


def open_sound(path: Path, seconds: float, start: float, ffmpeg: Path | None = None) -> Source:
    """A file from ``start`` seconds on, by the library that plays it directly or else by ffmpeg.

    Raises:
        RelaxError: nobody can play it.
    """
    try:
        return FileSource(path, seconds, start)
    except SoundError:
        return PipedSource(path, ffmpeg_program(ffmpeg), seconds, start)


class _Resampler:
    """Blocks of float32 stereo at another sample rate → blocks at ours."""

    def __init__(self, rate: int) -> None:
        import soxr  # noqa: PLC0415  (few files need it)

        self._stream = soxr.ResampleStream(rate, SAMPLE_RATE, 2, dtype="float32")

    def __call__(self, chunk: NDArray[np.float32], *, last: bool) -> NDArray[np.float32]:
        return np.asarray(self._stream.resample_chunk(chunk, last=last), np.float32)


class LoopSource:
    """A bed that repeats for ever, read from its file as it plays.

    Args:
        path: raw 16-bit stereo at 44.1 kHz that ends with the part that repeats.
        intro: frames heard once.
        cycle: frames that repeat; the last ones of the file.
        gain_db: what its stored level is changed by.

    Raises:
        SoundError: the file is not there.
    """

    state: State = "open"
    ready = True

    def __init__(self, path: Path, intro: int, cycle: int, gain_db: float) -> None:
        try:
            self._file: IO[bytes] = path.open("rb")
            self._offset = path.stat().st_size - (intro + cycle) * _RAW_BYTES
        except OSError as trouble:
            raise SoundError("The bed cannot be read.") from trouble
        self._intro, self._cycle = intro, cycle
        self._scale = np.float32(10 ** (gain_db / 20) / 32768)
        self._at = 0

    def read(self, frames: int) -> NDArray[np.float32]:
        """The next frames, shape (n, 2)."""
        parts = []
        while frames > 0 and self.state == "open":
            if self._at >= self._intro + self._cycle:
                self._at = self._intro
            take = min(frames, self._intro + self._cycle - self._at)
            data = self._take(take)
            if len(data) != take * _RAW_BYTES:
                self.state = "failed"
                break
            parts.append(np.frombuffer(data, "<i2"))
            self._at += take
            frames -= take
        if not parts:
            return np.zeros((0, 2), np.float32)
        return (np.concatenate(parts).astype(np.float32) * self._scale).reshape(-1, 2)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _take(self, frames: int) -> bytes:
        try:
            self._file.seek(self._offset + self._at * _RAW_BYTES)
            return self._file.read(frames * _RAW_BYTES)
        except (OSError, ValueError):
            return b""


class BufferedSource:
    """A source opened and decoded ahead on a thread of its own: a slow disk holds up nothing.

    Args:
        opened: opens the source; when it raises, this one has failed.
    """

    def __init__(self, opened: Callable[[], Source]) -> None:
        self._opened = opened
        self._parts: deque[NDArray[np.float32]] = deque()
        self._ready = 0
        self._source_state: State = "open"
        self._closed = False
        self._condition = threading.Condition()
        threading.Thread(target=self._work, daemon=True).start()

    @property
    def state(self) -> State:
        """The state of the source, once everything it gave has been read."""
        with self._condition:
            return "open" if self._parts else self._source_state

    @property
    def ready(self) -> bool:
        """Whether a second and more is waiting, or all there is."""
        with self._condition:
            return self._ready >= _AHEAD // 2 or self._source_state != "open"

    def read(self, frames: int) -> NDArray[np.float32]:
        """The next frames that are ready, shape (n, 2)."""
        taken: list[NDArray[np.float32]] = []
        with self._condition:
            while frames > 0 and self._parts:
                part = self._parts.popleft()
                if len(part) > frames:
                    self._parts.appendleft(part[frames:])
                    part = part[:frames]
                taken.append(part)
                frames -= len(part)
                self._ready -= len(part)
            if self._ready < _AHEAD // 2:
                self._condition.notify()
        return np.concatenate(taken) if taken else np.zeros((0, 2), np.float32)

    def close(self) -> None:
        """Let the thread end; it closes the file."""
        with self._condition:
            self._closed = True
            self._condition.notify()

    def _work(self) -> None:
        """The thread: open the source and read it; what cannot be opened has failed."""
        try:
            with suppress(RelaxError):  # the player names the file and goes on without it
                self._fill(self._opened())
        finally:
            with self._condition:
                if self._source_state == "open":
                    self._source_state = "failed"

    def _fill(self, source: Source) -> None:
        """Keep between half and all of ``_AHEAD`` frames waiting, until the source ends."""
        while not self._closed and source.state == "open":
            part = source.read(_CHUNK)
            with self._condition:
                if len(part):
                    self._parts.append(part)
                    self._ready += len(part)
                if self._ready >= _AHEAD:
                    self._condition.wait_for(lambda: self._closed or self._ready < _AHEAD // 2)
        with self._condition:
            self._source_state = source.state
        source.close()


class ToneSource:
    """One soft low tone that comes and goes: the room is quiet, and the player is there."""

    ready = True

    def __init__(self) -> None:
        time = np.arange(_TONE_S * SAMPLE_RATE, dtype=np.float32) / SAMPLE_RATE
        shape = np.sin(time * (np.pi / _TONE_S)) ** 2
        tone = np.sin(time * np.float32(2 * np.pi * _TONE_HZ)) * shape * np.float32(_TONE_LEVEL)
        self._rest = np.repeat(tone[:, None], 2, axis=1).astype(np.float32)
        self.state: State = "open"

    def read(self, frames: int) -> NDArray[np.float32]:
        """The next frames, shape (n, 2)."""
        taken, self._rest = self._rest[:frames], self._rest[frames:]
        if not len(self._rest):
            self.state = "ended"
        return taken

    def close(self) -> None:
        """Nothing to let go of."""
