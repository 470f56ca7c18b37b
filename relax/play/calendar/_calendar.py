"""Every series of a calendar and a stretch of time → the appointments in it, merged; only times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relax.play.calendar._series import Appointment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from relax.play.calendar._series import Series

__all__ = ["Appointment", "Calendar"]


@dataclass(frozen=True)
class Calendar:
    """A calendar as it was read; only times are kept of it.

    Attributes:
        series: every entry that takes the room.
        remarks: a sentence for each thing in it that somebody should know.
    """

    series: tuple[Series, ...]
    warnings: tuple[str, ...] = ()

    def appointments(self, since: datetime, until: datetime) -> tuple[Appointment, ...]:
        """Every appointment that touches the stretch, in order, overlapping ones as one.

        Cancelled entries, entries shown as free and entries of whole days (holidays, "practice
        open") do not take the room. Times without a zone are this computer's. An entry that may
        be meant in more than one way takes the room in each.
        """
        found = (one for series in self.series for one in series.between(since, until))
        touching = (one for one in found if one.end > since and one.start < until)
        return tuple(_merged(sorted(touching)))


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
