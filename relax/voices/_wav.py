"""The one kind of WAV file clips are: 16 bit, mono, 44 100 Hz, with a checksum at its end.

A file that lost its end, or whose blocks a failing disk filled with zeros, must not become silence
in a track: the checksum stands in a chunk of its own, which other programs pass over.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from pathlib import Path

_HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH4sI")
_TAIL: Final = struct.Struct("<4sII")
_CHUNK: Final = b"rlxc"


def _header(size: int) -> bytes:
    """RIFF, fmt and the head of a data chunk of ``size`` bytes."""
    riff = _HEADER.size - 8 + size + _TAIL.size
    form = (1, 1, SAMPLE_RATE, SAMPLE_RATE * 2, 2, 16)  # PCM, mono, 16 bit
    return _HEADER.pack(b"RIFF", riff, b"WAVE", b"fmt ", 16, *form, b"data", size)


def write(path: Path, samples: bytes) -> None:
    """Write 16-bit little-endian mono samples."""
    tail = _TAIL.pack(_CHUNK, 4, zlib.crc32(samples))
    path.write_bytes(_header(len(samples)) + samples + tail)


def whole_frames(path: Path) -> int | None:
    """Samples in a clip that is there, whole and as it was written; None otherwise."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    size = len(data) - _HEADER.size - _TAIL.size
    if size <= 0 or size % 2 or data[: _HEADER.size] != _header(size):
        return None
    samples = memoryview(data)[_HEADER.size : _HEADER.size + size]
    whole = data[_HEADER.size + size :] == _TAIL.pack(_CHUNK, 4, zlib.crc32(samples))
    return size // 2 if whole else None
