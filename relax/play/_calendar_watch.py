"""A calendar file that is looked after while it plays, on a thread of its own.

Reading a year of appointments takes seconds, and a folder on another computer may not answer at
all: the sound must wait for neither.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput
from relax.play._calendar_file import read_calendar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from relax.play._calendar import Appointment, Calendar

_EVERY_S: Final = 1.0
_AHEAD: Final = timedelta(days=7)
"""How far beyond what is asked for the appointments are worked out."""


@dataclass(frozen=True)
class _Known:
    """The appointments of a stretch, worked out."""

    since: datetime
    until: datetime
    taken: tuple[Appointment, ...]

    @staticmethod
    def of(calendar: Calendar, since: datetime, until: datetime) -> _Known:
        until += _AHEAD
        return _Known(since, until, calendar.appointments(since, until))


class WatchedCalendar:
    """A calendar file that may be replaced at any time; the last good one counts."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        """Read it.

        Args:
            path: the file.
            tell: takes one sentence for what somebody should know of it, or when a new version
                cannot be used; while it is watched, from another thread.

        Raises:
            BadInput: it cannot be read now.
        """
        self._path, self._tell = path, tell
        self._seen = self._last = self._signature()
        self._lock = threading.Lock()
        self._calendar = read_calendar(path)
        self._known: _Known | None = None
        self._asked: tuple[datetime, datetime] | None = None
        self._changed = False
        self._remark(self._calendar)

    def appointments(self, since: datetime, until: datetime) -> tuple[Appointment, ...]:
        """Every appointment that touches the stretch, in order, overlapping ones as one.

        Raises:
            BadInput: an entry contradicts itself.
        """
        with self._lock:
            self._asked = since, until
            known, calendar = self._known, self._calendar
        if known is None or since < known.since or until > known.until:
            known = _Known.of(calendar, since, until)
            with self._lock:
                if calendar is self._calendar:
                    self._known = known
        return tuple(one for one in known.taken if one.end > since and one.start < until)

    def changed(self) -> bool:
        """Whether there is a new version, which has then been taken."""
        with self._lock:
            changed, self._changed = self._changed, False
        return changed

    def watch(self) -> None:
        """Look after the file from now on, until the program ends."""
        threading.Thread(target=self._watch, daemon=True).start()

    def look(self) -> None:
        """Take a new version, once it has been the same for two looks, and work ahead."""
        now, before = self._signature(), self._last
        self._last = now
        if now == before != self._seen:
            self._seen = now
            self._take()
        with self._lock:
            known, asked = self._known, self._asked
        if known and asked and known.until < asked[1] + _AHEAD / 2:
            with suppress(BadInput):  # far ahead: whoever asks for it is told
                self._work_out(self._calendar, *asked, is_new=False)

    def _watch(self) -> None:
        while True:
            time.sleep(_EVERY_S)
            self.look()

    def _take(self) -> None:
        try:
            calendar = read_calendar(self._path)
            since, until = self._asked or (datetime.now().astimezone(),) * 2
            self._work_out(calendar, since, until, is_new=True)
        except BadInput as error:
            line = f" (line {error.place.line})" if error.place and error.place.line else ""
            self._tell(f"{error.message}{line} The calendar as it was before still counts.")
            return
        self._remark(calendar)

    def _work_out(
        self, calendar: Calendar, since: datetime, until: datetime, *, is_new: bool
    ) -> None:
        known = _Known.of(calendar, since, until)
        with self._lock:
            self._calendar, self._known = calendar, known
            self._changed = self._changed or is_new

    def _remark(self, calendar: Calendar) -> None:
        for sentence in calendar.remarks:
            self._tell(sentence)

    def _signature(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
