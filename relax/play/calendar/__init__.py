"""Calendar files (.ics) → the stretches of time in which the room is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.play.calendar._calendar import Calendar
    from relax.play.calendar._file import parse_calendar, read_calendar
    from relax.play.calendar._series import Appointment
    from relax.play.calendar._watch import WatchedCalendar

__all__ = [
    "Appointment",
    "Calendar",
    "WatchedCalendar",
    "parse_calendar",
    "read_calendar",
]

__getattr__ = lazily(
    __name__,
    {
        "_calendar": ("Calendar",),
        "_file": ("parse_calendar", "read_calendar"),
        "_series": ("Appointment",),
        "_watch": ("WatchedCalendar",),
    },
)
