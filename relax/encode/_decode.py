"""A file back to PCM, in blocks: what a player would hear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from relax.encode._program import ffmpeg_program, last_words, running
from relax.errors import EncodeError
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

BLOCK_FRAMES: Final = 10 * SAMPLE_RATE


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
        while data := process.stdout.read(BLOCK_FRAMES * width):
            whole = len(data) - len(data) % width
            yield np.frombuffer(data[:whole], "<i2").reshape(-1, channels)
        if process.wait() != 0:
            raise EncodeError(f"The file cannot be decoded: {last_words(said())}.")
