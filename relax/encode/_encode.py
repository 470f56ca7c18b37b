"""PCM blocks streamed into one encoder: memory does not grow with the length of the track."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from relax.encode._program import ffmpeg_program, last_words, running
from relax.errors import EncodeError
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Format = Literal["mp3", "m4a", "opus", "flac", "wav"]

_BITEXACT: Final = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
_CODECS: Final[dict[str, tuple[str, ...]]] = {
    "mp3": ("-c:a", "libmp3lame", "-write_xing", "1", "-id3v2_version", "0", "-f", "mp3"),
    "m4a": ("-c:a", "aac", "-movflags", "+faststart", "-f", "ipod"),
    "opus": ("-c:a", "libopus", "-f", "opus"),
    "flac": ("-c:a", "flac", "-compression_level", "5", "-f", "flac"),
    "wav": ("-c:a", "pcm_s16le", "-f", "wav"),
}
_LOSSLESS: Final = ("flac", "wav")


@dataclass(frozen=True, slots=True)
class EncodeSettings:
    """How the file is written.

    Attributes:
        format: mp3, m4a, opus, flac or wav.
        bitrate_kbps: constant bit rate; ignored by flac and wav.
        ffmpeg: an encoder of the user's own; None for the one inside a Python package.
    """

    format: Format = "mp3"
    bitrate_kbps: int = 128
    ffmpeg: Path | None = None


def encode(blocks: Iterable[bytes], channels: int, out: Path, settings: EncodeSettings) -> str:
    """Write interleaved little-endian 16-bit blocks at 44.1 kHz to ``out``.

    Returns:
        SHA-256 of the PCM, in hex.

    Raises:
        EncodeError: the encoder failed, was killed, or the disk is full.
    """
    digest = hashlib.sha256()
    source = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", str(channels), "-i", "pipe:0")
    rate = () if settings.format in _LOSSLESS else ("-b:a", f"{settings.bitrate_kbps}k")
    target = (*_BITEXACT, *_CODECS[settings.format][:2], *rate, *_CODECS[settings.format][2:])
    arguments = (*source, *target, "-y", str(out))
    program = ffmpeg_program(settings.ffmpeg)
    with running(program, arguments, reads=True) as (process, complaints):
        if process.stdin is None:
            raise EncodeError("The encoder takes no input.")
        broken = False
        for block in blocks:
            digest.update(block)
            try:
                process.stdin.write(block)
            except OSError:
                broken = True
                break
        if not broken:
            try:
                process.stdin.close()
            except OSError:
                broken = True
        code = process.wait()
        if broken or code != 0:
            ended = f"was stopped by signal {-code}" if code < 0 else last_words(complaints)
            raise EncodeError(
                f"The encoder could not write the track: {ended}.",
                hint="Is the disk full? Nothing half-made was left.",
            )
    return digest.hexdigest()
