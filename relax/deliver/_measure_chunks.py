"""A finished MP3 of chunks, some of them known from other tracks → what it is.

What was encoded anew is decoded and measured; of the others it is known what that gave. The bytes
of all are held against those that were measured, and the length is read from the file.
"""

from __future__ import annotations

import io
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np
import soundfile

from relax.deliver._measure import Measured, dbtp, levels_of, measure
from relax.deliver._refuse import refuse
from relax.encode import LEAD_IN, ChunkReader
from relax.errors import CheckError, EncodeError
from relax.kept import pack, unpack
from relax.sound import Meter, integrated, range_lu, true_peak
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from relax.encode import Chunk, Encoded

_BLOCK: Final = 10 * SAMPLE_RATE
_AT_ONCE: Final = 8
"""Chunks decoded at once, about 100 s: memory does not grow with the track, and lead-in is rare."""

_HOP: Final = SAMPLE_RATE // 10
_WARM_UP: Final = LEAD_IN // _HOP * _HOP
"""Samples before a chunk that the meter hears first: whole hops."""


def measure_made(
    file: Path, channels: int, encoded: Encoded, ffmpeg: Path | None = None
) -> tuple[Measured, list[bytes]]:
    """Measure a file that ``encode_sound`` wrote.

    Args:
        file: the file, tags and all.
        channels: how many it has.
        encoded: what it was written of.
        ffmpeg: a decoder of the user's own, for what libsndfile does not read.

    Returns:
        What it is, and what was measured of each chunk, to be kept with it.

    Raises:
        CheckError: it does not hold what was written, or cannot be decoded.
    """
    if not encoded.chunks:
        return measure(file, channels, ffmpeg), []
    try:
        with closing(ChunkReader(file, encoded)) as reader:
            verdicts = _verdicts(encoded, reader, channels)
        frames = soundfile.info(file).frames  # as a player reads the header
    except (EncodeError, OSError, soundfile.SoundFileError) as error:
        raise CheckError(f"The finished file cannot be decoded: {error}") from None
    return _whole(encoded, verdicts, frames), verdicts


def _verdicts(encoded: Encoded, reader: ChunkReader, channels: int) -> list[bytes]:
    """What is measured of each chunk: known, or decoded now, neighbours at once."""
    chunks = encoded.chunks
    for n, chunk in enumerate(chunks):
        if reader.frames(n) is None:
            refuse("file", chunk.start, "the disk does not hold what was written")
    found = [chunk.verdict or b"" for chunk in chunks]
    for new, run in groupby(range(len(chunks)), key=lambda n: not found[n]):
        rest = list(run) if new else []
        while rest:
            some, rest = rest[:_AT_ONCE], rest[_AT_ONCE:]
            heard = _decoded(reader.standalone(some[0], some[-1]), chunks[some[0]].start)
            own = [chunks[n] for n in some]
            parts = _stretches(heard, LEAD_IN if some[0] else 0, own)
            for n, samples in zip(some, parts, strict=True):
                size = chunks[n].end - chunks[n].start
                found[n] = _verdict(samples[-size:], samples[:-size], channels)
    return found


def _decoded(stream: bytes, start: int) -> Iterator[NDArray[np.float32]]:
    """The samples of a stream in blocks."""
    try:
        with soundfile.SoundFile(io.BytesIO(stream)) as file:
            while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
                yield block
    except soundfile.SoundFileError:
        refuse("file", start, "it cannot be decoded")


def _stretches(
    blocks: Iterator[NDArray[np.float32]], lead: int, chunks: Sequence[Chunk]
) -> Iterator[NDArray[np.float32]]:
    """Each chunk's samples, with up to ``_WARM_UP`` samples before them."""
    held = np.zeros((0, 1), np.float32)
    at, begins = lead, 0  # where the chunk and what is held begin, in the run
    for chunk in chunks:
        end = at + chunk.end - chunk.start
        parts = [held]
        while begins + sum(len(part) for part in parts) < end:
            block = next(blocks, None)
            if block is None:
                refuse("length", chunk.start, "it is too short")
            parts.append(block)
        parts = [part for part in parts if len(part)]
        whole = np.concatenate(parts)
        first = max(at - _WARM_UP, begins)
        yield whole[first - begins : end - begins]
        keep = max(end - _WARM_UP, begins)
        held, begins, at = whole[keep - begins :], keep, end


def _verdict(samples: NDArray[np.float32], before: NDArray[np.float32], channels: int) -> bytes:
    """What is measured of one chunk, as bytes."""
    meter = Meter(channels)
    meter.feed(before)
    meter.feed(samples)
    energies = meter.energies()[len(before) // _HOP :]
    peak = true_peak(samples)
    place = int(np.abs(samples).max(axis=1).argmax())
    return pack(
        {
            "levels": levels_of(samples).astype("<f4").tobytes(),
            "energies": energies.astype("<f8").tobytes(),
            "peak": np.array([peak, place], "<f8").tobytes(),
        }
    )


def _whole(encoded: Encoded, verdicts: Sequence[bytes], frames: int) -> Measured:
    """What a file of ``frames`` samples is of which every chunk is known."""
    levels, energies, highest, place = [], [], 0.0, 0
    for chunk, verdict in zip(encoded.chunks, verdicts, strict=True):
        parts = unpack(verdict)
        levels.append(np.frombuffer(parts["levels"], "<f4"))
        energies.append(np.frombuffer(parts["energies"], "<f8"))
        peak, at = np.frombuffer(parts["peak"], "<f8")
        if peak > highest:
            highest, place = float(peak), chunk.start + int(at)
    heard = np.concatenate(energies)
    return Measured(
        frames=frames,
        lufs=integrated(heard),
        range_lu=range_lu(heard),
        peak_dbtp=dbtp(highest),
        peak_at=place,
        levels=np.concatenate(levels),
        energies=heard,
    )
