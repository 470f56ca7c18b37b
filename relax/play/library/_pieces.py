"""Files, folders and playlists → pieces (path, length, spoken lines, way back, for whom).

And which of them may be played to whoever comes next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.deliver import read_marks, spoken_beside
from relax.errors import BadInput, printable
from relax.files import files_below
from relax.play.library._decoded_length import KINDS, Unplayable, playable_seconds
from relax.play.plan import Piece
from relax.playlist import ENDINGS, read_playlist
from relax.units import to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_REASONS = 3  # reasons, where nothing at all can be played
_MARK = re.compile(r"-[0-9a-f]{8}$")  # the keyed hex at the end of our own names

LEAST_S: Final = 60.0
"""A sound that is shorter is a signal or an effect, not a track."""

_ROUNDING_S: Final = 0.05  # a track of a minute may be decoded that much shorter
_NAMED: Final = 3  # files; the others are counted


def find_pieces(paths: Sequence[Path], ffmpeg: Path | None = None) -> tuple[list[Piece], list[str]]:
    """Every sound file in files, folders (and the folders in them) and playlists, in order.

    Args:
        paths: files, folders and playlists.
        ffmpeg: decodes what the player's own library cannot; None for the one that came along.

    Returns:
        The pieces, and one sentence for each file that cannot be played and is left out.

    Raises:
        BadInput: a path is not there, a playlist cannot be read, or nothing at all is sound.
    """
    found: list[Piece] = []
    troubles: list[str] = []
    for file in _files(paths):
        try:
            found.append(_piece(file, ffmpeg))
        except Unplayable as why:
            troubles.append(f"{printable(file.name)} cannot be played: {why}. It is left out.")
    if paths and not found:
        raise BadInput("There is no sound file to play there.", hint=" ".join(troubles[:_REASONS]))
    return found, troubles


def _piece(file: Path, ffmpeg: Path | None) -> Piece:
    """What is known of one file."""
    seconds, marks = playable_seconds(file, ffmpeg), read_marks(file)
    return Piece(
        path=file,
        title=_title(file),
        seconds=seconds,
        spoken=_spoken(file),
        way_back=marks.way_back,
        personal=marks.personal,
        wakes=marks.wakes,
    )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Paths → sound files: those in a folder by name, those of a playlist in its order."""
    for path in paths:
        if not path.exists():
            raise BadInput(
                f"There is nothing at {path}.", hint="Give a file, a folder or a playlist."
            )
        if path.is_dir():
            yield from sorted(
                file
                for file in files_below(path)
                if file.suffix.lower() in KINDS and _is_meant(file, path)
            )
        elif path.suffix.lower() in ENDINGS:
            yield from read_playlist(path)
        else:
            yield path


def _is_meant(file: Path, folder: Path) -> bool:
    """Whether a file is there to be heard: not hidden, and not work that is not yet finished."""
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and file.is_file()


def _title(file: Path) -> str:
    """The file's own name, without the mark that only tells one client's track from another's."""
    return printable(_MARK.sub("", file.stem) or file.stem)


def _spoken(file: Path) -> tuple[tuple[float, float], ...]:
    """Start and end of each spoken line in seconds, from the captions beside the file."""
    return tuple((to_seconds(start), to_seconds(end)) for start, end, _ in spoken_beside(file))


@dataclass(frozen=True, slots=True)
class Skipped:
    """Pieces that are not played, each under the first reason that holds for it.

    Attributes:
        personal: those for one person.
        sleeping: those that do not wake their listener.
        short: those under a minute.
    """

    personal: tuple[Piece, ...]
    sleeping: tuple[Piece, ...]
    short: tuple[Piece, ...]

    def sentence(self, *, named: bool) -> str:
        """What was passed over and why; "" when nothing was.

        ``named``: whether files are named; not where the next client may look at the screen.
        """
        reasons = (
            (self.personal, "for one person", "--personal"),
            (self.sleeping, "that may end in sleep", "--sleep"),
            (self.short, "shorter than a minute", ""),
        )
        parts = [
            f"{len(pieces)} {why}"
            + (f" ({_names(pieces)})" if named else "")
            + (f" unless you say {switch}" if switch else "")
            for pieces, why, switch in reasons
            if pieces
        ]
        return f"Passed over: {'; '.join(parts)}." if parts else ""


def select_pieces(
    pieces: Iterable[Piece], *, personal: bool = False, sleep: bool = False
) -> tuple[list[Piece], Skipped]:
    """The pieces that may be played between appointments, and the others by their reasons.

    Args:
        pieces: everything there is.
        personal: whether tracks for one person may be played this time.
        sleep: whether tracks that do not wake may be played this time.
    """
    chosen: list[Piece] = []
    for_one: list[Piece] = []
    sleeping: list[Piece] = []
    short: list[Piece] = []
    for piece in pieces:
        if piece.seconds < LEAST_S - _ROUNDING_S:
            short.append(piece)
        elif piece.personal and not personal:
            for_one.append(piece)
        elif not piece.wakes and not sleep:
            sleeping.append(piece)
        else:
            chosen.append(piece)
    return chosen, Skipped(tuple(for_one), tuple(sleeping), tuple(short))


def _names(pieces: Sequence[Piece]) -> str:
    names = [printable(piece.path.name) for piece in pieces]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
