"""A View → the terminal's full screen, or one line for a log; large and dim, for a dark room."""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Literal, Protocol

from relax import units
from relax.errors import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType
    from rich.live import Live

Mode = Literal["following", "paused", "stopped", "returning", "leaving"]
"""Following the plan, paused, stopped softly, playing the way back, or fading to the end."""

_EVERY_S = 1.0  # between two drawings when nothing else changes
_SILENT_S = 5.0  # a silence shorter than this is only a pause

_DIGITS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" ##", "  #", "  #", "  #", "  #"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ":": (" ", "#", " ", "#", " "),
}
_HALVES = {("#", "#"): "█", ("#", " "): "▀", (" ", "#"): "▄", (" ", " "): " "}
_OTHER_LINES = 9  # that the screen needs beside the digits
_LARGEST = 6  # times as large as three lines high
_BEHIND = 100  # views that may wait to be drawn

KEY_LINE = "space pause · s soft stop · b come back now · n next · +/− volume · q leave"


@dataclass(frozen=True)
class View:
    """What a screen, lines or a desktop show of a playing session at one moment.

    Attributes:
        now: the clock on the wall, seconds since 1970.
        what: what plays: ``track``, ``bed``, ``quiet``, or "" before anything has.
        title: the track's title.
        mode: the state of the player.
        left: seconds until what plays has ended.
        quiet_at: when quiet begins next; None when the plan knows of none.
        quiet_for: why it will be quiet then, in neutral words.
        sound_at: in quiet, when sound begins again; None when the plan knows of none.
        reason: why it is quiet, in neutral words.
        silent: seconds for which nothing has been heard while something plays.
        words_in: seconds until the next words of the track; None when unknown.
        volume: 0 to 1 of the ceiling.
        device: where the sound goes.
        notice: the last thing that happened that somebody should know; "".
    """

    now: float
    what: str = ""
    title: str = ""
    mode: Mode = "following"
    left: float = 0.0
    quiet_at: float | None = None
    quiet_for: str = ""
    sound_at: float | None = None
    reason: str = ""
    silent: float = 0.0
    words_in: float | None = None
    volume: float = 1.0
    device: str = ""
    notice: str = ""


class Screen(Protocol):
    """Shows one moment after another."""

    def show(self, view: View) -> None:
        """Draw ``view``, if it is time to."""

    def close(self) -> None:
        """Give the terminal back."""


def heading(view: View) -> str:
    """What plays, in a few words."""
    if view.mode == "leaving":
        return "Fading, then leaving"
    if view.mode == "paused":
        return f"Paused: {view.title}" if view.title else "Paused"
    if view.mode == "stopped":
        return "Stopped softly. Space begins again."
    if view.mode == "returning":
        return "Coming back now"
    if view.what == "quiet":
        return f"Quiet ({view.reason})" if view.reason else "Quiet"
    return {"track": view.title, "bed": "Bed"}.get(view.what, "Beginning")


def silence_line(view: View) -> str:
    """That a silence is meant, and how long it lasts; "" when something is heard."""
    if view.mode == "leaving":
        return ""
    if view.what == "quiet":
        if view.sound_at is None:
            return "" if view.mode == "stopped" else "quiet until further notice"
        return f"quiet; sound begins {moment(view.sound_at, view.now)}"
    if view.silent < _SILENT_S or view.mode not in {"following", "returning"}:
        return ""
    if view.volume <= 0.0:
        return "the volume is at nothing"
    if view.what != "track":
        return f"nothing is heard, for {span(view.silent)}"
    if view.words_in is not None:
        return f"a silence of the track; the next words come in {span(view.words_in)}"
    return f"a silence of the track, {span(view.silent)} so far; all is well"


def clock(moment: float) -> str:
    """Hours and minutes on this computer's clock."""
    return time.strftime("%H:%M", time.localtime(moment))


def moment(then: float, now: float) -> str:
    """``at 14:30``, with the day when it is another."""
    there, here = (datetime.fromtimestamp(each, UTC).astimezone().date() for each in (then, now))
    days = (there - here).days
    if days == 0:
        return f"at {clock(then)}"
    day = "tomorrow" if days == 1 else f"on {there:%A}"
    return f"{day} at {clock(then)}"


def span(seconds: float) -> str:
    """Minutes and seconds, as on a clock."""
    whole = max(0, int(seconds + 0.5))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else units.clock(rest)


