"""A sound → an MP3, encoded in chunks on every core at once and joined without a seam.

The sound is cut on a fixed grid of MP3 frames. Each chunk is encoded on its own with the bit
reservoir off, after as many lead-in frames as the padding pattern is long; those are then dropped.
What remains is, frame for frame, what one long encode would have given. So a chunk whose sound is
the same in two tracks is the same in both files, and is kept under a digest of all that decides
about it: where that is known, nothing is mixed, encoded or decoded again.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, Protocol

from relax.encode._lame import DELAY, FRAME, PATTERN, Lame, info_frame, no_frames, split_frames
from relax.encode._program import not_written
from relax.kept import unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from relax.kept import Kept

_LOG: Final = logging.getLogger(__name__)

CHUNK: Final = 10 * PATTERN * FRAME
"""Samples per chunk, 12.8 s: whole frames, padding patterns, points of the level curve (50 ms) and
hops of the loudness meter (100 ms). Shorter ones cost more lead-in, longer ones more of what does
not differ."""

LEAD_IN: Final = PATTERN * FRAME
LOOK_AHEAD: Final = 6 * FRAME
"""Samples after a chunk that the encoder also hears, so that it decides as if there were no cut."""


class Sound(Protocol):
    """What is encoded: a mix, or samples from anywhere.

    Attributes:
        channels: 1 or 2.
        frames: its length in samples; while that is not known, at least two chunks more than was
            rendered.
    """

    channels: int

    @property
    def frames(self) -> int: ...

    def identity(self, start: int, end: int) -> str:
        """What decides about the samples from ``start`` to ``end``; "" for what is not kept."""

    def render(self, start: int, end: int, before: int = 0, after: int = 0) -> tuple[bytes, bytes]:
        """Interleaved 16-bit samples of a stretch and of what is around it, and a note on it."""

    def accept(self, end: int, note: bytes) -> None:
        """Take the note on the next stretch, which may have been kept, and ends at ``end``."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a sound in a file.

    Attributes:
        start: its first sample.
        end: the first after it.
        key: what its frames are kept by; "" for what is kept nowhere.
        at: where its frames begin, in bytes from the end of the header frame.
        size: how many bytes they are.
        sha256: of its frames.
        pcm_sha256: of its samples.
        note: what the sound noted of it.
        verdict: what was measured of it when it was decoded; None if it has not been yet.
    """

    start: int
    end: int
    key: str
    at: int
    size: int
    sha256: bytes
    pcm_sha256: bytes
    note: bytes
    verdict: bytes | None


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file as it was written; one that is no MP3 has no header frame, frames and chunks.

    Attributes:
        header: its first frame, by which players know the exact length.
        chunks: what follows, in order.
        samples: the length of the sound.
        mp3_frames: how many frames they are in all.
        pcm_sha256: over the SHA-256 of the samples of each stretch of the grid, in hex.
    """

    header: bytes
    chunks: tuple[Chunk, ...]
    samples: int
    mp3_frames: int
    pcm_sha256: str

    @property
    def padding(self) -> int:
        """Samples that the encoder added at the end."""
        return self.mp3_frames * FRAME - DELAY - self.samples

    @property
    def known(self) -> int:
        """How many of its samples came from the cache."""
        return sum(chunk.end - chunk.start for chunk in self.chunks if chunk.verdict is not None)

    @property
    def size(self) -> int:
        """Bytes of the header and of all frames."""
        return len(self.header) + sum(chunk.size for chunk in self.chunks)


@dataclass(frozen=True, slots=True)
class _Frames:
    """Frames of a chunk, new or kept."""

    data: bytes
    pcm_sha256: bytes
    note: bytes
    verdict: bytes | None


def encode_chunks(sound: Sound, lame: Lame, workers: int, kept: Kept | None, out: Path) -> Encoded:
    """Encode ``sound`` into the MP3 ``out``, a few chunks at a time.

    Args:
        sound: what is encoded.
        lame: the encoder.
        workers: how many of it run at once.
        kept: where chunks are kept that have been proved; None for nowhere.
        out: the file.

    Raises:
        EncodeError: the encoder failed, was killed, or the disk is full.
    """
    begun = time.monotonic()
    sample = _header(lame, kept, out)
    stream = _Stream(out, len(sample))
    pool = ThreadPoolExecutor(workers)
    try:
        waiting: deque[tuple[int, int, str, Future[_Frames]]] = deque()
        for start, end in grid(sound):
            key = _key(sound, lame, start, end) if kept else ""
            waiting.append((start, end, key, _begin(pool, sound, lame, start, end, kept, key)))
            while len(waiting) > workers:
                stream.add(*_taken(sound, waiting.popleft()))
        while waiting:
            stream.add(*_taken(sound, waiting.popleft()))
        header = info_frame(sample, stream.frames, sound.frames, stream.bytes)
        stream.finish(header)
    finally:
        pool.shutdown(cancel_futures=True)
        stream.close()
    counts = Counter("encoded" if c.verdict is None else "from the cache" for c in stream.chunks)
    told = ", ".join(f"{count} {origin}" for origin, count in counts.items())
    _LOG.info("ffmpeg: chunks of 12.8 s: %s; %.1f s", told, time.monotonic() - begun)
    pcm = pcm_digest(chunk.pcm_sha256 for chunk in stream.chunks)
    return Encoded(header, tuple(stream.chunks), sound.frames, stream.frames, pcm)


