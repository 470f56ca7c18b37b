"""The first frame of an MP3: the Info/LAME header by which players know the exact length.

Layout: the LAME tag specification, revision 1. Silence before (encoder delay) and after the music
(padding) stand in it, so that a decoder gives back exactly the samples that went in.
"""

from __future__ import annotations

import struct
from typing import Final

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
    """The frames of a bare stream."""
    view, at, frames = memoryview(data), 0, []
    while at + 4 <= len(data):
        length = frame_length(data, at)
        frames.append(view[at : at + length])
        at += length
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
