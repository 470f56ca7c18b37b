"""An .ics file that may be replaced at any time → the appointments of its last good version.

A thread of its own looks at the file once a second.

Reading a year of appointments takes seconds, and a folder on another computer may not answer at
all: the sound must wait for neither.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput
from relax.play.calendar._file import read_calendar
from relax.play.calendar._series import Appointment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from relax.play.calendar._series import Calendar

_LOG: Final = logging.getLogger("relax")
_EVERY_S: Final = 1.0  # between two looks; a new version counts after two
_AGAIN: Final = 30
"""After so many looks a version that could not be read is tried again."""
_AHEAD: Final = timedelta(days=7)
"""How far beyond what is asked for the appointments are worked out."""
_BEFORE: Final = " The calendar as it was before still counts."


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
        self._path, self._show = path, tell
        self._seen = self._last = self._signature()
        self._lock = threading.Lock()
        self._calendar = read_calendar(path)
        self._known: _Known | None = None
        self._asked: tuple[datetime, datetime] | None = None
        self._changed = False
        self._trouble = ""
        self._warnings: tuple[str, ...] = ()
        self._looks = 0
        for sentence in self._calendar.warnings:
            self._tell(sentence)

    def appointments(self, since: datetime, until: datetime) -> tuple[Appointment, ...]:
        """Every appointment that touches the stretch, in order, overlapping ones as one.

        Where they cannot be worked out, the whole stretch counts as taken.
        """
        with self._lock:
            self._asked = since, until
            known, calendar = self._known, self._calendar
        if known is None or since < known.since or until > known.until:
            try:
                known = _Known.of(calendar, since, until)
            except Exception as error:  # noqa: BLE001  (better quiet than a sound in between)
                self._fail("The calendar cannot be worked out: it is quiet.", error)
                return (Appointment(since, until),)
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
        """Take a new version, once it has been the same for two looks, and work ahead.

        Whatever is wrong with it is told, and never raised: looking must go on.
        """
        try:
            self._look()
        except BadInput as error:
            line = f" (line {error.place.line})" if error.place and error.place.line else ""
            self._fail(f"{error.message}{line}{_BEFORE}", error)
        except Exception as error:  # noqa: BLE001  (any failure keeps the last good one)
            self._fail(f"The calendar cannot be read.{_BEFORE}", error)

    def _look(self) -> None:
        """Look at the file once, and work out the appointments that will be asked for soon."""
        sentences, self._warnings = self._warnings, ()
        for sentence in sentences:
            self._tell(sentence)
        now, before = self._signature(), self._last
        self._last = now
        self._looks += 1
        is_due = bool(self._trouble) and self._looks % _AGAIN == 0
        # Two equal looks: a file that is still being written is not read.
        if now == before and (now != self._seen or is_due):
            self._seen = now
            self._take()
        with self._lock:
            known, asked = self._known, self._asked
        if known and asked and known.until < asked[1] + _AHEAD / 2:
            self._work_out(self._calendar, *asked, is_new=False)

    def _watch(self) -> None:
        while True:
            time.sleep(_EVERY_S)
            self.look()

    def _take(self) -> None:
        """Read the new version and let it count."""
        calendar = read_calendar(self._path)
        since, until = self._asked or (datetime.now().astimezone(),) * 2
        self._work_out(calendar, since, until, is_new=True)
        self._trouble = ""
        _LOG.info("a new version of the calendar counts")
        self._warnings = calendar.warnings  # told after it is known that there is a new version

    def _work_out(
        self, calendar: Calendar, since: datetime, until: datetime, *, is_new: bool
    ) -> None:
        known = _Known.of(calendar, since, until)
        with self._lock:
            self._calendar, self._known = calendar, known
            self._changed = self._changed or is_new

    def _fail(self, sentence: str, error: Exception) -> None:
        """Say what is wrong, once as long as it is the same."""
        if sentence != self._trouble:
            self._trouble = sentence
            self._tell(sentence)
            _LOG.info("the calendar failed with %s", type(error).__name__)

    def _tell(self, sentence: str) -> None:
        """On the screen, and in the log."""
        _LOG.info("%s", sentence)
        self._show(sentence)

    def _signature(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
