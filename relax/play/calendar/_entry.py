"""A VEVENT or VFREEBUSY → the series of times at which it takes the room.

In doubt the room counts as taken: sound that begins over a client is worse than a silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from relax.play.calendar._interpretations import (
    End,
    by_own_clock,
    interpretations_of,
    is_doubtful,
    midnight_of,
    says_an_hour,
)
from relax.play.calendar._lines import broken
from relax.play.calendar._rule import TooOftenError, UnreadableError, read_rule
from relax.play.calendar._series import ExcludedTimes, Interpretation, Series
from relax.play.calendar._times import (
    DAY,
    Moment,
    is_unknown_zone,
    read_length,
    read_moment,
    read_period,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from relax.play.calendar._lines import Line, Part
    from relax.play.calendar._series import Rule
    from relax.play.calendar._warnings import CalendarWarnings
    from relax.play.calendar._zones import Zones

_LONGEST_SESSION: Final = timedelta(hours=6)  # for an entry of which only the end can be read


@dataclass(frozen=True)
class Entry:
    """One entry as it was read.

    Attributes:
        uid: by which others may replace it; "" when it has none.
        sequence: its version.
        is_change: whether it stands for one time of a series.
        replaces: which time that is; None when it cannot be read.
        and_later: whether it moves all later ones too.
        series: when it takes the room; nothing when it does not.
    """

    uid: str
    sequence: int
    is_change: bool
    replaces: Moment | None
    and_later: bool
    series: tuple[Series, ...]


@dataclass(frozen=True)
class EntryReader:
    """Reads the entries of one calendar.

    Attributes:
        zones: its time zones.
        warnings: takes what somebody should know.
        path: where it was, for messages.
    """

    zones: Zones
    warnings: CalendarWarnings
    path: Path

    def entry(self, part: Part) -> Entry:
        """A VEVENT → an Entry.

        Raises:
            BadInput: nobody can tell on what day it is, or it comes again every minute.
        """
        uids = {line.value.strip() for line in part.all("UID")}
        given = part.all("RECURRENCE-ID")
        which = [read_moment(line.value, line.params, self.zones) for line in given]
        sequences = (line.value.strip() for line in part.all("SEQUENCE"))
        return Entry(
            uid=uids.pop() if len(uids) == 1 else "",
            sequence=max((int(n) for n in sequences if n.isdecimal() and len(n) < 20), default=0),
            is_change=bool(given),
            replaces=which[0] if len(which) == 1 else None,
            and_later=any(e.params.get("RANGE", "").upper() == "THISANDFUTURE" for e in given),
            series=() if _takes_no_room(part) else tuple(self._series(part)),
        )

    def periods(self, part: Part) -> Iterator[Series]:
        """What a VFREEBUSY, which tells no more than that, calls busy."""
        for line in part.all("FREEBUSY"):
            if line.params.get("FBTYPE", "BUSY").upper() == "FREE":
                continue
            for text in _items(line):
                yield from self._period(text, line)

    def _series(self, part: Part) -> Iterator[Series]:
        ends, is_known = self._ends(part)
        for start, line in self._starts(part, [end for end in ends if isinstance(end, Moment)]):
            yield from self._from(start, line, ends, part, is_known=is_known)

    def _from(
        self, start: Moment, line: int, ends: Sequence[End], part: Part, *, is_known: bool
    ) -> Iterator[Series]:
        """The series of an entry that begins at ``start``, which stands on that line."""
        rules = tuple(r for each in part.all("RRULE") for r in self._rules(each, start.wall))
        left_out = self._left_out(part, start)
        is_day = start.what == "day" and not says_an_hour(ends)
        if start.what == "day" and not is_day and not any(isinstance(e, Moment) for e in ends):
            start = replace(start, what="some")
        longest = DAY
        if not is_day:
            interpretations = interpretations_of(
                start, ends, line, self.warnings, is_known=is_known
            )
            longest = max(interpretation.lasts for interpretation in interpretations)
            if rules and start.zones == (UTC,) and self.zones.own is not None:
                interpretations += by_own_clock(interpretations, self.zones.own)
            yield Series(start.zones, interpretations, rules, (left_out,))
        for extra in self._extras(part, start, longest, is_day=is_day):
            yield replace(extra, left_out=(left_out,))

    def _starts(self, part: Part, ends: Sequence[Moment]) -> Iterator[tuple[Moment, int]]:
        """Each beginning (DTSTART) with its line; the day of the end where none can be read."""
        lines = part.all("DTSTART")
        found = 0
        for line in lines:
            start = read_moment(line.value, line.params, self.zones)
            if start is None:
                self.warnings.add("extra", line.number)
                continue
            is_unknown = is_unknown_zone(line.params, start, self.zones)
            if is_unknown or start.floating:  # its end may know better
                zones = (zone for end in ends if not end.floating for zone in end.zones)
                start = replace(start, zones=tuple(dict.fromkeys((*start.zones, *zones))))
            if is_unknown:
                self.warnings.unknown_zone(line.params["TZID"], line.number)
            elif start.what == "time" and is_doubtful(start):
                self.warnings.add("two zones", line.number)
            yield start, line.number
            found += 1
        number = lines[0].number if lines else part.number
        if not found and ends:
            is_day, last = ends[0].what == "day", ends[0]
            if not is_day and last.wall.year > 1:  # it may have begun the day before
                last = replace(last, wall=last.wall - _LONGEST_SESSION)
            midnight = midnight_of(last)
            yield replace(last, wall=midnight, what="day" if is_day else "some"), number
        elif not found:
            what = "DTSTART is no date or time" if lines else "An entry has no beginning (DTSTART)"
            raise broken(self.path, number, what)

    def _ends(self, part: Part) -> tuple[list[End], bool]:
        """Everything said of its end, and whether all of it could be read."""
        found: list[End] = []
        for line in part.all("DTEND"):
            moment = read_moment(line.value, line.params, self.zones)
            if is_unknown_zone(line.params, moment, self.zones):
                self.warnings.unknown_zone(line.params["TZID"], line.number)
            found.append(moment)
        found += [read_length(line.value) for line in part.all("DURATION")]
        if None in found:
            lines = [*part.all("DTEND"), *part.all("DURATION")]
            self.warnings.add(
                "day", *(e.number for e, end in zip(lines, found, strict=True) if end is None)
            )
        return [end for end in found if end is not None], None not in found

    def _rules(self, line: Line, first: datetime) -> tuple[Rule, ...]:
        try:
            rules, is_read = read_rule(line.value, self.zones, first)
        except TooOftenError:
            what = "An entry comes again every minute or second"
            raise broken(self.path, line.number, what) from None
        except UnreadableError:
            raise broken(self.path, line.number, "RRULE is no rule for coming again") from None
        if not is_read:
            self.warnings.add("rule", line.number)
        return rules

    def _left_out(self, part: Part, start: Moment) -> ExcludedTimes:
        """The times that the EXDATE lines of an entry leave out."""
        found: list[Moment] = []
        for line in part.all("EXDATE"):
            for text in _items(line):
                moment = read_moment(text, line.params, self.zones)
                if moment is None or moment.what == "some":
                    self.warnings.add("left out", line.number)
                else:
                    found.append(moment)
        return ExcludedTimes.of(found, start.zones)

    def _extras(
        self, part: Part, start: Moment, lasts: timedelta, *, is_day: bool
    ) -> Iterator[Series]:
        """The series that the RDATE lines of an entry add."""
        for line in part.all("RDATE"):
            for text in _items(line):
                if "/" in text:
                    yield from self._period(text, line)
                    continue
                moment = read_moment(text, line.params, self.zones)
                if moment is None:
                    self.warnings.add("extra", line.number)
                elif not is_day:
                    yield self._extra(moment, start, lasts, line)

    def _extra(self, moment: Moment, start: Moment, lasts: timedelta, line: Line) -> Series:
        """One time more; the whole day where its hour cannot be read."""
        zones = start.zones if moment.floating else moment.zones
        if moment.what != "time":
            self.warnings.add("vague", line.number)
            lasts += DAY
        first = moment.wall if moment.what == "time" else midnight_of(moment)
        return Series(zones, tuple(Interpretation(zone, first, lasts) for zone in zones))

    def _period(self, text: str, line: Line) -> Iterator[Series]:
        """The series of one period, ``start/end`` or ``start/duration``."""
        found = read_period(text, line.params, self.zones)
        if found is None:
            self.warnings.add("extra", line.number)
            return
        start, end = found
        if is_unknown_zone(line.params, start, self.zones):
            self.warnings.unknown_zone(line.params["TZID"], line.number)
        if end is None:
            self.warnings.add("day", line.number)
        if start.what != "time":
            start = replace(start, what="some")
        ends = [] if end is None else [end]
        interpretations = interpretations_of(
            start, ends, line.number, self.warnings, is_known=end is not None
        )
        yield Series(start.zones, interpretations)


def _takes_no_room(part: Part) -> bool:
    """Whether it is cancelled, or shown as free, and nothing else is said of that."""
    states = {line.value.strip().upper() for line in part.all("STATUS")}
    shown = {line.value.strip().upper() for line in part.all("TRANSP")}
    return states == {"CANCELLED"} or shown == {"TRANSPARENT"}


def _items(line: Line) -> list[str]:
    return [text.strip() for text in line.value.split(",") if text.strip()]
