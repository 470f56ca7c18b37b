"""An .ics file, as booking systems export them → a Calendar; or a refusal that names the line."""

from __future__ import annotations

import codecs
import logging
import re
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, Place
from relax.play.calendar._calendar import Calendar
from relax.play.calendar._entry import EntryReader
from relax.play.calendar._lines import read_parts
from relax.play.calendar._overrides import apply_overrides
from relax.play.calendar._warnings import CalendarWarnings
from relax.play.calendar._zones import Zones

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from relax.play.calendar._lines import Part
    from relax.play.calendar._series import Series

_LOG: Final = logging.getLogger("relax")
_LARGEST_BYTES: Final = 50_000_000  # what is larger is no calendar, and would be held in memory
_DESCRIBED: Final = {"VEVENT", "VTIMEZONE", "VAVAILABILITY"}  # what is inside belongs to them
_PARTS: Final = {
    *_DESCRIBED,
    "VCALENDAR",
    "VTODO",
    "VJOURNAL",
    "VFREEBUSY",
    "VALARM",
    "AVAILABLE",
    "STANDARD",
    "DAYLIGHT",
    "PARTICIPANT",
    "VLOCATION",
    "VRESOURCE",
    "VPOLL",
    "VOTER",
    "VVENUE",
    "VCARD",
}


def read_calendar(path: Path) -> Calendar:
    """The calendar in an .ics file.

    Raises:
        BadInput: it cannot be read, is not a calendar, or has an entry of which nobody can tell
            the day; with the line.
    """
    text = _text(path)
    try:
        return parse_calendar(text, path)
    except BadInput:
        raise
    except Exception as error:  # noqa: BLE001  (a strange file must never end the watching)
        _LOG.info("the calendar cannot be understood: %s", type(error).__name__)
        raise BadInput("This calendar cannot be understood.", place=Place(str(path))) from None


def parse_calendar(text: str, path: Path) -> Calendar:
    """The calendar in ``text``, which stood in ``path``.

    Raises:
        BadInput: as ``read_calendar`` does.
    """
    calendars, strays = read_parts(text, path)
    warnings = CalendarWarnings()
    warnings.add("stray", *strays)
    series = [each for calendar in calendars for each in _series(calendar, warnings, path)]
    if not any(e for c in calendars for kind in ("VEVENT", "VFREEBUSY") for e in c.walk(kind)):
        warnings.others.append("There is no entry in the calendar: nobody is expected.")
    return Calendar(tuple(series), warnings.sentences())


def _series(calendar: Part, warnings: CalendarWarnings, path: Path) -> list[Series]:
    zones = Zones(calendar)
    warnings.add("zone", *zones.senseless)
    reader = EntryReader(zones, warnings, path)
    entries = [reader.entry(part) for part in calendar.walk("VEVENT")]
    for part in _misspelt(calendar):
        warnings.add("misspelt", part.number)
        entries.append(reader.entry(part))
    busy = [each for part in calendar.walk("VFREEBUSY") for each in reader.periods(part)]
    return [*apply_overrides(entries), *busy]


def _misspelt(calendar: Part) -> Iterator[Part]:
    """Parts that are none of a calendar's, but have a beginning: they may be entries."""
    waiting = list(calendar.parts)
    while waiting:
        part = waiting.pop()
        if part.kind in _PARTS or part.kind.startswith("X-"):
            waiting += part.parts if part.kind not in _DESCRIBED else []
        elif part.all("DTSTART"):
            yield part


def _text(path: Path) -> str:
    """Its text, from UTF-8, or UTF-16 with its mark; every line ends with one line feed."""
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise BadInput("This calendar is too large to read.", place=Place(str(path)))
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise BadInput(f"The calendar {path} cannot be read: {reason}.") from None
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = data.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    return re.sub(r"\r\n?", "\n", text)
