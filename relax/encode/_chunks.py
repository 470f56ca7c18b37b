"""An MP3 encoded in chunks on every core at once, and joined without a seam.

The PCM is cut on a fixed grid of MP3 frames. Each chunk is encoded on its own with the bit
reservoir off, after as many lead-in frames as the padding pattern is long; those are then dropped.
What remains is, frame for frame, what one long encode would have given. So a chunk whose sound is
the same in two tracks is the same in both files, and may be kept.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from relax.encode._lame import FRAME, PATTERN, Lame, info_frame, no_frames, split_frames
from relax.encode._program import not_written
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from relax.encode._chunk_cache import ChunkCache

_LOG: Final = logging.getLogger(__name__)

CHUNK: Final = 16 * PATTERN
"""Frames per chunk: 20 s."""

LEAD_IN: Final = PATTERN
LOOK_AHEAD: Final = 6
"""Frames after a chunk that the encoder also hears, so that it decides as if there were no cut."""

DECAY: Final = 3 * SAMPLE_RATE
"""Samples for which a room may still tell of what was said."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """PCM with its surroundings.

    Attributes:
        start: the first sample of ``pcm`` in the track.
        pcm: interleaved 16-bit samples.
        skip: frames of lead-in.
        take: frames wanted after them; None for all.
    """

    start: int
    pcm: bytes
    skip: int
    take: int | None


@dataclass(frozen=True, slots=True)
class Encoding:
    """How chunks become frames.

    Attributes:
        lame: the encoder.
        workers: how many run at once.
        cache: where frames are kept; None keeps nothing.
        private: spans of samples (start, end) that are kept nowhere.
    """

    lame: Lame
    workers: int = 1
    cache: ChunkCache | None = None
    private: Sequence[tuple[int, int]] = ()

    def frames(self, chunk: Chunk) -> tuple[bytes, str]:
        """The frames wanted of a chunk, and where they are from.

        Raises:
            EncodeError: the encoder failed or was killed.
        """
        cache = None if self._is_private(chunk) else self.cache
        key = self.lame.key(chunk.pcm, (chunk.skip, chunk.take)) if cache else ""
        kept = cache.find(key) if cache else None
        if kept is not None:
            return kept, "from the cache"
        made = self._encoded(chunk)
        if cache:
            cache.keep(key, made)
        return made, "encoded" if cache else "encoded and not kept"

    def _encoded(self, chunk: Chunk) -> bytes:
        samples = len(chunk.pcm) // self.lame.width
        try:
            frames = split_frames(self.lame.encode(chunk.pcm))
        except ValueError:
            raise no_frames() from None
        if len(frames) * FRAME < samples:
            raise no_frames()
        wanted = frames[chunk.skip :]
        return b"".join(wanted if chunk.take is None else wanted[: chunk.take])

    def _is_private(self, chunk: Chunk) -> bool:
        end = chunk.start + len(chunk.pcm) // self.lame.width
        return any(start < end and chunk.start < stop + DECAY for start, stop in self.private)


def cut(blocks: Iterable[bytes], width: int) -> Iterator[Chunk]:
    """Chunks on the fixed grid, each with what stands before and after it."""
    held, start, skip = bytearray(), 0, 0
    size, ahead, lead = (n * FRAME * width for n in (CHUNK, LOOK_AHEAD, LEAD_IN))
    for block in blocks:
        held += block
        while len(held) >= skip * FRAME * width + size + ahead:
            end = skip * FRAME * width + size
            with memoryview(held) as view:
                pcm = bytes(view[: end + ahead])
            yield Chunk(start, pcm, skip, CHUNK)
            del pcm
            del held[: end - lead]
            start += (end - lead) // width
            skip = LEAD_IN
    yield Chunk(start, bytes(held), skip, None)


def encode_chunks(blocks: Iterable[bytes], encoding: Encoding, out: Path) -> None:
    """Encode ``blocks`` into the MP3 ``out``, a few chunks at a time.

    Raises:
        EncodeError: the encoder failed, was killed, or the disk is full.
    """
    begun = time.monotonic()
    sample, samples = encoding.lame.sample_header(out), 0
    stream = _Stream(out, len(sample))
    pool = ThreadPoolExecutor(encoding.workers)
    try:
        waiting: deque[Future[tuple[bytes, str]]] = deque()
        for chunk in cut(blocks, encoding.lame.width):
            samples = chunk.start + len(chunk.pcm) // encoding.lame.width
            waiting.append(pool.submit(encoding.frames, chunk))
            while len(waiting) > encoding.workers:
                stream.add(*waiting.popleft().result())
        while waiting:
            stream.add(*waiting.popleft().result())
        stream.finish(info_frame(sample, stream.frames, samples, stream.bytes))
    finally:
        pool.shutdown(cancel_futures=True)
        stream.close()
    counts = ", ".join(f"{count} {origin}" for origin, count in stream.origins.items())
    _LOG.info("ffmpeg: chunks of 20 s: %s; %.1f s", counts, time.monotonic() - begun)
    if encoding.cache:
        encoding.cache.make_room()


class _Stream:
    """Frames on their way into a file; every trouble with the disk is an EncodeError."""

    def __init__(self, out: Path, header: int) -> None:
        self.frames = self.bytes = 0
        self.origins = Counter[str]()
        try:
            self._file: IO[bytes] = out.open("wb", buffering=0)
        except OSError as error:
            raise not_written(error) from None
        self._write(bytes(header))

    def add(self, frames: bytes, origin: str) -> None:
        """Put ``frames`` at the end; ``origin``: where they are from, to be counted."""
        self._write(frames)
        self.origins[origin] += 1
        self.frames += len(split_frames(frames))
        self.bytes += len(frames)

    def finish(self, header: bytes) -> None:
        """Put the header in the place kept for it."""
        self._file.seek(0)
        self._write(header)

    def close(self) -> None:
        """Close the file; nothing is left to be written."""
        self._file.close()

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            self._file.close()
            raise not_written(error) from None
