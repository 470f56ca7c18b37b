"""The series of a calendar, and a stretch of time → every appointment in it, in UTC, merged.

In every doubt the room counts as taken: an entry that may be meant in two ways takes it in both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from dateutil.rrule import rrulestr

from relax.play.calendar._times import DAY
from relax.play.calendar._zones import in_utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from relax.play.calendar._times import Moment
    from relax.play.calendar._zones import Zone

_APART: Final = 2 * DAY
"""No two clocks of the world are further apart."""


@dataclass(frozen=True, order=True)
class Appointment:
    """A stretch in which the room is taken, in UTC. Nothing else is kept of it."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Interpretation:
    """One way to understand when an entry is.

    Attributes:
        zone: by which its clock goes.
        first: what that clock shows as it begins for the first time.
        lasts: how long the room is taken each time.
    """

    zone: Zone
    first: datetime
    lasts: timedelta


@dataclass(frozen=True)
class Rule:
    """One RRULE of an entry: when it comes again.

    Attributes:
        text: the rule without its UNTIL.
        until: the last moment at which it may begin; None when it has none.
        step: after how long its pattern repeats, where it does so evenly and is not counted.
    """

    text: str
    until: Moment | None = None
    step: timedelta | None = None

    def walls(self, first: datetime, since: datetime, until: datetime) -> Iterator[datetime]:
        """What the clock shows at each beginning from ``since`` to ``until``."""
        start = first
        if self.step is not None and since > first:
            start += max(0, (since - first) // self.step - 1) * self.step
        for wall in rrulestr(self.text, dtstart=start):
            if wall > until:
                return
            if wall >= since:
                yield wall

    def allows(self, wall: datetime, moment: datetime, zone: Zone) -> bool:
        """Whether a beginning is not after UNTIL; if that may be two moments, the later counts."""
        if self.until is None:
            return True
        last = self.until.wall + (DAY - timedelta(seconds=1)) * (self.until.what != "time")
        if moment <= last.replace(tzinfo=UTC):
            return True
        is_doubtful = self.until.zones != (UTC,) or zone is None
        return is_doubtful and wall <= last


@dataclass(frozen=True)
class ExcludedTimes:
    """Times at which an entry does not come again after all.

    Attributes:
        moments: in UTC.
        walls: by the entry's own clock.
        days: whole days, by the entry's own clock.
    """

    moments: frozenset[datetime] = frozenset()
    walls: frozenset[datetime] = frozenset()
    days: frozenset[date] = frozenset()

    @staticmethod
    def of(given: Iterable[Moment], zones: tuple[Zone, ...], *, days: bool = True) -> ExcludedTimes:
        """From times as the calendar gives them, for an entry by the clock of ``zones``.

        A time that may be meant in several ways leaves nothing out.
        """
        moments, walls, found_days = set[datetime](), set[datetime](), set[date]()
        in_clear = zones != (UTC,)  # whether its clock is the one that people look at
        for one in given:
            if one.what == "day" and days and in_clear:
                found_days.add(one.wall.date())
            elif one.what == "time" and (one.floating or one.zones == zones):
                walls |= {one.wall} if in_clear else set()
                moments |= set() if in_clear else {one.wall.replace(tzinfo=UTC)}
            elif one.what == "time" and len(one.zones) == 1:
                moments |= one.moments()
        return ExcludedTimes(frozenset(moments), frozenset(walls), frozenset(found_days))

    def holds(self, wall: datetime, moment: datetime) -> bool:
        """Whether this beginning is left out."""
        return wall in self.walls or moment in self.moments or wall.date() in self.days


@dataclass(frozen=True)
class Series:
    """An entry that takes the room, once or again and again.

    Attributes:
        zones: by which its beginning may be read.
        interpretations: every way to understand it; the room is taken in each.
        rules: when it comes again; it begins for the first time whatever they say.
        left_out: each says when it does not.
        shift: how much later than by its rules it begins.
        since: what begins before this moment is not meant.
    """

    zones: tuple[Zone, ...]
    interpretations: tuple[Interpretation, ...]
    rules: tuple[Rule, ...] = ()
    left_out: tuple[ExcludedTimes, ...] = ()
    shift: timedelta = timedelta(0)
    since: datetime = field(default=datetime.min.replace(tzinfo=UTC))

    def between(self, since: datetime, until: datetime) -> Iterator[Appointment]:
        """Every time the entry takes the room in the stretch, and perhaps some just outside it."""
        for interpretation in self.interpretations:
            zone, lasts = interpretation.zone, interpretation.lasts
            for wall in self._walls(interpretation, since - lasts - self.shift, until - self.shift):
                begins, latest = in_utc(wall + self.shift, zone)
                by_the_clock = in_utc(wall + self.shift + lasts, zone)[1]
                if begins >= self.since:
                    yield Appointment(begins, max(latest + lasts, by_the_clock))

    def begins_at(self, given: Moment) -> bool:
        """Whether the series begins at this time, so that a RECURRENCE-ID may mean it."""
        at, near = (
            ExcludedTimes.of((given,), self.zones, days=False),
            given.wall.replace(tzinfo=UTC),
        )
        return any(
            at.holds(wall, in_utc(wall, interpretation.zone)[0])
            for interpretation in self.interpretations
            for wall in self._walls(interpretation, near, near)
        )

    def _walls(
        self, interpretation: Interpretation, since: datetime, until: datetime
    ) -> Iterator[datetime]:
        """What its clock shows at each beginning near the stretch, not yet shifted."""
        first = since.replace(tzinfo=None) - _APART
        last = until.replace(tzinfo=None) + _APART
        given = [(interpretation.first, None)] if first <= interpretation.first <= last else []
        ruled = (
            (w, rule) for rule in self.rules for w in rule.walls(interpretation.first, first, last)
        )
        for wall, rule in (*given, *ruled):
            moment = in_utc(wall, interpretation.zone)[0]
            if rule is not None and not rule.allows(wall, moment, interpretation.zone):
                continue
            if not any(each.holds(wall, moment) for each in self.left_out):
                yield wall


@dataclass(frozen=True)
class Calendar:
    """A calendar as it was read; only times are kept of it.

    Attributes:
        series: every entry that takes the room.
        warnings: a sentence for each thing in it that somebody should know.
    """

    series: tuple[Series, ...]
    warnings: tuple[str, ...] = ()

    def appointments(self, since: datetime, until: datetime) -> tuple[Appointment, ...]:
        """Every appointment that touches the stretch, in order, overlapping ones as one.

        Cancelled entries, entries shown as free and entries of whole days (holidays, "practice
        open") do not take the room. Times without a zone are this computer's. An entry that may
        be meant in more than one way takes the room in each.
        """
        found = (one for series in self.series for one in series.between(since, until))
        touching = (one for one in found if one.end > since and one.start < until)
        return tuple(_merged(sorted(touching)))


def _merged(taken: Iterable[Appointment]) -> Iterator[Appointment]:
    """Appointments by their beginning → the same, those that touch or overlap as one."""
    last: Appointment | None = None
    for one in taken:
        if last is not None and one.start <= last.end:
            last = Appointment(last.start, max(last.end, one.end))
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
