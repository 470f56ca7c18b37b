"""A long recording on disk: any sound file → one channel, read where it is asked for.

What is not a WAV, FLAC, AIFF or CAF file is first written as WAV to a private folder, because
nothing else can be entered at an exact sample. Memory does not grow with the recording's length.
"""

from __future__ import annotations

import hashlib
import logging
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import soundfile
import soxr

from relax.errors import BadInput, Place, VoiceError
from relax.filters import Filter, high_pass
from relax.voices._take_data import take_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

_LOG: Final = logging.getLogger(__name__)

HEARD_RATE: Final = 16_000
"""What recognisers take."""

_EXACT: Final = ("WAV", "WAVEX", "FLAC", "AIFF", "CAF", "W64", "RF64")
_BLOCK_S: Final = 10


class TakeSound:
    """One recording, open; closed when done. Used from one thread.

    Args:
        path: the sound file.
        ffmpeg: the user's own, for kinds that need it; None for the one in the package.

    Raises:
        BadInput: it is not sound that can be read, or holds nothing.
    """

    def __init__(self, path: Path, ffmpeg: Path | None = None) -> None:
        self._path = path
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        try:
            self._file = soundfile.SoundFile(self._readable(path, ffmpeg))
            self.rate: int = self._file.samplerate
            self._one_channel, self.levels = self._measured()
        except (OSError, soundfile.SoundFileError):
            self.close()
            raise self._unreadable("cannot be read as sound") from None
        except BaseException:
            self.close()
            raise

    def _readable(self, path: Path, ffmpeg: Path | None) -> Path:
        """A file that can be entered anywhere: ``path`` itself, or a copy."""
        with suppress(OSError, soundfile.SoundFileError):  # ffmpeg will tell
            if soundfile.info(path).format in _EXACT:
                return path
        # The folder is its owner's alone; the voice in it is a person's.
        self._folder = tempfile.TemporaryDirectory(prefix="relax-take-", ignore_cleanup_errors=True)
        copy = Path(self._folder.name) / "take.wav"
        _convert(path, copy, ffmpeg)
        return copy

    def _measured(self) -> tuple[bool, NDArray[np.float32]]:
        """Whether one channel has to stand for all, and the levels of 10 ms each in dB.

        Levels are taken above mains hum. Two channels that cancel each other are not added.
        """
        rows: list[tuple[NDArray[np.float32], NDArray[np.float32]]] = []
        added = single = 0.0
        mixed, first = _Levels(self.rate), _Levels(self.rate)
        for block in self._blocks():
            mono = block.mean(axis=1, dtype=np.float32)
            added += float(np.sum(np.square(mono, dtype=np.float64)))
            single += float(np.sum(np.square(block, dtype=np.float64))) / block.shape[1]
            rows.append((mixed.of(mono), first.of(block[:, 0])))
        if not rows:
            raise self._unreadable("is empty")
        one_channel = added < 0.01 * single
        return one_channel, np.concatenate([row[one_channel] for row in rows])

    def _blocks(self) -> Iterator[Samples]:
        self._file.seek(0)
        size = _BLOCK_S * self.rate
        while len(block := self._file.read(size, dtype="float32", always_2d=True)):
            if not np.isfinite(block).all():
                raise self._unreadable("is damaged")
            yield block

    @property
    def seconds(self) -> float:
        """Its length."""
        return float(self._file.frames / self.rate)

    def read(self, start_s: float, end_s: float) -> Samples:
        """What lies between two times, as far as there is any; shape (frames,)."""
        start = min(max(round(start_s * self.rate), 0), self._file.frames)
        count = max(min(round(end_s * self.rate), self._file.frames) - start, 0)
        self._file.seek(start)
        block = self._file.read(count, dtype="float32", always_2d=True)
        mono: Samples = block[:, 0] if self._one_channel else block.mean(axis=1, dtype=np.float32)
        return mono

    def heard(self, start_s: float, end_s: float) -> Samples:
        """:meth:`read` at 16 kHz, as recognisers take it."""
        samples = self.read(start_s, end_s)
        if not len(samples):
            return samples
        return np.asarray(soxr.resample(samples, self.rate, HEARD_RATE), np.float32)

    def _unreadable(self, why: str) -> BadInput:
        return BadInput(
            f"The recording {why}.",
            hint="Save it as wav, flac, mp3 or m4a.",
            place=Place(str(self._path)),
        )

    def close(self) -> None:
        """Close the file and delete the copy."""
        if hasattr(self, "_file"):
            self._file.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


class _Levels:
    """Levels of a sound that comes in blocks of whole frames, above mains hum."""

    def __init__(self, rate: int) -> None:
        cut = take_data().cut
        self._size = max(round(cut.frame_s * rate), 1)
        self._filter = Filter(high_pass(cut.above_hz, rate, order=4))

    def of(self, mono: Samples) -> NDArray[np.float32]:
        """One level in dB of full scale for each frame; the last one is filled up."""
        clear = self._filter(mono)
        frames = np.pad(clear, (0, -len(clear) % self._size)).reshape(-1, self._size)
        power = np.mean(np.square(frames), axis=1)
        return np.asarray(10 * np.log10(power + 1e-12), np.float32)


def _convert(path: Path, copy: Path, ffmpeg: Path | None) -> None:
    """Write a sound file of any kind as WAV of 24 bit.

    Raises:
        OSError: it is no sound, or there is no decoder.
    """
    if ffmpeg is None:
        import imageio_ffmpeg  # noqa: PLC0415  (only for what needs it)

        try:
            ffmpeg = Path(imageio_ffmpeg.get_ffmpeg_exe())
        except RuntimeError:
            raise VoiceError(
                "There is no decoder for this kind of sound file.", hint="Save it as wav or flac."
            ) from None
    command = [str(ffmpeg), "-nostdin", "-loglevel", "error", "-protocol_whitelist", "file,pipe"]
    command += ["-i", f"file:{path}", "-map", "0:a:0", "-vn", "-c:a", "pcm_s24le"]
    command += ["-rf64", "auto", str(copy)]
    done = subprocess.run(command, capture_output=True, check=False)
    _LOG.info("ffmpeg: a recording read, ended with %d", done.returncode)
    if done.returncode != 0:
        raise OSError(done.returncode, "not sound")


def digest(path: Path) -> str:
    """SHA-256 of a recording.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        stat = path.stat()
        return _digest(path, stat.st_size, stat.st_mtime_ns)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise BadInput(f"The recording cannot be read: {reason}.", place=Place(str(path))) from None


@cache
def _digest(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
