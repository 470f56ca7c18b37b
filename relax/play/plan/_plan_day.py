"""A calendar and pieces → a plan for 24 hours: sound in the gaps, quiet in appointments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from relax.play.plan._model import Entry, Plan
from relax.play.plan._plan_gap import GapPlanner, in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from relax.play.calendar import WatchedCalendar
    from relax.play.plan._model import Piece

AHEAD = timedelta(hours=24)
"""How far a plan reaches."""
LEAST_GAP_S = 20.0
"""In a shorter gap it stays quiet: a sound that only comes and goes disturbs."""


@dataclass(frozen=True)
class DayPlanner:
    """Plans from any moment, a day ahead.

    Attributes:
        pieces: what is played, in order; no track comes again before all that fit have been.
        calendar: when somebody is in the room.
        settle: quiet after an appointment, in seconds, to leave the room.
        crossfade: seconds by which neighbours overlap.
        heard: when each track was heard last, in seconds since 1970; may grow meanwhile.
    """

    pieces: Sequence[Piece]
    calendar: WatchedCalendar
    settle: float
    crossfade: float
    heard: Mapping[Path, float] = field(default_factory=dict)

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        """Sound in the gaps, ending as each appointment begins; quiet in between.

        Raises:
            BadInput: an entry of the calendar contradicts itself.
        """
        start = datetime.fromtimestamp(now, UTC)
        end = start + AHEAD
        settle = timedelta(seconds=self.settle)
        entries: list[Entry] = []
        at = start
        for one in self.calendar.appointments(start - settle, end):
            begins, leaves = one.start, one.end
            before = None if entries else last
            entries += self._gap(at, begins, self._waiting(entries, skip, last), before)
            taken = (("appointment", begins, leaves), ("settling", leaves, leaves + settle))
            for reason, begins, ends in taken:
                since, until = max(begins, at), min(ends, end)
                if since < until:
                    entries.append(Entry(since, until, "quiet", reason=reason))
                    at = until
        before = None if entries else last
        entries += self._gap(at, end, self._waiting(entries, skip, last), before)
        return Plan(start, tuple(entries), goes_on=True)

    def changed(self) -> bool:
        """Whether the calendar file was replaced; the new one counts from now on."""
        return self.calendar.changed()

    def _waiting(
        self, entries: Sequence[Entry], skip: frozenset[Path], last: Path | None
    ) -> list[Piece]:
        """The pieces, whatever was played longest ago first."""
        played = {e.piece.path: n for n, e in enumerate(entries, 1) if e.piece is not None}
        left = in_turn(self.pieces, self.heard, skip, last)
        return sorted(left, key=lambda piece: played.get(piece.path, 0))

    def _gap(
        self, start: datetime, end: datetime, pieces: Sequence[Piece], before: Path | None
    ) -> Iterator[Entry]:
        """Sound from ``start`` to ``end``; ``before``: the track it follows without a quiet."""
        if (end - start).total_seconds() >= LEAST_GAP_S:
            filling = GapPlanner(pieces, end.timestamp(), self.crossfade)
            yield from filling.plan(start.timestamp(), frozenset(), before).entries
        elif end > start:
            yield Entry(start, end, "quiet", reason="short gap")
