"""Characters on standard input (a terminal, a foot switch), and signals → commands."""

from __future__ import annotations

import os
import select
import signal
import sys
from contextlib import contextmanager, suppress
from enum import Enum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator


class Command(Enum):
    """What a key asks for; the value is what the screen calls it."""

    PAUSE = "pause"
    SOFT_STOP = "soft stop"
    COME_BACK = "come back now"
    NEXT = "next"
    LOUDER = "louder"
    QUIETER = "quieter"
    LEAVE = "leave"


KEYS = {
    " ": Command.PAUSE,
    "s": Command.SOFT_STOP,
    "b": Command.COME_BACK,
    "n": Command.NEXT,
    "+": Command.LOUDER,
    "=": Command.LOUDER,  # the same key without shift
    "-": Command.QUIETER,
    "q": Command.LEAVE,
    "\x03": Command.LEAVE,
}


def commands(typed: str) -> list[Command]:
    """What ``typed`` asks for; arrow and function keys, line ends and all else ask for nothing."""
    found, at = [], 0
    while at < len(typed):
        if typed[at] == "\x1b":
            at = _after_escape(typed, at)
            continue
        if command := KEYS.get(typed[at].lower()):
            found.append(command)
        at += 1
    return found


def _after_escape(typed: str, at: int) -> int:
    """The index after an escape sequence that begins at ``at``."""
    at += 1
    if typed[at : at + 1] == "O":
        return at + 2
    if typed[at : at + 1] != "[":
        return at
    at += 1
    while at < len(typed) and not "@" <= typed[at] <= "~":
        at += 1
    return at + 1


class Keys:
    """Standard input, read without waiting.

    A terminal gives every key at once and shows none of them; anything else (a pipe from a foot
    switch) is read as plain characters.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = sys.stdin.fileno() if descriptor is None else descriptor
        self._before: list[Any] | None = None
        self._open = True
        self.lost = False  # the terminal is gone
        self._is_terminal = os.isatty(self._descriptor)

    def __enter__(self) -> Self:
        if self._is_terminal and sys.platform != "win32":
            import termios  # noqa: PLC0415  (not on every system)
            import tty  # noqa: PLC0415

            self._before = termios.tcgetattr(self._descriptor)
            tty.setcbreak(self._descriptor)
            mode = termios.tcgetattr(self._descriptor)
            mode[tty.IFLAG] &= ~termios.IXON  # Ctrl-S would hold up the screen
            mode[tty.CC][termios.VSUSP] = b"\0"  # Ctrl-Z would stop the sound dead
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, mode)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None and sys.platform != "win32":
            import termios  # noqa: PLC0415

            with suppress(termios.error, OSError):
                termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)

    def pressed(self) -> list[Command]:
        """What was asked for since the last time."""
        return commands(self._typed())

    def _typed(self) -> str:
        if not self._open:
            return ""
        if self._is_terminal and sys.platform == "win32":
            return _windows_keys()
        try:
            if not select.select([self._descriptor], [], [], 0)[0]:
                return ""
            data = os.read(self._descriptor, 256)
        except (OSError, ValueError):
            data = b""
        if not data:
            self._open = False
            self.lost = self._is_terminal
        return data.decode("utf-8", "ignore")


def _windows_keys() -> str:
    import msvcrt  # noqa: PLC0415  (only there)

    console: Any = msvcrt
    typed = ""
    while console.kbhit():
        typed += console.getwch()
    return typed


class LeftError(KeyboardInterrupt):
    """Ctrl-C has ended the player as its key q does: all is well, and nothing need be said."""

    quiet = True


@contextmanager
def leave_on_signals() -> Iterator[list[Command]]:
    """A list that fills with wishes to leave: Ctrl-C, a closed terminal, a shut-down.

    Raises:
        LeftError: at the end, where Ctrl-C was the wish: a script that calls the program is
            to stop as well. The others are orderly ends of a player that would run for ever.
    """
    asked: list[Command] = []
    signals: list[int] = []

    def ask(number: int, _frame: object) -> None:
        signals.append(number)
        asked.append(Command.LEAVE)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    before = {
        number: signal.signal(number, ask)
        for number in (getattr(signal, name, None) for name in names)
        if number is not None
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if signal.SIGINT in signals:
        raise LeftError
