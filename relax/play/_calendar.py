"""When somebody is in the room, by the entries of a calendar; never who, or why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import recurring_ical_events

from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import icalendar

_SENSELESS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What the library raises for an entry that contradicts itself."""


@dataclass(frozen=True, order=True)
class Appointment:
    """A stretch in which the room is taken, in UTC. Nothing else is kept of it."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Calendar:
    """A calendar as it was read.

    Attributes:
        contents: what the file holds, one or more calendars; their texts are never shown.
        path: where it was, for messages.
        remarks: a sentence for each thing in it that somebody should know.
    """

    contents: tuple[icalendar.Calendar, ...]
    path: Path
    remarks: tuple[str, ...] = ()

    def appointments(self, since: datetime, until: datetime) -> tuple[Appointment, ...]:
        """Every appointment that touches the stretch, in order, overlapping ones as one.

        Cancelled entries, entries shown as free, entries without a length and entries of whole
        days (holidays, "practice open") do not take the room. Times without a zone are this
        computer's.

        Raises:
            BadInput: an entry contradicts itself.
        """
        try:
            found = [each for content in self.contents for each in _taken(content, since, until)]
        except _SENSELESS:
            raise BadInput(
                "An entry of the calendar has times that make no sense.",
                hint="Export it again from the booking system.",
                place=Place(str(self.path)),
            ) from None
        touching = (one for one in found if one.end > since and one.start < until)
        return tuple(_merged(sorted(touching)))


def _taken(content: icalendar.Calendar, since: datetime, until: datetime) -> Iterator[Appointment]:
    for entry in recurring_ical_events.of(content).between(since, until):
        if (one := _appointment(entry)) is not None:
            yield one
    for busy in content.walk("VFREEBUSY"):
        yield from _periods(busy)


def _appointment(entry: icalendar.Event) -> Appointment | None:
    """None for what does not take the room."""
    if str(entry.get("STATUS", "")).upper() == "CANCELLED":
        return None
    if str(entry.get("TRANSP", "")).upper() == "TRANSPARENT":
        return None
    start, end = entry.start, entry.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None  # whole days
    return _stretch(start, end)


def _periods(busy: icalendar.Component) -> Iterator[Appointment]:
    """What a calendar that tells no more than that calls busy."""
    listed = busy.get("FREEBUSY", [])
    for period in listed if isinstance(listed, list) else [listed]:
        if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
            one = _stretch(period.start, period.end)
            if one is not None:
                yield one


def _stretch(start: datetime, end: datetime) -> Appointment | None:
    """In UTC: two moments of one zone are otherwise compared by the clock on the wall alone."""
    start, end = (each.astimezone(UTC) for each in (start, end))
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