def large(text: str, times: int = 1) -> str:
    """Digits three lines high, or ``times`` as large."""
    rows = [" ".join(_DIGITS[sign][n] for sign in text) for n in range(5)]
    wide = ["".join(dot * times for dot in row) for row in rows for _ in range(times)]
    wide += [" " * len(wide[0])] * (len(wide) % 2)
    pairs = zip(wide[::2], wide[1::2], strict=True)
    return "\n".join("".join(_HALVES[pair] for pair in zip(*two, strict=True)) for two in pairs)


def times_larger(text: str, width: int, height: int) -> int:
    """How large the digits of ``text`` can be on a screen, in characters."""
    across = (width - 2) // len(" ".join(_DIGITS[sign][0] for sign in text))
    down = 2 * (height - _OTHER_LINES) // 5
    return max(1, min(across, down, _LARGEST))


def next_line(view: View) -> str:
    """What comes next: an appointment, or silence; "" when the plan knows of nothing."""
    if view.quiet_at is None:
        return ""
    return f"{view.quiet_for or 'silence'} {moment(view.quiet_at, view.now)}"


class FullScreen:
    """The whole terminal, redrawn once a second and whenever something changes."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415  (only for a person)
        from rich.live import Live  # noqa: PLC0415

        self._live: Live | None = Live(
            console=Console(), screen=True, auto_refresh=False, transient=True
        )
        self._live.start()
        self._last: tuple[object, ...] = ()

    def show(self, view: View) -> None:
        """Draw ``view`` when a second has passed or something else is to be seen."""
        second = int(view.now / _EVERY_S)
        state = (second, view.mode, view.what, view.title, view.notice, round(view.volume, 2))
        if state == self._last or self._live is None:
            return
        self._last = state
        try:
            self._live.update(_draw(view, *self._live.console.size), refresh=True)
        except (OSError, ValueError):  # the terminal is gone; the sound is not
            self._live = None

    def close(self) -> None:
        """Give the terminal back."""
        if self._live is not None:
            with suppress(OSError, ValueError):
                self._live.stop()
        self._live = None


def _draw(view: View, width: int, height: int) -> RenderableType:
    """A view as rich draws it on a terminal of that many characters."""
    from rich.align import Align  # noqa: PLC0415
    from rich.console import Group  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    in_quiet = view.what == "quiet"
    waits = (view.sound_at - view.now if view.sound_at else 0.0) if in_quiet else view.left
    number = span(waits) if waits > 0 else clock(view.now)
    lines = [
        Text(printable(heading(view)), style="bold dim"),
        Text(""),
        Text(large(number, times_larger(number, width, height)), style="dim"),
        Text(""),
        Text(silence_line(view), style="dim"),
        Text(next_line(view), style="dim"),
        Text(printable(f"volume {view.volume:.0%} · {clock(view.now)} · {view.device}"), "dim"),
        Text(printable(view.notice), style="dim italic"),
        Text(""),
        Text(KEY_LINE, style="dim"),
    ]
    return Align.center(
        Group(*(Align.center(line) for line in lines)), vertical="middle", height=height
    )


class Lines:
    """One line whenever something else is to be said; for logs and pipes."""

    def __init__(self, out: IO[str]) -> None:
        self._out: IO[str] | None = out
        self._last = ("", "")

    def show(self, view: View) -> None:
        """Say what plays, and notices, once."""
        words, notice = heading(view), view.notice
        if words != self._last[0]:
            ahead = silence_line(view) or next_line(view)
            self._say(f"{clock(view.now)} {words}" + (f"; {ahead}" if ahead else ""))
        if notice and notice != self._last[1]:
            self._say(f"{clock(view.now)} {notice}")
        self._last = (words, notice)

    def close(self) -> None:
        """Nothing to give back."""

    def _say(self, line: str) -> None:
        if self._out is None:
            return
        try:
            self._out.write(printable(line) + "\n")
            self._out.flush()
        except (OSError, ValueError):
            self._out = None


class ThreadedScreen:
    """A screen on a thread of its own: a terminal that takes nothing more holds up no sound.

    Args:
        opened: opens the screen.
    """

    def __init__(self, opened: Callable[[], Screen]) -> None:
        self._opened = opened
        self._views: deque[View] = deque(maxlen=_BEHIND)
        self._condition = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def show(self, view: View) -> None:
        """Have ``view`` shown."""
        with self._condition:
            self._views.append(view)
            self._condition.notify()

    def close(self) -> None:
        """Have the terminal given back."""
        with self._condition:
            self._closed = True
            self._condition.notify()
        self._thread.join(1.0)

    def _work(self) -> None:
        screen = self._opened()
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._views or self._closed)
                if not self._views:
                    break
                view = self._views.popleft()
            screen.show(view)
        screen.close()
