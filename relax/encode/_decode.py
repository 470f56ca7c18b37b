"""A file back to PCM, in blocks: what a player would hear."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import TYPE_CHECKING, Final

import numpy as np
import soundfile

from relax.encode._program import LOCAL, ffmpeg_program, file_url, last_words, running
from relax.errors import EncodeError
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

BLOCK_FRAMES: Final = 10 * SAMPLE_RATE

_AHEAD: Final = 2
"""Blocks the decoder may be ahead of whoever takes them, so that both work at once."""

_DIRECT: Final = ("MP3", "FLAC", "WAV")
"""What libsndfile (its MP3 decoder is mpg123's) reads as exactly as ffmpeg, in half the time; only
of damaged files it complains aloud."""


def decode(
    path: Path, channels: int, ffmpeg: Path | None = None, *, foreign: bool = False
) -> Iterator[NDArray[np.float32]]:
    """The sound of a file in blocks of 10 s, the last one shorter, gapless.

    Args:
        path: any audio file.
        channels: 1 or 2.
        ffmpeg: the user's own, for files that need it; None for the packaged one.
        foreign: it was not made here, and may be damaged or something else altogether.

    Yields:
        Shape (frames, channels) at 44.1 kHz; full scale is 1.0, and what a lossy codec brings
        over it is not cut off.

    Raises:
        EncodeError: the file cannot be decoded.
    """
    if not foreign and _is_direct(path, channels):
        yield from _ahead(_read_directly(path))
    else:
        yield from _ahead(_read_by_ffmpeg(path, channels, ffmpeg_program(ffmpeg)))


def _is_direct(path: Path, channels: int) -> bool:
    """Whether nothing but decoding has to be done, by a decoder that is here."""
    try:
        info = soundfile.info(path)
    except (soundfile.SoundFileError, OSError):
        return False
    wanted = (SAMPLE_RATE, channels)
    return info.format in _DIRECT and (info.samplerate, info.channels) == wanted


def _read_directly(path: Path) -> Iterator[NDArray[np.float32]]:
    try:
        with soundfile.SoundFile(path) as file:
            while len(block := file.read(BLOCK_FRAMES, dtype="float32", always_2d=True)):
                yield block
    except (soundfile.SoundFileError, OSError):
        raise EncodeError("The file cannot be decoded: it is damaged.") from None


def _read_by_ffmpeg(path: Path, channels: int, program: str) -> Iterator[NDArray[np.float32]]:
    source = (*LOCAL, "-i", file_url(path), "-map", "0:a:0")
    target = ("-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", str(channels), "pipe:1")
    width = 4 * channels
    with running(program, (*source, *target), reads=False) as (process, said):
        if process.stdout is None:
            raise EncodeError("The decoder gives no output.")
        while data := process.stdout.read(BLOCK_FRAMES * width):
            whole = len(data) - len(data) % width
            yield np.frombuffer(data[:whole], "<f4").reshape(-1, channels)
        if process.wait() != 0:
            raise EncodeError(f"The file cannot be decoded: {last_words(said())}.")


def _ahead(blocks: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """``blocks``, made by a thread of its own, so that decoding and measuring overlap."""
    made: queue.Queue[NDArray[np.float32] | BaseException | None] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def work() -> None:
        with contextlib.closing(blocks):  # type: ignore[type-var]  # they are generators
            try:
                for block in blocks:
                    made.put(block)
                    if stopped.is_set():
                        return
                made.put(None)
            except BaseException as error:  # noqa: BLE001  (raised again by whoever takes blocks)
                made.put(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while (block := made.get()) is not None:
            if isinstance(block, BaseException):
                raise block
            yield block
    finally:
        stopped.set()
        while worker.is_alive():  # it may be waiting for room in the queue
            with contextlib.suppress(queue.Empty):
                made.get(timeout=0.02)