def pcm_digest(digests: Iterable[bytes]) -> str:
    """The digest of a sound from those of its stretches, so that known ones need no samples."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _header(lame: Lame, kept: Kept | None, out: Path) -> bytes:
    """A header frame of this encoder; ``out`` may be written over."""
    key = lame.key("header", None)
    sample = kept.find(key) if kept else None
    if sample is None:
        sample = lame.sample_header(out)
        if kept:
            kept.keep(key, sample)
    return sample


def grid(sound: Sound) -> Iterator[tuple[int, int]]:
    """(first sample, first after it) of every chunk; the last holds what is less than two."""
    start = 0
    while sound.frames - start >= 2 * CHUNK:
        yield start, start + CHUNK
        start += CHUNK
    yield start, sound.frames


def _key(sound: Sound, lame: Lame, start: int, end: int) -> str:
    """What the frames of a chunk are kept by: they depend on nothing else."""
    lead = LEAD_IN if start else 0
    last = end == sound.frames
    identity = sound.identity(start - lead, end if last else end + LOOK_AHEAD)
    return lame.key(identity, (lead, end - start, last)) if identity else ""


def _begin(
    pool: ThreadPoolExecutor,
    sound: Sound,
    lame: Lame,
    start: int,
    end: int,
    kept: Kept | None,
    key: str,
) -> Future[_Frames]:
    """The frames of a chunk, from the cache, or soon from an encoder."""
    if kept and key and (found := _unpacked(kept.find(key))):
        known: Future[_Frames] = Future()
        known.set_result(found)
        return known
    lead = LEAD_IN if start else 0
    pcm, note = sound.render(start, end, lead, LOOK_AHEAD)
    width = lame.width
    own = hashlib.sha256(memoryview(pcm)[lead * width : (lead + end - start) * width]).digest()
    take = None if end == sound.frames else (end - start) // FRAME

    def encoded() -> _Frames:
        return _Frames(_encode(lame, pcm, lead // FRAME, take), own, note, None)

    return pool.submit(encoded)


def _encode(lame: Lame, pcm: bytes, skip: int, take: int | None) -> bytes:
    """``take`` frames of ``pcm`` after the first ``skip``; all of them for None.

    Raises:
        EncodeError: the encoder failed or was killed.
    """
    try:
        frames = split_frames(lame.encode(pcm))
    except ValueError:
        raise no_frames() from None
    if len(frames) * FRAME < len(pcm) // lame.width:
        raise no_frames()
    wanted = frames[skip:]
    return b"".join(wanted if take is None else wanted[:take])


def _taken(
    sound: Sound, waiting: tuple[int, int, str, Future[_Frames]]
) -> tuple[int, int, str, _Frames]:
    """A chunk that is ready, its note given to the sound."""
    start, end, key, soon = waiting
    frames = soon.result()
    sound.accept(end, frames.note)
    return start, end, key, frames


def _unpacked(data: bytes | None) -> _Frames | None:
    """What ``_chunk_file.keep`` has kept; None if it is something else."""
    if data is None:
        return None
    try:
        parts = {name: bytes(part) for name, part in unpack(data).items()}
        return _Frames(parts["frames"], parts["pcm"], parts["note"], parts["verdict"])
    except (ValueError, KeyError):
        return None


class _Stream:
    """Frames on their way into a file; every trouble with the disk is an EncodeError."""

    def __init__(self, out: Path, header: int) -> None:
        self.frames = self.bytes = 0
        self.chunks: list[Chunk] = []
        try:
            self._file: IO[bytes] = out.open("wb", buffering=0)
        except OSError as error:
            raise not_written(error) from None
        self._write(bytes(header))

    def add(self, start: int, end: int, key: str, frames: _Frames) -> None:
        """Put the frames of the next chunk at the end."""
        data = frames.data
        self._write(data)
        digest = hashlib.sha256(data).digest()
        self.chunks.append(
            Chunk(start, end, key, self.bytes, len(data), digest,
                  frames.pcm_sha256, frames.note, frames.verdict)
        )  # fmt: skip
        self.frames += len(split_frames(data))
        self.bytes += len(data)

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
