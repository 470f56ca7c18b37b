"""What there is to play: files, folders and playlists, and what is known of each track."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree as ET

import miniaudio
from mutagen import MutagenError
from mutagen.id3 import ID3
from mutagen.mp3 import MP3, BitrateMode

from relax.deliver import spoken_beside
from relax.errors import BadInput
from relax.files import files_below
from relax.play._model import Piece
from relax.units import to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

KINDS = (".mp3", ".flac", ".wav", ".ogg")
LISTS = (".m3u8", ".m3u", ".xspf")
_MOST_OF_IT = 0.995
_MARK = re.compile(r"-[0-9a-f]{8}$")
WAY_BACK = "Come back now"
"""The chapter every track has that wakes its listener."""


def find_pieces(paths: Sequence[Path]) -> tuple[list[Piece], list[str]]:
    """Every sound file in files, folders (and the folders in them) and playlists, in order.

    Returns:
        The pieces, and one sentence for each file that cannot be played and is left out.

    Raises:
        BadInput: a path is not there, a playlist cannot be read, or nothing at all is sound.
    """
    found: list[Piece] = []
    troubles: list[str] = []
    for file in _files(paths):
        seconds = _seconds(file)
        if seconds > 0 and _is_cut_off(file):
            troubles.append(f"{file.name} is cut off: it is left out. Copy it again.")
        elif seconds > 0:
            found.append(Piece(file, _title(file), seconds, _spoken(file), _way_back(file)))
        else:
            troubles.append(f"{file.name} cannot be played: it is left out.")
    if paths and not found:
        raise BadInput("There is no sound file to play there.", hint=f"Kinds: {' '.join(KINDS)}.")
    return found, troubles


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise BadInput(
                f"There is nothing at {path}.", hint="Give a file, a folder or a playlist."
            )
        if path.is_dir():
            yield from sorted(
                file
                for file in files_below(path)
                if file.suffix.lower() in KINDS and file.is_file()
            )
        elif path.suffix.lower() in LISTS:
            yield from _listed(path)
        else:
            yield path


def _listed(playlist: Path) -> list[Path]:
    """The files of an M3U8 or XSPF playlist; names are relative to where it lies."""
    try:
        kind, data = playlist.suffix.lower(), playlist.read_bytes()
        entries = _xspf(data) if kind == ".xspf" else _m3u(_text(data, kind))
        return [_beside(playlist, entry) for entry in entries]
    except (OSError, UnicodeDecodeError, ET.ParseError):
        raise BadInput(f"The playlist {playlist} cannot be read.") from None


def _beside(playlist: Path, entry: str) -> Path:
    """The file that an entry means; one that was written on Windows has other strokes."""
    if "\\" in entry and not (playlist.parent / entry).exists():
        entry = entry.replace("\\", "/")
    return playlist.parent / entry


def _text(data: bytes, kind: str) -> str:
    """M3U8 is UTF-8 by its name; plain M3U may be older than that."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if kind == ".m3u8":
            raise
        return data.decode("cp1252", errors="replace")


def _m3u(text: str) -> list[str]:
    """One file a line, as it is named; lines with # are remarks."""
    lines = (line.strip() for line in text.splitlines())
    return [_local(line) for line in lines if line and not line.startswith("#")]


def _xspf(text: bytes) -> list[str]:
    """``location`` elements, which are URLs."""
    root = ET.fromstring(text)  # noqa: S314  (expat of every supported Python is immune)
    found = (element.text for element in root.iter("{http://xspf.org/ns/0/}location"))
    return [_local(text.strip(), url=True) for text in found if text and text.strip()]


def _local(entry: str, *, url: bool = False) -> str:
    """The path an entry means: a file URL, a percent-encoded relative one, or a plain name."""
    if entry.lower().startswith("file:"):
        return url2pathname(urlsplit(entry).path)
    return unquote(entry) if url else entry


def _title(file: Path) -> str:
    """The file's own name, without the mark that only tells one client's track from another's."""
    return _MARK.sub("", file.stem) or file.stem


def _seconds(file: Path) -> float:
    """Decoded length; 0 for what cannot be decoded."""
    try:
        return float(miniaudio.get_file_info(str(file)).duration)
    except (miniaudio.MiniaudioError, OSError, ValueError):
        return 0.0


def _is_cut_off(file: Path) -> bool:
    """Whether an MP3 of one bit rate is shorter than its own header says: a copy that broke off."""
    if file.suffix.lower() != ".mp3":
        return False
    try:
        info, size = MP3(file).info, file.stat().st_size
    except (MutagenError, OSError, ValueError):
        return False
    told = info.length * info.bitrate / 8 if info.bitrate_mode == BitrateMode.CBR else 0.0
    return bool(size < _MOST_OF_IT * told)


def _spoken(file: Path) -> tuple[tuple[float, float], ...]:
    """When somebody speaks in it, by the captions beside it."""
    return tuple((to_seconds(start), to_seconds(end)) for start, end, _ in spoken_beside(file))


def _way_back(file: Path) -> float | None:
    """Where its chapter "Come back now" begins, in seconds."""
    if file.suffix.lower() != ".mp3":
        return None
    try:
        chapters = ID3(file).getall("CHAP")
    except (MutagenError, OSError, ValueError):
        return None
    starts = (
        chapter.start_time / 1000
        for chapter in chapters
        if str(chapter.sub_frames.get("TIT2", "")) == WAY_BACK
    )
    return next(starts, None)
