"""The name of a time zone in a calendar → the zones by which its times may be read.

Each calendar has its own: what one file calls “Customized Time Zone” says nothing about the next.
A name that is known and described otherwise in the file gives both, because nobody can tell which
was meant.
"""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Final

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

if TYPE_CHECKING:
    from relax.play.calendar._lines import Part

Zone = tzinfo | None
"""None is this computer's own zone."""

_RULES: Final = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE")
_ONCE_A_YEAR: Final = re.compile(r"(?=.*FREQ=YEARLY)(?!.*INTERVAL=0)[A-Z0-9=;,+-]+", re.IGNORECASE)
_OFFSET: Final = re.compile(r"\s*([+-])(\d\d):?(\d\d)")
PARSE_ERRORS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What dateutil and icalendar raise for values that make no sense."""


class Zones:
    """The zones of one calendar.

    Attributes:
        floating: by what a time without a zone may be read: this computer's, and the calendar's.
        own: the zone that the calendar says is its own (X-WR-TIMEZONE); None when it does not.
        senseless: the lines of descriptions that make no sense.
    """

    def __init__(self, calendar: Part) -> None:
        self._described: dict[str, tuple[Zone, ...]] = {}
        self.senseless: list[int] = []
        for part in calendar.walk("VTIMEZONE"):
            names = [_clean(line.value) for line in part.all("TZID")]
            zone = _described(part)
            found = _offsets(part) if zone is None else (zone,)
            self._described |= dict.fromkeys(names, found)
            if zone is None and any(_known(name) is None for name in names):
                self.senseless.append(part.number)
        named = [_known(_clean(line.value)) for line in calendar.all("X-WR-TIMEZONE")]
        self.own: Zone = next((zone for zone in named if zone is not None), None)
        self.floating: tuple[Zone, ...] = (None,) if self.own is None else (None, self.own)

    def named(self, name: str) -> tuple[Zone, ...]:
        """Every zone that ``name`` may mean; none when nobody knows it."""
        clean = _clean(name)
        known = _known(clean)
        described = self._described.get(clean, ())
        return described if known is None else (known, *described)


def in_utc(wall: datetime, zone: Zone) -> tuple[datetime, datetime]:
    """A time on the wall → the earliest and the latest moment it can be, in UTC.

    They differ when clocks are changed at that hour.
    """
    try:  # fold: an hour that a clock shows twice in autumn, or never in spring (PEP 495)
        both = [wall.replace(tzinfo=zone, fold=n).astimezone(UTC) for n in (0, 1)]
    except (OSError, *PARSE_ERRORS):  # a year or an offset beyond all reason
        return wall.replace(tzinfo=UTC), wall.replace(tzinfo=UTC)
    return min(both), max(both)


def _clean(name: str) -> str:
    """A name as it can be compared: in a line of its own its commas have a backslash before."""
    return name.replace("\\", "").strip().strip('"').strip().casefold()


@cache
def _names() -> dict[str, str]:
    """Names that are known the world over, and those of Windows; small letters → the true name."""
    names = {name.casefold(): name for name in zoneinfo.available_timezones()}
    windows = {name.casefold(): true for name, true in WINDOWS_TO_OLSON.items()}
    return windows | names


def _known(clean: str) -> Zone:
    """A zone by its name, or by the end of it: some programs set their own before it."""
    parts = clean.strip("/").split("/")
    for first in range(len(parts)):
        if name := _names().get("/".join(parts[first:])):
            return zoneinfo.ZoneInfo(name)
    return None


def _described(part: Part) -> Zone:
    """What a VTIMEZONE describes; None when it makes no sense."""
    text = ["BEGIN:VTIMEZONE", "TZID:described"]
    for rules in part.parts:
        kept = [line for line in rules.lines if line.name in _RULES]
        kept = [e for e in kept if e.name != "RRULE" or _ONCE_A_YEAR.fullmatch(e.value.strip())]
        lines = [f"{line.name}:{line.value.strip().removesuffix('Z')}" for line in kept]
        text += [f"BEGIN:{rules.kind}", *lines, f"END:{rules.kind}"]
    try:
        zone = tzical(StringIO("\n".join([*text, "END:VTIMEZONE"]))).get()
        for month in range(1, 13):  # a senseless rule fails only when an offset is asked for
            datetime(2026, month, 1, tzinfo=zone).astimezone(UTC)
    except PARSE_ERRORS:
        return None
    return zone if isinstance(zone, tzinfo) else None


def _offsets(part: Part) -> tuple[Zone, ...]:
    """Every offset that a description names."""
    lines = (line for rules in part.parts for line in rules.all("TZOFFSETTO"))
    found = (_OFFSET.match(line.value) for line in lines)
    minutes = {int(f"{e[1]}{int(e[2]) * 60 + int(e[3])}") for e in found if e and int(e[2]) < 24}
    return tuple(timezone(timedelta(minutes=each)) for each in sorted(minutes))
