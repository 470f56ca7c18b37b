"""PCM blocks streamed into encoders: memory does not grow with the length of the track."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from relax.encode._chunk_cache import ChunkCache
from relax.encode._chunks import Encoding, encode_chunks
from relax.encode._lame import Lame
from relax.encode._program import encoder_failed, ffmpeg_program, file_url, running
from relax.errors import EncodeError
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

Format = Literal["mp3", "m4a", "opus", "flac", "wav", "mp4"]

BITEXACT: Final = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
_CODECS: Final[dict[str, tuple[str, ...]]] = {
    "m4a": ("-c:a", "aac", "-movflags", "+faststart", "-f", "ipod"),
    "opus": ("-c:a", "libopus", "-f", "opus"),
    "flac": ("-c:a", "flac", "-compression_level", "5", "-f", "flac"),
    "mp4": ("-c:a", "aac", "-movflags", "+faststart", "-f", "mp4"),
    "wav": ("-c:a", "pcm_s16le", "-f", "wav"),
}
_LOSSLESS: Final = ("flac", "wav")


@dataclass(frozen=True, slots=True)
class EncodeSettings:
    """How the file is written.

    Attributes:
        format: mp3, m4a, opus, flac, wav, or mp4: the sound of a video.
        bitrate_kbps: constant bit rate; ignored by flac and wav.
        workers: encoders that run at once (mp3).
        ffmpeg: an encoder of the user's own; None for the one inside a Python package.
        cache: folder for encoded chunks that other tracks may share (mp3); None keeps none.
    """

    format: Format = "mp3"
    bitrate_kbps: int = 128
    workers: int = 2
    ffmpeg: Path | None = None
    cache: Path | None = None


def expected_bytes(settings: EncodeSettings, minutes: float) -> int:
    """About how large a file of so many minutes will be, on two channels."""
    kbps = SAMPLE_RATE * 2 * 16 / 1000 if settings.format in _LOSSLESS else settings.bitrate_kbps
    return round(minutes * 60 * kbps * 1000 / 8)


def encode(
    blocks: Iterable[bytes],
    channels: int,
    out: Path,
    settings: EncodeSettings,
    *,
    private: Sequence[tuple[int, int]] = (),
) -> str:
    """Write interleaved little-endian 16-bit blocks at 44.1 kHz to ``out``.

    Args:
        blocks: the sound; only a few chunks of 20 s are held at once.
        channels: 1 or 2.
        out: a temporary name; half a file may be left there when this fails.
        settings: format and rate.
        private: spans of samples (start, end) that hold something personal: the sound of them,
            and of the room after them, is not kept in the cache.

    Returns:
        SHA-256 of the PCM, in hex.

    Raises:
        EncodeError: the encoder failed, was killed, or the disk is full.
    """
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for block in blocks:
            digest.update(block)
            yield block

    program = ffmpeg_program(settings.ffmpeg)
    if settings.format == "mp3":
        lame = Lame(program, channels, settings.bitrate_kbps)
        cache = ChunkCache(settings.cache) if settings.cache else None
        encode_chunks(hashed(), Encoding(lame, settings.workers, cache, private), out)
    else:
        _encode_stream(hashed(), program, channels, out, settings)
    return digest.hexdigest()


def _encode_stream(
    blocks: Iterable[bytes], program: str, channels: int, out: Path, settings: EncodeSettings
) -> None:
    """One encoder, fed block by block."""
    source = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", str(channels), "-i", "pipe:0")
    rate = () if settings.format in _LOSSLESS else ("-b:a", f"{settings.bitrate_kbps}k")
    arguments = (*source, *BITEXACT, *_CODECS[settings.format], *rate, "-y", file_url(out))
    with running(program, arguments, reads=True) as (process, complaints):
        if process.stdin is None:
            raise EncodeError("The encoder takes no input.")
        whole = False
        with suppress(BrokenPipeError):  # it has ended too early; its exit code tells
            for block in blocks:
                process.stdin.write(block)
            process.stdin.close()
            whole = True
        code = process.wait()
        if code or not whole:
            raise encoder_failed(code, complaints())
