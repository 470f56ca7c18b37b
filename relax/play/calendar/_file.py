"""An .ics file, as booking systems export them → a Calendar; or a refusal that names the line.

Some entries change others: only a higher SEQUENCE, or a RECURRENCE-ID, replaces. Two entries of one
UID are two appointments otherwise, as booking systems write them.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, Place
from relax.play.calendar._entry import EntryReader
from relax.play.calendar._lines import read_parts
from relax.play.calendar._series import Calendar, ExcludedTimes, Interpretation
from relax.play.calendar._warnings import CalendarWarnings
from relax.play.calendar._zones import Zones

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from pathlib import Path

    from relax.play.calendar._entry import Entry
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
    """Every series of one VCALENDAR that takes the room, after its entries changed each other."""
    zones = Zones(calendar)
    warnings.add("zone", *zones.senseless)
    reader = EntryReader(zones, warnings, path)
    entries = [reader.entry(part) for part in calendar.walk("VEVENT")]
    for part in _misspelt(calendar):
        warnings.add("misspelt", part.number)
        entries.append(reader.entry(part))
    busy = [each for part in calendar.walk("VFREEBUSY") for each in reader.periods(part)]
    return [*_apply_overrides(entries), *busy]


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


def _apply_overrides(entries: Iterable[Entry]) -> tuple[Series, ...]:
    """Entries → every series that takes the room, after the changes some make in others."""
    given = list(entries)
    originals = _newest([e for e in given if not e.is_change], lambda e: e.uid or id(e))
    changes = _newest([e for e in given if e.is_change], _which)
    of_uid: dict[str, list[int]] = defaultdict(list)
    for n, entry in enumerate(originals):
        if entry.uid:
            of_uid[entry.uid].append(n)
    # A change counts even where it cannot be told what it changes: in doubt the room is taken.
    found = [series for change in changes for series in change.series]
    for change in changes:
        owner = _owner(change, originals, of_uid[change.uid])
        if owner is not None:
            found += _later(change, originals[owner])
            originals[owner] = _without(originals[owner], change)
    found += [series for entry in originals for series in entry.series]
    return tuple(found)


def _newest(entries: list[Entry], key: Callable[[Entry], Hashable]) -> list[Entry]:
    """Those with the highest SEQUENCE of each key, in order."""
    highest: dict[Hashable, int] = {}
    for entry in entries:
        highest[key(entry)] = max(entry.sequence, highest.get(key(entry), 0))
    return [entry for entry in entries if entry.sequence == highest[key(entry)]]


def _which(change: Entry) -> Hashable:
    """UID and time that a change replaces, as a key; the change itself when that is unclear."""
    if not change.uid or change.replaces is None or change.replaces.what != "time":
        return id(change)
    return change.uid, change.replaces.wall, change.replaces.zones


def _owner(change: Entry, originals: list[Entry], candidates: list[int]) -> int | None:
    """The index of the one entry of which a change replaces a time; None in doubt."""
    which = change.replaces
    if which is None or len(candidates) < 2:
        return candidates[0] if which and candidates else None
    owners = [
        n for n in candidates if any(series.begins_at(which) for series in originals[n].series)
    ]
    return owners[0] if len(owners) == 1 else None


def _without(original: Entry, change: Entry) -> Entry:
    """An entry without the time that a change replaces."""
    if change.replaces is None:
        return original
    series = tuple(
        replace(
            each,
            left_out=(*each.left_out, ExcludedTimes.of((change.replaces,), each.zones, days=False)),
        )
        for each in original.series
    )
    return replace(original, series=series)


def _later(change: Entry, original: Entry) -> Iterator[Series]:
    """What a change of one time and all later ones adds; those by the rule count as well."""
    if not change.and_later or change.replaces is None:
        return
    for moved in change.series:
        shift = min(each.first for each in moved.interpretations) - change.replaces.wall
        lasts = max(each.lasts for each in moved.interpretations)
        since = min(change.replaces.moments()) + min(shift, timedelta(0))
        for series in original.series:
            interpretations = tuple(
                Interpretation(e.zone, e.first, max(lasts, e.lasts)) for e in series.interpretations
            )
            yield replace(series, interpretations=interpretations, shift=shift, since=since)
