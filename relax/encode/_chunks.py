"""An MP3 encoded in chunks on every core at once, and joined without a seam.

The PCM is cut on a fixed grid of MP3 frames. Each chunk is encoded on its own with the bit
reservoir off, after as many lead-in frames as the padding pattern is long; those are then dropped.
What remains is, frame for frame, what one long encode would have given.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from relax.encode._lame import FRAME, PATTERN, info_frame, split_frames
from relax.encode._program import encoder_failed
from relax.errors import EncodeError
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK: Final = 16 * PATTERN
"""Frames per chunk: 20 s."""

LEAD_IN: Final = PATTERN
LOOK_AHEAD: Final = 6
"""Frames after a chunk that the encoder also hears, so that it decides as if there were no cut."""


@dataclass(frozen=True, slots=True)
class Lame:
    """One way to call the encoder."""

    program: str
    channels: int
    kbps: int

    @property
    def width(self) -> int:
        """Bytes per sample of all channels."""
        return 2 * self.channels

    def encode(self, pcm: bytes, out: str = "pipe:1", *, header: bool = False) -> bytes:
        """A bare stream of MP3 frames.

        Raises:
            EncodeError: the encoder failed or was killed.
        """
        source = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", str(self.channels), "-i", "pipe:0")
        target = ("-c:a", "libmp3lame", "-b:a", f"{self.kbps}k", "-reservoir", "0", "-f", "mp3")
        bare = (
            "-write_xing",
            "1" if header else "0",
            "-id3v2_version",
            "0",
            "-fflags",
            "+bitexact",
        )
        done = subprocess.run(
            [
                self.program,
                "-hide_banner",
                "-loglevel",
                "error",
                *source,
                *target,
                *bare,
                "-y",
                out,
            ],
            input=pcm,
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise encoder_failed(done.returncode, done.stderr)
        return done.stdout

    def sample_header(self) -> bytes:
        """A header frame of this encoder. It writes one only into a file it can go back in."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "header.mp3"
            self.encode(bytes(FRAME * self.width), str(path), header=True)
            return bytes(split_frames(path.read_bytes())[0])


@dataclass(frozen=True, slots=True)
class Chunk:
    """PCM with its surroundings. ``skip``: frames of lead-in; ``take``: frames wanted, or all."""

    pcm: bytes
    skip: int
    take: int | None

    def encoded(self, lame: Lame) -> tuple[bytes, int]:
        """The frames wanted, and how many they are."""
        frames = split_frames(lame.encode(self.pcm))
        wanted = frames[self.skip :] if self.take is None else frames[self.skip :][: self.take]
        return b"".join(wanted), len(wanted)


def cut(blocks: Iterable[bytes], width: int) -> Iterator[Chunk]:
    """Chunks on the fixed grid, each with what stands before and after it."""
    held, skip = bytearray(), 0
    size, ahead, lead = (n * FRAME * width for n in (CHUNK, LOOK_AHEAD, LEAD_IN))
    for block in blocks:
        held += block
        while len(held) >= skip * FRAME * width + size + ahead:
            end = skip * FRAME * width + size
            yield Chunk(bytes(held[: end + ahead]), skip, CHUNK)
            del held[: end - lead]
            skip = LEAD_IN
    yield Chunk(bytes(held), skip, None)


def encode_chunks(blocks: Iterable[bytes], lame: Lame, out: Path, workers: int) -> None:
    """Encode ``blocks`` into the MP3 ``out``, a few chunks at a time.

    Raises:
        EncodeError: the encoder failed, was killed, or the disk is full.
    """
    samples = 0

    def counted() -> Iterator[bytes]:
        nonlocal samples
        for block in blocks:
            samples += len(block) // lame.width
            yield block

    sample = lame.sample_header()
    frames = size = 0
    with out.open("wb") as file, ThreadPoolExecutor(workers) as pool:
        file.write(bytes(len(sample)))
        waiting: deque[Future[tuple[bytes, int]]] = deque()
        try:
            for chunk in cut(counted(), lame.width):
                waiting.append(pool.submit(chunk.encoded, lame))
                while len(waiting) > workers:
                    frames, size = _write(file, waiting.popleft().result(), frames, size)
            while waiting:
                frames, size = _write(file, waiting.popleft().result(), frames, size)
            file.seek(0)
            file.write(info_frame(sample, frames, samples, size))
        except OSError as error:
            raise EncodeError(
                f"The track could not be written: {error.strerror}.",
                hint="Nothing half-made was left.",
            ) from None
        finally:
            for future in waiting:
                future.cancel()


def _write(file: IO[bytes], done: tuple[bytes, int], frames: int, size: int) -> tuple[int, int]:
    data, count = done
    file.write(data)
    return frames + count, size + len(data)
