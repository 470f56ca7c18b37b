"""What time it is: the computer's clock, or one that tests turn."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """The only source of time in a playing session."""

    def time(self) -> float:
        """Seconds since 1970: the clock on the wall, which may jump."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The computer's own clock."""

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some start."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
