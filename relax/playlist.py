"""M3U, M3U8 and XSPF playlists: their text ⇄ the tracks they name, reader and writer side by side.

A playlist lies beside its tracks and names them relative to its folder, so that the folder can be
copied anywhere. Readers take what other programs write as well: file URLs, Windows paths, and plain
M3U in the encoding of old Windows. https://xspf.org/spec describes XSPF; nothing describes M3U.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname

from relax.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ENDINGS: Final = (".m3u8", ".m3u", ".xspf")
"""The endings of files that :func:`read_playlist` reads."""

_XSPF: Final = "http://xspf.org/ns/0/"
_LINE_END: Final = re.compile(r"\r\n|\r|\n")  # a name may hold all that splitlines() also splits at
_LENGTH: Final = re.compile(r"#EXTINF:\s*(-?\d+(?:\.\d+)?)[^,]*,?(.*)", re.DOTALL)
_NO_NAME: Final = re.compile(r"[#\s]|[A-Za-z][A-Za-z0-9+.-]*:")
"""At its beginning a name with this would be read as a remark, or as a URL."""
_NOT_IN_XML: Final = re.compile("[\x00-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class PlaylistTrack:
    """One track of a playlist.

    Attributes:
        location: The sound file, relative to the playlist's folder, or an absolute path; without
            line breaks, and without white space at its end.
        title: What a player shows; one line; "" when the playlist has none.
        seconds: Its length, or None: whole seconds in M3U, milliseconds in XSPF.
    """

    location: str
    title: str = ""
    seconds: float | None = None


def dump_m3u8(tracks: Iterable[PlaylistTrack]) -> str:
    """Tracks → the text of an extended M3U, to be written as UTF-8."""
    lines = ["#EXTM3U"]
    for track in tracks:
        seconds = -1 if track.seconds is None else round(track.seconds)  # -1: nobody knows
        lines.append(f"#EXTINF:{seconds},{_one_line(track.title)}")
        lines.append("./" * bool(_NO_NAME.match(track.location)) + track.location)
    return "\n".join(lines) + "\n"


def load_m3u(text: str) -> list[PlaylistTrack]:
    """The text of an M3U, extended or not → its tracks."""
    tracks: list[PlaylistTrack] = []
    title, seconds = "", None
    for line in (line.strip() for line in _LINE_END.split(text)):
        if found := _LENGTH.fullmatch(line):
            title = found[2].strip()
            seconds = None if found[1].startswith("-") else float(found[1])
        elif line and not line.startswith("#"):
            tracks.append(PlaylistTrack(_path(line), title, seconds))
            title, seconds = "", None
    return tracks


def dump_xspf(title: str, tracks: Iterable[PlaylistTrack]) -> str:
    """A title and tracks → the text of an XSPF, version 1; locations are relative URLs."""
    root = ET.Element("playlist", {"version": "1", "xmlns": _XSPF})
    ET.SubElement(root, "title").text = _one_line(title)
    listed = ET.SubElement(root, "trackList")
    for track in tracks:
        element = ET.SubElement(listed, "track")
        ET.SubElement(element, "location").text = quote(track.location)
        ET.SubElement(element, "title").text = _one_line(track.title)
        if track.seconds is not None:
            ET.SubElement(element, "duration").text = str(round(track.seconds * 1000))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def load_xspf(data: bytes) -> list[PlaylistTrack]:
    """The bytes of an XSPF → its tracks; of several locations of one track, the first.

    Raises:
        xml.etree.ElementTree.ParseError: it is no XML.
    """
    root = ET.fromstring(data)  # noqa: S314  (expat of every supported Python is immune)
    tracks: list[PlaylistTrack] = []
    for element in root.iter(f"{{{_XSPF}}}track"):
        location, title, duration = (
            (element.findtext(f"{{{_XSPF}}}{name}") or "").strip()
            for name in ("location", "title", "duration")
        )
        if location:
            seconds = int(duration) / 1000 if duration.isdecimal() and len(duration) < 16 else None
            tracks.append(PlaylistTrack(_path(location, is_url=True), title, seconds))
    return tracks


def read_playlist(playlist: Path) -> list[Path]:
    """A playlist, by its ending → the files it names, in order; they need not be there.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        kind, data = playlist.suffix.lower(), playlist.read_bytes()
        tracks = load_xspf(data) if kind == ".xspf" else load_m3u(_decoded(data, kind))
        return [_beside(playlist, track.location) for track in tracks]
    except (OSError, ValueError, ET.ParseError):  # ValueError: no text, or no URL
        raise BadInput(f"The playlist {playlist} cannot be read.") from None


def _one_line(title: str) -> str:
    return " ".join(_NOT_IN_XML.sub(" ", title).split())


def _path(entry: str, *, is_url: bool = False) -> str:
    """The path an entry means: a file URL, a percent-encoded relative one, or a plain name."""
    if entry.lower().startswith("file:"):
        return url2pathname(urlsplit(entry).path)
    return unquote(entry) if is_url else entry.removeprefix("./")


def _beside(playlist: Path, location: str) -> Path:
    """The file at a location; one that was written on Windows has other strokes."""
    if "\\" in location and not (playlist.parent / location).exists():
        location = location.replace("\\", "/")
    return playlist.parent / location


def _decoded(data: bytes, kind: str) -> str:
    """M3U8 is UTF-8 by its name; plain M3U may be older than that."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if kind == ".m3u8":
            raise
        return data.decode("cp1252", errors="replace")
