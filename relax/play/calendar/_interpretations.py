"""The beginning and the end of an entry → every way to understand from when to when it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from relax.play.calendar._series import Interpretation
from relax.play.calendar._times import DAY, LONGEST, Moment
from relax.play.calendar._zones import in_utc

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.play.calendar._warnings import CalendarWarnings
    from relax.play.calendar._zones import Zone

WITHOUT_END: Final = timedelta(minutes=90)
"""What an appointment without an end counts as: as long as the longest usual session."""

End = Moment | timedelta | None
"""Until when, or how long; None when that cannot be read."""


def interpretations_of(
    start: Moment, ends: Sequence[End], line: int, warnings: CalendarWarnings, *, is_known: bool
) -> tuple[Interpretation, ...]:
    """Every way to understand from when to when an entry is.

    Args:
        start: when it begins.
        ends: everything that is said of its end, as far as it can be read.
        line: where its beginning stands.
        warnings: takes what somebody should know.
        is_known: whether all that is said of its end could be read.
    """
    if start.what == "some":
        warnings.add("vague", line)
        start = replace(start, wall=midnight_of(start))
    nothing = timedelta(0)
    least = max(DAY - (start.wall - midnight_of(start)), WITHOUT_END)  # to the end of the day
    if start.what == "some":  # it may begin as late as at the end of that day
        lengths = [end for end in ends if isinstance(end, timedelta)]
        least += max(lengths, default=nothing if ends else WITHOUT_END)
    lasting: list[tuple[Zone, timedelta]] = []
    for zone in start.zones:
        lasts = max((n for end in ends for n in _lengths(start, zone, end)), default=nothing)
        is_plain = is_known and start.what != "some"
        lasting.append((zone, lasts if is_plain else max(lasts, least)))
    if any(lasts > nothing for _, lasts in lasting):  # then by no zone does it end too early
        lasting = [(zone, lasts) for zone, lasts in lasting if lasts >= nothing]
    if any(lasts < nothing for _, lasts in lasting):
        warnings.add("reversed", line)
    if any(lasts == nothing for _, lasts in lasting):
        warnings.add("no end", line)
    return tuple(
        Interpretation(zone, start.wall, min(lasts or WITHOUT_END, LONGEST))
        if lasts >= nothing
        else Interpretation(zone, start.wall + lasts, min(WITHOUT_END - lasts, LONGEST))
        for zone, lasts in lasting
    )


def says_an_hour(ends: Sequence[End]) -> bool:
    """Whether an entry that begins with a day ends at a time all the same."""
    return any(
        end.what != "day" if isinstance(end, Moment) else end is not None and end % DAY
        for end in ends
    )


def is_doubtful(moment: Moment) -> bool:
    """Whether its zones tell different times."""
    return len({in_utc(moment.wall, zone) for zone in moment.zones}) > 1


def midnight_of(moment: Moment) -> datetime:
    """The beginning of its day, by the clock on the wall."""
    return moment.wall.replace(hour=0, minute=0, second=0, microsecond=0)


def by_own_clock(
    interpretations: Sequence[Interpretation], own: Zone
) -> tuple[Interpretation, ...]:
    """A series in UTC, by the clock of the calendar's own zone: many programs mean it so."""
    return tuple(
        Interpretation(
            own, each.first.replace(tzinfo=UTC).astimezone(own).replace(tzinfo=None), each.lasts
        )
        for each in interpretations
    )


def _lengths(start: Moment, zone: Zone, end: End) -> Iterator[timedelta]:
    """How long it may last, from ``start`` by the clock of ``zone``."""
    if isinstance(end, timedelta):
        yield end
    if not isinstance(end, Moment):
        return
    wall = end.wall if end.what == "time" else midnight_of(end)
    if end.what == "some" or (end.what == "day" and wall <= start.wall):
        wall += DAY
    first = in_utc(start.wall, zone)[0]
    others = (zone, *end.zones) if end.floating else end.zones
    for other in dict.fromkeys((zone,) if end.zones == start.zones else others):
        yield in_utc(wall, other)[1] - first
        if other == zone:
            yield wall - start.wall
