"""One track → a plan of it alone, once, from its beginning to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from relax.play.plan._model import Entry, Plan

if TYPE_CHECKING:
    from pathlib import Path

    from relax.play.plan._model import Piece


@dataclass(frozen=True)
class TrackPlanner:
    """Plans one piece; whoever skips it, or hears its end, has heard all.

    Attributes:
        piece: what is played.
    """

    piece: Piece

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        """The piece from ``now`` on, or nothing when it was played or cannot be."""
        begin = datetime.fromtimestamp(now, UTC)
        if last == self.piece.path or self.piece.path in skip:
            return Plan(begin, ())
        end = begin + timedelta(seconds=self.piece.seconds)
        return Plan(begin, (Entry(begin, end, "track", self.piece),))

    def changed(self) -> bool:
        """Never: nothing is looked up."""
        return False
