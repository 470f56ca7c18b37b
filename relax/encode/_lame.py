"""MP3 frames from LAME, and the header frame by which players know the exact length.

Layout of the header: the LAME tag specification, revision 1. Silence before (encoder delay) and
after the music (padding) stand in it, so that a decoder gives back exactly the samples that went
in.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from relax.encode._program import file_url, run
from relax.errors import EncodeError
from relax.units import SAMPLE_RATE

FRAME: Final = 1152
"""Samples per frame of MPEG-1 layer III."""

PATTERN: Final = 49
"""At 44.1 kHz every constant bit rate repeats its pattern of padded frames after 49 frames."""

DELAY: Final = 576
"""Samples of encoder delay as LAME counts them."""

_KBPS: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_HAS_ALL: Final = 0x0F  # frames, bytes, table of contents and quality are all there
_LAME_AT: Final = 120  # from the word Info to the LAME extension
_DELAY_AT: Final = _LAME_AT + 21
_LENGTH_AT: Final = _LAME_AT + 28
_CRC_AT: Final = _LAME_AT + 34


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
        """A bare stream of frames.

        Raises:
            EncodeError: the encoder failed or was killed.
        """
        source = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", str(self.channels), "-i", "pipe:0")
        codec = ("-c:a", "libmp3lame", "-b:a", f"{self.kbps}k", "-reservoir", "0", "-f", "mp3")
        bare = ("-write_xing", str(int(header)), "-id3v2_version", "0", "-fflags", "+bitexact")
        return run(self.program, (*source, *codec, *bare, "-y", out), pcm)

    def sample_header(self, scratch: Path) -> bytes:
        """A header frame of this encoder, which writes one only into a file: ``scratch``.

        Raises:
            EncodeError: the encoder failed, or wrote none.
        """
        self.encode(bytes(FRAME * self.width), file_url(scratch), header=True)
        try:
            frame = bytes(split_frames(scratch.read_bytes())[0])
        except (OSError, ValueError, IndexError):
            raise no_frames() from None
        if b"Info" not in frame:
            raise no_frames()
        return frame

    def key(self, sound: str, cut: object) -> str:
        """What the frames of a sound are kept by: they depend on nothing else.

        Args:
            sound: a digest of the samples, or of all that decides about them.
            cut: what is taken of them.
        """
        stat = Path(self.program).stat()
        facts = (stat.st_size, stat.st_mtime_ns, self.channels, self.kbps, cut, sound)
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def no_frames() -> EncodeError:
    """The error of an encoder that says all is well and has not done its work."""
    return EncodeError("The encoder did not encode the whole track.", hint="Try `relax doctor`.")


def frame_length(header: bytes, at: int = 0) -> int:
    """Bytes of the frame whose header begins at ``at``.

    Raises:
        ValueError: no frame of MPEG-1 layer III at 44.1 kHz begins there.
    """
    sync = header[at] == 0xFF and header[at + 1] & 0xFE == 0xFA
    index = header[at + 2] >> 4
    if not sync or not 1 <= index <= 14 or header[at + 2] & 0x0C:
        raise ValueError("not a frame")
    padded = header[at + 2] >> 1 & 1
    return 144_000 * _KBPS[index] // 44_100 + padded


def split_frames(data: bytes) -> list[memoryview]:
    """The frames of a bare stream.

    Raises:
        ValueError: something else stands in it, or it ends within a frame.
    """
    view, at, frames = memoryview(data), 0, []
    while at + 4 <= len(data):
        length = frame_length(data, at)
        frames.append(view[at : at + length])
        at += length
    if at != len(data):
        raise ValueError("not whole frames")
    return frames


def info_frame(sample: bytes, frames: int, samples: int, audio_bytes: int) -> bytes:
    """The header frame of a stream that has been put together.

    Args:
        sample: a header frame that the same encoder wrote with the same settings.
        frames: audio frames after the header.
        samples: samples per channel that went in.
        audio_bytes: bytes of all audio frames.
    """
    frame = bytearray(sample)
    tag = frame.index(b"Info")
    padding = frames * FRAME - samples - DELAY
    struct.pack_into(">III", frame, tag + 4, _HAS_ALL, frames, audio_bytes + len(frame))
    frame[tag + 16 : tag + 116] = bytes(n * 256 // 100 for n in range(100))
    frame[tag + _DELAY_AT : tag + _DELAY_AT + 3] = (DELAY << 12 | padding).to_bytes(3, "big")
    struct.pack_into(">IH", frame, tag + _LENGTH_AT, audio_bytes + len(frame), 0)
    struct.pack_into(">H", frame, tag + _CRC_AT, crc16(bytes(frame[: tag + _CRC_AT])))
    return bytes(frame)


def crc16(data: bytes) -> int:
    """CRC-16 with the reflected polynomial 0x8005, as the tag has it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
