"""A bed as a file: 16-bit stereo that repeats without a seam, with what was measured on it."""

from __future__ import annotations

import logging
import struct
import time
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np

from relax.errors import RelaxError
from relax.files import clear_unfinished, used_now, whole_file
from relax.sound._meter import Meter, blocks, to_db
from relax.units import to_seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)
_HEADER = struct.Struct("<8sIQQddd")  # magic, crc, intro, cycle, lufs, top, peak
_MAGIC = b"relaxbd1"
_FRAME = 4  # bytes: two channels of 16 bits
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Loop:
    """A stored bed.

    Attributes:
        path: the file.
        intro: samples heard once, before the part that repeats.
        cycle: samples that repeat for ever after.
        lufs: its loudness by the project's meter, weighted or not, whichever reads louder:
            a rumble that the weighting forgives must not come out too loud.
        top: the same of its loudest 400 ms.
        peak: its largest sample, full scale 1.0.
        crc: CRC-32 of its samples.
    """

    path: Path
    intro: int
    cycle: int
    lufs: float
    top: float
    peak: float
    crc: int

    def place(self, at: int) -> int:
        """Where in the stored samples the endless bed's sample ``at`` lies."""
        return at if at < self.intro else self.intro + (at - self.intro) % self.cycle

    def read(self, source: IO[bytes], start: int, frames: int) -> NDArray[np.int16]:
        """``frames`` samples of the endless bed from ``start``, interleaved: (2 * frames,)."""
        parts = []
        while frames > 0:
            at = self.place(start)
            take = min(frames, self.intro + self.cycle - at)
            source.seek(_HEADER.size + at * _FRAME)
            parts.append(np.frombuffer(source.read(take * _FRAME), "<i2"))
            start, frames = start + take, frames - take
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def open_loop(path: Path) -> Loop | None:
    """The bed stored at ``path``; None when there is none or it is damaged."""
    try:
        with path.open("rb") as file:
            magic, crc, intro, cycle, lufs, top, peak = _HEADER.unpack(file.read(_HEADER.size))
            found, size = 0, 0
            while chunk := file.read(_CHUNK):
                found, size = zlib.crc32(chunk, found), size + len(chunk)
    except (OSError, struct.error):
        return None
    if magic != _MAGIC or crc != found or size != (intro + cycle) * _FRAME or cycle < 1:
        return None
    return Loop(path, intro, cycle, lufs, top, peak, crc)


class LoopWriter:
    """Takes a bed block by block and measures it on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._meter = Meter(2)
        self._square = 0.0
        self._crc = 0
        self.frames = 0
        self.peak = 0.0
        self.sudden_lu, self.top_at_s = 0.0, 0.0  # known when it is finished
        """How far its loudest 400 ms stand over all but a twentieth of it, and where they are."""
        file.write(bytes(_HEADER.size))

    def write(self, block: NDArray[np.int16]) -> None:
        """Append ``block``, shape (n, 2)."""
        data = np.ascontiguousarray(block, "<i2").tobytes()
        self._file.write(data)
        self._crc = zlib.crc32(data, self._crc)
        self._meter.feed(block)
        self.frames += len(block)
        self.peak = max(self.peak, float(np.abs(block.astype(np.int32)).max(initial=0)) / 32768)
        flat = block.reshape(-1).astype(np.float32)
        self._square += float(np.dot(flat, flat)) / 32768**2

    def finish(self, intro: int) -> tuple[float, float]:
        """Write the header; ``intro`` of the frames written are heard once. (lufs, top)."""
        plain = -0.691 + to_db(self._square / max(1, self.frames))
        weighted = self._meter.integrated()
        lufs = max(plain, weighted)
        heard = blocks(self._meter.energies())
        loudest = -0.691 + to_db(float(heard.max(initial=0.0)))
        top = lufs + max(0.0, loudest - weighted)
        if len(heard):
            usual = float(np.percentile(heard, 95))
            self.sudden_lu = to_db(float(heard.max())) - to_db(usual)
            self.top_at_s = int(heard.argmax()) / 10
        cycle = self.frames - intro
        self._file.seek(0)
        self._file.write(_HEADER.pack(_MAGIC, self._crc, intro, cycle, lufs, top, self.peak))
        return lufs, top


def kept(
    path: Path, write: Callable[[LoopWriter], None], ready: Callable[[], object] | None = None
) -> Loop:
    """The bed stored at ``path``; when there is none, or a damaged one, ``write`` makes it.

    ``ready`` does what takes long before a file is opened: work that is broken off leaves none.
    It is there whole or not at all.

    Raises:
        RelaxError: it cannot be stored; or what ``write`` raises.
    """
    if (found := open_loop(path)) and used_now(path):
        _LOG.info("bed: from the cache")
        return found
    begun = time.monotonic()
    if ready:
        ready()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear_unfinished(path.parent)
        with whole_file(path) as temporary, temporary.open("wb") as file:
            write(LoopWriter(file))
    except OSError as trouble:
        raise _not_stored() from trouble
    made = open_loop(path)
    if made is None:
        raise _not_stored()
    lasts, took = to_seconds(made.intro + made.cycle), time.monotonic() - begun
    _LOG.info("bed: made, %.0f s at %.1f LUFS; %.1f s", lasts, made.lufs, took)
    return made


def _not_stored() -> RelaxError:
    return RelaxError("The bed cannot be stored.", hint="Is the disk full, or write-protected?")
