"""The clock a session goes by: wall time, steady time and waiting; tests hand in their own."""

from __future__ import annotations

import time
from typing import Final, Protocol

_JUMP_S: Final = 2.0  # clocks that part by more than this have jumped, or the computer slept


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


class Jumps:
    """Notices when the clock on the wall was set, or the computer slept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = clock.monotonic()
        self._parted = clock.time() - self._last

    def any(self) -> bool:
        """Whether it happened since this was asked last, which should be often."""
        parted, last = self._parted, self._last
        self._last = self._clock.monotonic()
        self._parted = self._clock.time() - self._last
        return abs(self._parted - parted) >= _JUMP_S or self._last - last >= 2 * _JUMP_S
