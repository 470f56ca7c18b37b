"""The log of the program: what it runs and decides, shown on stderr by ``relax --debug``.

Modules log to ``logging.getLogger(__name__)``, below the logger ``relax``. Nothing personal may
stand in a record: no words of a line, no name, preference or owner, no path or name of a file that
somebody else than relax has chosen. Figures, places in time, engines, and numbers of rows may.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import Final

_ROOT: Final = logging.getLogger("relax")
_FORMAT: Final = "%(asctime)s %(process)d %(name)s: %(message)s"


class _OnStderr(logging.Handler):
    """Writes to what ``sys.stderr`` is at the time: a progress bar may stand in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a terminal that is gone is no error."""
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()


class Collected(logging.Handler):
    """Keeps records as plain values, (logger, level, message), for another process to tell."""

    def __init__(self) -> None:
        super().__init__()
        self._records: list[tuple[str, int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self._records.append((record.name, record.levelno, record.getMessage()))

    def take(self) -> list[tuple[str, int, str]]:
        """What has come since it was last asked."""
        taken, self._records = self._records, []
        return taken


def collect() -> Collected:
    """Have all records of this process collected."""
    collected = Collected()
    _ROOT.addHandler(collected)
    _ROOT.setLevel(logging.DEBUG)
    return collected


def show() -> None:
    """Show all records of this process on stderr from now on, each once."""
    if not is_shown():
        handler = _OnStderr()
        handler.setFormatter(logging.Formatter(_FORMAT))
        _ROOT.addHandler(handler)
        _ROOT.setLevel(logging.DEBUG)


def is_shown() -> bool:
    """Whether they are."""
    return any(isinstance(handler, _OnStderr) for handler in _ROOT.handlers)
