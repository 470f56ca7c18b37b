"""The plainest plan: a list of tracks, whole and in order, with bed for what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import miniaudio

from relax.errors import BadInput
from relax.play._model import Entry, Piece, Plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KINDS = (".mp3", ".flac", ".wav", ".ogg")


@dataclass(frozen=True)
class Filling:
    """Plans from any moment to one end.

    Attributes:
        pieces: what is played, in order, again from the first when there is time.
        end: when there is silence, in seconds since 1970.
        crossfade: seconds by which neighbours overlap.
    """

    pieces: Sequence[Piece]
    end: float
    crossfade: float

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        """Every track that fits whole, then the bed up to the end."""
        entries: list[Entry] = []
        at, left = now, self._from(skip, last)
        while piece := next((p for p in left if at + p.seconds <= self.end), None):
            entries.append(Entry(_moment(at), _moment(at + piece.seconds), "track", piece))
            at += piece.seconds - min(self.crossfade, piece.seconds / 2)
            left.remove(piece)
            left.append(piece)
        if at < self.end:
            entries.append(Entry(_moment(at), _moment(self.end), "bed"))
        return Plan(_moment(now), tuple(entries))

    def _from(self, skip: frozenset[Path], last: Path | None) -> list[Piece]:
        """The pieces in order, beginning after ``last``."""
        paths = [piece.path for piece in self.pieces]
        first = paths.index(last) + 1 if last in paths else 0
        turned = [*self.pieces[first:], *self.pieces[:first]]
        return [piece for piece in turned if piece.path not in skip]

    def changed(self) -> bool:
        """Never: nothing is looked up."""
        return False


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def find_pieces(paths: Sequence[Path]) -> tuple[list[Piece], list[str]]:
    """Every sound file in ``paths`` (files and folders), and a sentence for each that is none.

    Raises:
        BadInput: a path is not there, or nothing in all of them is sound.
    """
    found: list[Piece] = []
    troubles: list[str] = []
    for path in paths:
        if not path.exists():
            raise BadInput(f"There is nothing at {path}.", hint="Give a file or a folder.")
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in files:
            if path.is_dir() and file.suffix.lower() not in KINDS:
                continue
            try:
                seconds = float(miniaudio.get_file_info(str(file)).duration)
            except (miniaudio.MiniaudioError, OSError, ValueError):
                seconds = 0.0
            if seconds > 0:
                found.append(Piece(file, file.stem, seconds))
            else:
                troubles.append(f"{file.name} cannot be played: it is left out.")
    if paths and not found:
        raise BadInput("There is no sound file to play there.", hint=f"Kinds: {' '.join(KINDS)}.")
    return found, troubles
