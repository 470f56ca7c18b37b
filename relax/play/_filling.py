"""The plainest plan: a list of tracks, whole and in order, with bed for what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from relax.play._model import Entry, Plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from relax.play._model import Piece


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


@dataclass
class Lasting:
    """Plans for a length that begins when the first plan is made.

    Attributes:
        pieces: what is played, in order, again from the first when there is time.
        seconds: how long.
        crossfade: seconds by which neighbours overlap.
    """

    pieces: Sequence[Piece]
    seconds: float
    crossfade: float
    _filling: Filling | None = None

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        """Every track that fits whole, then the bed up to the end."""
        if self._filling is None:
            self._filling = Filling(self.pieces, now + self.seconds, self.crossfade)
        return self._filling.plan(now, skip, last)

    def changed(self) -> bool:
        """Never: nothing is looked up."""
        return False


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
