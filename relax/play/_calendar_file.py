"""The export of a booking system as a file: read, or refused with the line."""

from __future__ import annotations

import codecs
import itertools
import re
import warnings
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

import icalendar
from icalendar.parser import Contentline

from relax.errors import BadInput, Place
from relax.play._calendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_TIMES: Final = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_ONCE: Final = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "UID")
_TOO_OFTEN: Final = ("SECONDLY", "MINUTELY")
_LARGEST_BYTES: Final = 50_000_000


def read_calendar(path: Path) -> Calendar:
    """The calendar in an .ics file.

    Raises:
        BadInput: it cannot be read, or is not a calendar; with the line.
    """
    text = _text(path)
    _refuse_broken(text, path)
    try:
        with warnings.catch_warnings(action="ignore"):  # guesses of the library, said by its own
            contents = tuple(icalendar.Calendar.from_ical(text, multiple=True))
    except (ValueError, KeyError, IndexError):
        raise _broken(path, 1, "This is not a calendar") from None
    entries = [entry for content in contents for entry in content.walk("VEVENT")]
    remarks: dict[str, None] = {}
    for entry, first in zip(entries, _entries(text), strict=False):
        if wrong := _wrong(entry):
            name, what = wrong
            raise _broken(path, _line_of(text, first, name) if name else first, what)
        _mend(entry)
        remarks |= dict.fromkeys(_unknown_zones(entry))
    if not entries and not any(content.walk("VFREEBUSY") for content in contents):
        remarks["There is no entry in the calendar: nobody is expected."] = None
    return Calendar(contents, path, tuple(remarks))


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


def _wrong(entry: icalendar.Component) -> tuple[str, str] | None:
    """The property that is wrong ("" for the whole entry), and a sentence about it."""
    for name, _ in entry.errors:
        if name in _TIMES:
            return name, f"{name} is no date or time"
    for name in _ONCE:
        if isinstance(entry.get(name), list):
            return name, f"An entry has more than one {name}"
    if "DTSTART" not in entry:
        return "", "An entry has no beginning (DTSTART)"
    often = {str(each).upper() for rule in _rules(entry) for each in rule.get("FREQ", [])}
    if often.intersection(_TOO_OFTEN):
        return "RRULE", "An entry comes again every minute or second"
    return None


def _rules(entry: icalendar.Component) -> list[icalendar.vRecur]:
    rules = entry.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _mend(entry: icalendar.Component) -> None:
    """A series of hours that ends with a day takes in that day, as those who write so mean it."""
    start = getattr(entry["DTSTART"], "dt", None)
    for rule in _rules(entry):
        for until in rule.get("UNTIL", [])[:1]:
            if isinstance(start, datetime) and type(until) is date:
                rule["UNTIL"] = [datetime.combine(until, time.max, start.tzinfo)]


def _unknown_zones(entry: icalendar.Component) -> Iterator[str]:
    for name in ("DTSTART", "DTEND"):
        zone = getattr(entry.get(name), "params", {}).get("TZID")
        moment = getattr(entry.get(name), "dt", None)
        if zone and isinstance(moment, datetime) and moment.tzinfo is None:
            yield f"Nobody knows the time zone “{zone}” of the calendar: this computer's counts."


def _refuse_broken(text: str, path: Path) -> None:
    """Lines that are no lines of a calendar, and parts that are opened or closed amiss."""
    stack: list[tuple[str, int]] = []
    number = 0
    for number, line in _unfolded(text):
        try:
            name, _, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
        except ValueError:
            raise _broken(path, number, "This line is no line of a calendar") from None
        if not stack and (name.upper(), value.upper()) != ("BEGIN", "VCALENDAR"):
            raise _broken(path, number, "A calendar begins with BEGIN:VCALENDAR")
        if name.upper() == "BEGIN":
            stack.append((value.upper(), number))
        elif name.upper() == "END":
            opened, _ = stack.pop()
            if opened != value.upper():
                raise _broken(path, number, f"END does not close the {opened} before it")
    if stack:
        raise _broken(path, stack[-1][1], f"This {stack[-1][0]} is never closed: the file is cut")
    if not number:
        raise _broken(path, 1, "The calendar is empty")


def _unfolded(text: str) -> Iterable[tuple[int, str]]:
    """Content lines and the number of their first line; long ones are folded over several."""
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1)]
    at = 0
    while at < len(lines):
        number, whole = lines[at]
        at += 1
        while at < len(lines) and lines[at][1][:1] in (" ", "\t"):
            whole += lines[at][1][1:]
            at += 1
        if whole.strip():
            yield number, whole


def _entries(text: str) -> Iterable[int]:
    """The line on which each entry begins."""
    return (n for n, line in _unfolded(text) if line.strip().upper() == "BEGIN:VEVENT")


def _line_of(text: str, first: int, name: str) -> int:
    """The line of the entry beginning on line ``first`` that holds ``name``."""
    inside = itertools.dropwhile(lambda each: each[0] < first, _unfolded(text))
    starts = re.compile(rf"{name}[:;]", re.IGNORECASE)
    return next((n for n, line in inside if starts.match(line)), first)


def _broken(path: Path, line: int, what: str) -> BadInput:
    """The line itself is never quoted: it may hold a client's name."""
    return BadInput(f"{what}.", hint="Export the calendar again.", place=Place(str(path), line))
