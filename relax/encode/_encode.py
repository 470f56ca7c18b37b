"""PCM blocks streamed into encoders: memory does not grow with the length of the track."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from relax.encode._chunk_file import keep
from relax.encode._chunks import CHUNK, Encoded, encode_chunks, grid, pcm_digest
from relax.encode._lame import Lame
from relax.encode._program import encoder_failed, ffmpeg_program, file_url, running
from relax.errors import EncodeError
from relax.kept import Kept
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from relax.encode._chunks import Sound

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


def encode(blocks: Iterable[bytes], channels: int, out: Path, settings: EncodeSettings) -> str:
    """Write interleaved little-endian 16-bit blocks at 44.1 kHz to ``out``.

    Args:
        blocks: the sound; only a few chunks of it are held at once.
        channels: 1 or 2.
        out: a temporary name; half a file may be left there when this fails.
        settings: format and rate.

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

    encode_sound(_Blocks(hashed(), channels), out, settings)
    return digest.hexdigest()


def encode_sound(sound: Sound, out: Path, settings: EncodeSettings) -> Encoded:
    """Write a sound to ``out``; what is known of an MP3 is neither rendered nor encoded.

    Args:
        sound: asked for its stretches in order.
        out: a temporary name; half a file may be left there when this fails.
        settings: format, rate, encoder and cache.

    Raises:
        EncodeError: the encoder failed, was killed, or the disk is full.
    """
    program = ffmpeg_program(settings.ffmpeg)
    if settings.format == "mp3":
        lame = Lame(program, sound.channels, settings.bitrate_kbps)
        return encode_chunks(sound, lame, settings.workers, _kept(settings), out)
    digests: list[bytes] = []

    def rendered() -> Iterator[bytes]:
        for start, end in grid(sound):
            pcm, note = sound.render(start, end)
            sound.accept(end, note)
            digests.append(hashlib.sha256(pcm).digest())
            yield pcm

    _encode_stream(rendered(), program, sound.channels, out, settings)
    return Encoded(b"", (), sound.frames, 0, pcm_digest(digests))


def keep_chunks(
    encoded: Encoded, out: Path, settings: EncodeSettings, verdicts: Sequence[bytes]
) -> None:
    """Keep the chunks of the file ``out``, which has been proved, for other tracks.

    Args:
        encoded: what :func:`encode_sound` gave.
        out: the file, as it was written or with tags before it.
        settings: those it was encoded with.
        verdicts: what was measured of each chunk.
    """
    if encoded.chunks and (kept := _kept(settings)):
        keep(encoded, out, kept, verdicts)


def _kept(settings: EncodeSettings) -> Kept | None:
    return Kept(settings.cache) if settings.cache else None


class _Blocks:
    """Blocks of samples as a sound: of unknown length, and nothing of it is kept."""

    def __init__(self, blocks: Iterable[bytes], channels: int) -> None:
        self.channels = channels
        self._blocks = iter(blocks)
        self._held, self._begins, self._end = bytearray(), 0, 0
        self._whole = False

    @property
    def frames(self) -> int:
        """Its length; while that is not known, at least two chunks more than was rendered."""
        while not self._whole and self._known < self._end + 2 * CHUNK:
            block = next(self._blocks, None)
            self._whole = block is None
            self._held += block or b""
        return self._known

    @property
    def _known(self) -> int:
        return self._begins + len(self._held) // (2 * self.channels)

    def identity(self, start: int, end: int) -> str:
        """Nothing is known of it beforehand."""
        del start, end
        return ""

    def render(self, start: int, end: int, before: int = 0, after: int = 0) -> tuple[bytes, bytes]:
        """The samples of a stretch and of what is around it; stretches are asked for in order."""
        width = 2 * self.channels
        self._end = end
        first, stop = start - before, min(end + after, self.frames)
        del self._held[: (first - self._begins) * width]
        self._begins = first
        return bytes(self._held[: (stop - first) * width]), b""

    def accept(self, end: int, note: bytes) -> None:
        """Nothing is noted."""


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
