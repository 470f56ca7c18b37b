"""Reading a sound file a person chose, block by block, as stereo at 44.1 kHz."""

from __future__ import annotations

import logging
import subprocess
import tempfile
from typing import TYPE_CHECKING

import numpy as np
import soundfile
import soxr

from relax.errors import SoundError
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)
_BLOCK = 65_536


def stereo_blocks(path: Path, ffmpeg: Path | None) -> Iterator[NDArray[np.float32]]:
    """Blocks of shape (n, 2), full scale 1.0.

    Args:
        path: mp3, flac, wav, ogg (by libsndfile), m4a and anything else ``ffmpeg`` reads.
        ffmpeg: the program, or None.

    Raises:
        SoundError: the file is not audio.
    """
    if path.suffix.lower() == ".mp3" and ffmpeg is not None:
        yield from _by_ffmpeg(path, ffmpeg)  # libsndfile's MP3 decoder complains on the terminal
        return
    try:
        file = soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, RuntimeError):
        yield from _by_ffmpeg(path, ffmpeg)
        return
    with file:
        yield from _by_soundfile(file)


def refuse_unreadable(path: Path) -> None:
    """Look at a file before any of it is read.

    Raises:
        SoundError: it is missing, may not be read, is empty, or is no ordinary file.
    """
    if path.is_dir():
        raise SoundError("The bed is a folder.", hint="Choose one audio file in it.")
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise SoundError("The bed is no ordinary file.", hint="Choose an audio file.")
    try:
        with path.open("rb") as file:
            first = file.read(1)
    except FileNotFoundError:
        raise SoundError("The bed file does not exist.", hint="Check its path.") from None
    except OSError:
        raise SoundError("The bed file cannot be read.", hint="Check its permissions.") from None
    if not first:
        raise SoundError("The bed file is empty.", hint="Choose another file.")


def _by_soundfile(file: soundfile.SoundFile) -> Iterator[NDArray[np.float32]]:
    resampler = None
    if file.samplerate != SAMPLE_RATE:
        resampler = soxr.ResampleStream(
            file.samplerate, SAMPLE_RATE, 2, dtype="float32", quality="HQ"
        )
    try:
        while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
            both = _two(block)
            yield both if resampler is None else resampler.resample_chunk(both)
    except (soundfile.LibsndfileError, RuntimeError):
        raise _not_audio() from None
    if resampler is not None:
        yield resampler.resample_chunk(np.zeros((0, 2), np.float32), last=True)


def _two(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stereo from any number of channels: one is doubled, more than two are averaged."""
    if block.shape[1] == 2:
        return block
    return np.repeat(block.mean(axis=1, keepdims=True), 2, axis=1)


def _by_ffmpeg(path: Path, ffmpeg: Path | None) -> Iterator[NDArray[np.float32]]:
    if ffmpeg is None:
        raise _not_audio()
    command = [str(ffmpeg), "-nostdin", "-loglevel", "error", "-i", f"file:{path}"]
    command += ["-vn", "-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "pipe:1"]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints) as process,
    ):
        heard = 0
        try:
            while data := process.stdout.read(_BLOCK * 8) if process.stdout else b"":
                heard += len(data)
                yield np.frombuffer(data[: len(data) // 8 * 8], "<f4").reshape(-1, 2)
        finally:
            _LOG.info("ffmpeg: %.1f s of a bed file decoded", heard / 8 / SAMPLE_RATE)
            process.kill()
    if not heard:
        raise _not_audio()


def _not_audio() -> SoundError:
    return SoundError(
        "The bed file is not sound that can be read.",
        hint="Use an mp3, flac, wav, m4a or ogg file.",
    )
