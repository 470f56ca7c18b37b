"""When somebody is in the room, from the export of a booking system; never who, or why."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import icalendar
import recurring_ical_events
from icalendar.parser import Contentline

from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_LARGEST_BYTES = 50_000_000


@dataclass(frozen=True, order=True)
class Appointment:
    """A stretch in which the room is taken, with its time zone. Nothing else is kept of it."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Calendar:
    """A calendar as it was read.

    Attributes:
        content: the parsed file; its texts are never shown.
        path: where it was, for messages.
    """

    content: icalendar.Calendar
    path: Path

    def appointments(self, since: datetime, until: datetime) -> tuple[Appointment, ...]:
        """Every appointment that touches the stretch, in order, overlapping ones as one.

        Cancelled entries, entries shown as free, entries without a length and entries of whole
        days (holidays, "practice open") do not take the room. Times without a zone are this
        computer's.

        Raises:
            BadInput: an entry contradicts itself.
        """
        try:
            found = recurring_ical_events.of(self.content).between(since, until)
        except (ValueError, KeyError, TypeError, OverflowError):
            raise BadInput(
                "An entry of the calendar has times that make no sense.",
                hint="Export it again from the booking system.",
                place=Place(str(self.path)),
            ) from None
        taken = sorted(filter(None, map(_appointment, found)))
        return tuple(_merged(one for one in taken if one.end > since and one.start < until))


def read_calendar(path: Path) -> Calendar:
    """The calendar in an .ics file.

    Raises:
        BadInput: it cannot be read, or is not a calendar; with the line.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise BadInput("This calendar is too large to read.", place=Place(str(path)))
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise BadInput(f"The calendar {path} cannot be read: {reason}.") from None
    text = data.decode("utf-8-sig", errors="replace")
    _refuse_broken(text, path)
    try:
        content = icalendar.Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError):
        raise _broken(path, 1, "This is not a calendar") from None
    for entry, first in zip(content.walk("VEVENT"), _entries(text), strict=False):
        for name, _ in entry.errors:
            if name in _TIMES:
                raise _broken(path, _line_of(text, first, name), f"{name} is no date or time")
        if "DTSTART" not in entry:
            raise _broken(path, first, "An entry has no beginning (DTSTART)")
    return Calendar(content, path)


class WatchedCalendar:
    """A calendar file that may be replaced at any time; the last good one counts."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        """Read it.

        Args:
            path: the file.
            tell: takes one sentence when a new version cannot be used.

        Raises:
            BadInput: it cannot be read now.
        """
        self._path, self._tell = path, tell
        self._seen = self._signature()
        self.calendar = read_calendar(path)

    def changed(self) -> bool:
        """Whether there is a new version, which has then been taken."""
        now = self._signature()
        if now == self._seen:
            return False
        self._seen = now
        try:
            self.calendar = read_calendar(self._path)
        except BadInput as error:
            self._tell(f"{error.message} The calendar as it was before still counts.")
            return False
        return True

    def _signature(self) -> tuple[int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size


def _appointment(entry: icalendar.Event) -> Appointment | None:
    """None for what does not take the room."""
    if str(entry.get("STATUS", "")).upper() == "CANCELLED":
        return None
    if str(entry.get("TRANSP", "")).upper() == "TRANSPARENT":
        return None
    start, end = entry.start, entry.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None  # whole days
    start, end = (each if each.tzinfo else each.astimezone() for each in (start, end))
    return Appointment(start, end) if end > start else None


def _merged(taken: Iterable[Appointment]) -> Iterable[Appointment]:
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
    lines = [(n, line) for n, line in enumerate(re.split(r"\r\n|\n|\r", text), 1)]
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
