"""A file back to PCM, in blocks: what a player would hear."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import IO, TYPE_CHECKING, Final

import numpy as np

from relax.encode._program import ffmpeg_program, last_words, running
from relax.errors import EncodeError
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

BLOCK_FRAMES: Final = 10 * SAMPLE_RATE


_AHEAD: Final = 2
"""Blocks the decoder may be ahead of whoever takes them, so that both work at once."""


def decode(path: Path, channels: int, ffmpeg: Path | None = None) -> Iterator[NDArray[np.int16]]:
    """Blocks of shape (frames, channels) at 44.1 kHz, gapless, of at most 10 s.

    Raises:
        EncodeError: the file cannot be decoded.
    """
    arguments = ("-i", str(path), "-map", "0:a:0", "-f", "s16le", "-ar", str(SAMPLE_RATE))
    target = ("-ac", str(channels), "pipe:1")
    with running(ffmpeg_program(ffmpeg), (*arguments, *target), reads=False) as (process, said):
        if process.stdout is None:
            raise EncodeError("The decoder gives no output.")
        width = 2 * channels
        for data in _read_ahead(process.stdout, BLOCK_FRAMES * width):
            whole = len(data) - len(data) % width
            yield np.frombuffer(data[:whole], "<i2").reshape(-1, channels)
        if process.wait() != 0:
            raise EncodeError(f"The file cannot be decoded: {last_words(said())}.")


def _read_ahead(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """Everything in ``stream``, ``size`` bytes at a time, read by a thread of its own.

    A reader who stops early ends the process that writes, and with it this thread.
    """
    blocks: queue.Queue[bytes] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def read() -> None:
        while not stopped.is_set():
            data = stream.read(size)
            blocks.put(data)
            if not data:
                return

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        while data := blocks.get():
            yield data
    finally:
        stopped.set()
        while reader.is_alive():  # it may be waiting for room in the queue
            with contextlib.suppress(queue.Empty):
                blocks.get(timeout=0.05)
