"""The value of a property → when that is, or how long; by every zone in which it may be meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

import icalendar

from relax.play.calendar._zones import PARSE_ERRORS, in_utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.play.calendar._zones import Zone, Zones

DAY: Final = timedelta(days=1)
LONGEST: Final = timedelta(days=36_525)  # a century
"""What lasts longer is cut to this: times must stay within the years that can be counted."""

_TIME: Final = re.compile(r"(\d{8})(?:T(\d{4}(?:\d\d)?))?(Z?)", re.IGNORECASE)
_DAY_OF: Final = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?!\d)")


@dataclass(frozen=True)
class Moment:
    """A time as a calendar gives it.

    Attributes:
        wall: what the clock shows, without a zone; midnight for a day.
        zones: the zones by which it may be read, one or more.
        what: a ``time``; a whole ``day``; or ``some`` time of that day, which cannot be read.
        floating: whether nothing is said of a zone.
    """

    wall: datetime
    zones: tuple[Zone, ...]
    what: Literal["time", "day", "some"] = "time"
    floating: bool = False

    def moments(self) -> frozenset[datetime]:
        """Everything it may be, in UTC."""
        return frozenset(each for zone in self.zones for each in in_utc(self.wall, zone))


def read_moment(text: str, params: Mapping[str, str], zones: Zones) -> Moment | None:
    """When ``text`` is; None when not even its day can be read."""
    found, utc = _wall(text.strip())
    if found is None:
        return None
    wall, what = found
    read = zones.named(name) if (name := params.get("TZID", "")) else ()
    if utc:  # a zone beside a Z is against the standard: nobody knows which was meant
        return Moment(wall, tuple(dict.fromkeys((UTC, *read))), what)
    if what == "some" and not read:  # what cannot be read may have been a Z
        return Moment(wall, tuple(dict.fromkeys((*zones.floating, UTC))), what)
    return Moment(wall, read or zones.floating, what, floating=not name)


def is_unknown_zone(params: Mapping[str, str], moment: Moment | None, zones: Zones) -> bool:
    """Whether ``moment`` names a zone that nobody knows."""
    name = params.get("TZID", "")
    return bool(name and moment and moment.what != "day" and not zones.named(name))


def read_length(text: str) -> timedelta | None:
    """How long ``text`` is; None when it cannot be read."""
    try:
        found = icalendar.vDuration.from_ical(text.strip())  # type: ignore[no-untyped-call]
    except PARSE_ERRORS:
        return None
    return min(found, LONGEST) if isinstance(found, timedelta) else None


def read_period(
    text: str, params: Mapping[str, str], zones: Zones
) -> tuple[Moment, Moment | timedelta | None] | None:
    """From when, and until when or how long; None when not even its day can be read.

    The end is None when it cannot be read.
    """
    first, _, last = text.partition("/")
    start = read_moment(first, params, zones)
    if start is None:
        return None
    length = read_length(last)
    return start, length if length is not None else read_moment(last, params, zones)


def _wall(text: str) -> tuple[tuple[datetime, Literal["time", "day", "some"]] | None, bool]:
    """What the clock shows and how well it can be read, and whether that is UTC."""
    try:
        if found := _TIME.fullmatch(text):
            day, time, z = found.groups()
            if time is None:
                return (datetime.strptime(day, "%Y%m%d"), "day"), False  # noqa: DTZ007
            shape = "%Y%m%d%H%M%S"
            return (datetime.strptime(f"{day}{time:0<6}", shape), "time"), bool(z)  # noqa: DTZ007
        whole = datetime.fromisoformat(text)
        if whole.tzinfo is not None:
            return (whole.astimezone(UTC).replace(tzinfo=None), "time"), True
    except PARSE_ERRORS:
        return _some_time(text), False
    return (whole, "time" if len(text) > len("2026-11-23") else "day"), False


def _some_time(text: str) -> tuple[datetime, Literal["some"]] | None:
    found = _DAY_OF.match(text)
    try:
        return (datetime(*map(int, found.groups())), "some") if found else None  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
