"""Pieces and an end, a length or a calendar → a plan of whole tracks in order.

The bed sounds in what is left of a gap, and appointments are quiet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from relax.play.plan._plan import Entry, Plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from relax.play.calendar import WatchedCalendar
    from relax.play.plan._plan import Piece

BETWEEN_S = 1800.0
"""So long the bed sounds before a track that nothing else can follow comes again: seconds."""

AHEAD = timedelta(hours=24)
"""How far a plan reaches."""

LEAST_GAP_S = 20.0
"""In a shorter gap it stays quiet: a sound that only comes and goes disturbs."""


class _UnwatchedPlanner:
    """What planners have in common that look nothing up."""

    def changed(self) -> bool:
        """Never: what the plan was made from cannot change."""
        return False


@dataclass(frozen=True)
class TrackPlanner(_UnwatchedPlanner):
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


def in_turn(
    pieces: Sequence[Piece],
    heard: Mapping[Path, float],
    skip: frozenset[Path] = frozenset(),
    last: Path | None = None,
) -> list[Piece]:
    """Pieces that may be played: longest unheard first, then in their order after ``last``.

    Args:
        pieces: what there is, in order.
        heard: when each was heard last, in seconds since 1970; without those that never were.
        skip: what is not to be played.
        last: what was heard last of all: it comes last.
    """
    paths = [piece.path for piece in pieces]
    first = paths.index(last) + 1 if last in paths else 0
    turned = [*pieces[first:], *pieces[:first]]
    left = [piece for piece in turned if piece.path not in skip]
    return sorted(left, key=lambda one: (one.path == last, heard.get(one.path, 0.0)))


@dataclass(frozen=True)
class GapPlanner(_UnwatchedPlanner):
    """Plans from any moment to one end.

    Attributes:
        pieces: what is played in order, and again when there is time; whole, none twice running.
        end: when there is silence, in seconds since 1970.
        crossfade: seconds by which neighbours overlap.
        heard: when each track was heard last, in seconds since 1970; may grow meanwhile.
    """

    pieces: Sequence[Piece]
    end: float
    crossfade: float
    heard: Mapping[Path, float] = field(default_factory=dict)

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        """Every track that fits whole, none twice running, then the bed up to the end."""
        entries: list[Entry] = []
        at, before, left = now, last, in_turn(self.pieces, self.heard, skip, last)
        while (piece := self._next(left, at, before)) or self._next(left, at + BETWEEN_S):
            if piece is None:
                entries.append(Entry(_moment(at), _moment(at + BETWEEN_S), "bed"))
                at, before = at + BETWEEN_S, None
                continue
            entries.append(Entry(_moment(at), _moment(at + piece.seconds), "track", piece))
            at += piece.seconds - min(self.crossfade, piece.seconds / 2)
            before = piece.path
            left.remove(piece)
            left.append(piece)
        if at < self.end:
            entries.append(Entry(_moment(at), _moment(self.end), "bed"))
        return Plan(_moment(now), tuple(entries))

    def _next(self, left: Iterable[Piece], at: float, before: Path | None = None) -> Piece | None:
        """The first that fits whole from ``at`` on and is not what was heard just ``before``."""
        fits = (one for one in left if at + one.seconds <= self.end and one.path != before)
        return next(fits, None)


@dataclass
class LengthPlanner(_UnwatchedPlanner):
    """Plans for a length that begins when the first plan is made.

    Attributes:
        pieces: what is played in order, and again when there is time; whole, none twice running.
        seconds: how long.
        crossfade: seconds by which neighbours overlap.
        heard: when each track was heard last, in seconds since 1970; may grow meanwhile.
    """

    pieces: Sequence[Piece]
    seconds: float
    crossfade: float
    heard: Mapping[Path, float] = field(default_factory=dict)
    _planner: GapPlanner | None = None

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        """Every track that fits whole, then the bed up to the end."""
        if self._planner is None:
            end = now + self.seconds
            self._planner = GapPlanner(self.pieces, end, self.crossfade, self.heard)
        return self._planner.plan(now, skip, last)


def _moment(seconds: float) -> datetime:
    """Seconds since 1970 → the same moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


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
        """Pieces that may be played: first what ``entries`` do not have, then their earliest."""
        played = {e.piece.path: n for n, e in enumerate(entries, 1) if e.piece is not None}
        left = in_turn(self.pieces, self.heard, skip, last)
        return sorted(left, key=lambda piece: played.get(piece.path, 0))

    def _gap(
        self, start: datetime, end: datetime, pieces: Sequence[Piece], before: Path | None
    ) -> Iterator[Entry]:
        """Sound from ``start`` to ``end``; ``before``: the track it follows without a quiet."""
        if (end - start).total_seconds() >= LEAST_GAP_S:
            planner = GapPlanner(pieces, end.timestamp(), self.crossfade)
            yield from planner.plan(start.timestamp(), frozenset(), before).entries
        elif end > start:
            yield Entry(start, end, "quiet", reason="short gap")
