"""A sound file → its decoded length in seconds, or the reason why it cannot be played."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Final

import miniaudio
from mutagen import File, MutagenError
from mutagen.mp3 import MP3

from relax.encode import ffmpeg_program, probe
from relax.errors import EncodeError, RelaxError
from relax.play.sound import FileSource, PipedSource
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from pathlib import Path

KINDS: Final = frozenset(
    f".{ending}"
    for line in (
        "mp3 flac wav ogg m4a m4b m4r mp4 aac adts opus oga spx aif aiff aifc wma asf mka",
        "webm weba caf wv ape tta tak mpc mp2 mpga ac3 eac3 dts amr au snd w64 alac ra",
        "m4p aa aax mid midi",
    )
    for ending in line.split(" ")
)
"""What is taken for sound in a folder; of what cannot be played, a person is told why."""

CUT_OFF: Final = "it is cut off. Copy it again"

_FRAMES_LOST: Final = (
    3000  # bytes: two frames at the highest rate, more than headers disagree about
)
_MISSING_S: Final = 0.5  # a file that is this much shorter than its header states is not whole
_TAIL_S: Final = 3.0  # decoded to see whether a file ends whole
_OGG_PAGE: Final = 65_307  # bytes of the largest page: 27 + 255 + 255 * 255 (RFC 3533 §6)
_OGG_HEAD: Final = 27  # bytes of a page before its table of segments (RFC 3533 §6)


class Unplayable(Exception):  # noqa: N818  (a reason, not a failure of ours)
    """Why a file cannot be played: part of a sentence, for a person."""


def playable_seconds(file: Path, ffmpeg: Path | None) -> float:
    """Decoded length of a sound file, by the library that plays it or else by ffmpeg.

    Raises:
        Unplayable: it is no sound, is cut off, or cannot be read; with the reason.
    """
    _refuse_unreadable(file)
    if seconds := _miniaudio_seconds(file):
        if _is_cut_off(file, seconds):
            raise Unplayable(CUT_OFF)
        return seconds
    try:
        program = ffmpeg_program(ffmpeg)
        found = probe(program, file)
        stated_s = _header_seconds(file) or found.told_s or 0.0
        if found.counted_s < stated_s - _MISSING_S or _lacks_bytes(file):
            raise Unplayable(CUT_OFF)
        _try_decoding(PipedSource(file, program))
    except RelaxError as error:
        raise Unplayable(error.message.rstrip(".")) from None
    return found.counted_s


def _refuse_unreadable(file: Path) -> None:
    """Raise Unplayable for what is no ordinary file, is empty, or cannot be read."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
            raise Unplayable("it is no ordinary file")
        with file.open("rb") as opened:
            if not opened.read(1):
                raise Unplayable("it is empty")
    except OSError as error:
        raise Unplayable((error.strerror or "it cannot be read").lower()) from None


def _miniaudio_seconds(file: Path) -> float:
    """Length by miniaudio, which plays it; 0 where miniaudio cannot."""
    try:
        return float(miniaudio.get_file_info(str(file)).duration)
    except (miniaudio.MiniaudioError, OSError, ValueError):
        return 0.0


def _is_cut_off(file: Path, seconds: float) -> bool:
    """Whether the file holds less sound than its header states, or does not decode to its end."""
    if file.suffix.lower() == ".mp3":
        return _lacks_frames(file)
    if _lacks_bytes(file):
        return True
    try:
        source = FileSource(file, seconds, max(0.0, seconds - _TAIL_S))
        while source.state == "open":
            source.read(SAMPLE_RATE)
        source.close()
    except RelaxError:
        return True
    return source.state == "failed"


def _lacks_frames(file: Path) -> bool:
    """Whether an MP3 has fewer bytes of sound than its first frame says."""
    try:
        opened = MP3(file)
        before = opened.tags.size if opened.tags is not None else 0
        stated = opened.info.length * opened.info.bitrate / 8  # bytes of sound
        return bool(file.stat().st_size - before + _FRAMES_LOST < stated)
    except (MutagenError, OSError, ValueError, AttributeError):
        return False


def _lacks_bytes(file: Path) -> bool:
    """Whether a file of one block (WAV, AIFF) is shorter than it says, or Ogg lacks its end."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        head = opened.read(8)
        opened.seek(max(0, size - _OGG_PAGE))
        last = opened.read()
    kind, length = head[:4], head[4:]
    if kind in {b"RIFF", b"FORM"}:
        stated = int.from_bytes(length, "little" if kind == b"RIFF" else "big")
        # The largest number stands there while a file is recorded or streamed: no length stated.
        return stated < 2**32 - 16 and stated + 8 > size + 1
    if kind == b"OggS":
        return not _ends_ogg(last[last.rfind(b"OggS") :])
    return False


def _ends_ogg(page: bytes) -> bool:
    """Whether an Ogg page is whole and says that it is the last one (RFC 3533)."""
    if len(page) < _OGG_HEAD or not page[5] & 4:  # 4: last page of the stream
        return False
    parts = page[_OGG_HEAD : _OGG_HEAD + page[26]]  # byte 26 counts them; each is a length
    return len(parts) == page[26] and len(page) >= _OGG_HEAD + len(parts) + sum(parts)


def _header_seconds(file: Path) -> float:
    """Length that the file's header states, read by mutagen; 0 where it states none."""
    try:
        return float(getattr(getattr(File(file), "info", None), "length", 0.0) or 0.0)
    except Exception:  # noqa: BLE001  (mutagen raises many kinds; all mean that nothing is told)
        return 0.0


def _try_decoding(source: PipedSource) -> None:
    """Decode a tenth of a second: a file that ffprobe reads may be locked, or of no known codec."""
    with source:
        if not len(source.read(SAMPLE_RATE // 10)):
            raise EncodeError(source.complaint())
