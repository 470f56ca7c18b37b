"""A plan → commands to a Music Player Daemon that plays it, for rooms with one speaker system.

It plays files from its own library (or any file, over its local socket) and knows no beds: where
the plan has a bed, it is quiet.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, RelaxError, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    import mpd

    from relax.play.plan import Piece, Plan, Planner
    from relax.play.sound import Clock

PORT: Final = 6600  # what MPD listens on unless it is told otherwise
_STEP_S: Final = 0.1
"""Between two steps of a volume ramp."""
_LOOK_S: Final = 0.5
"""How often the calendar, and whether somebody leaves, are looked at."""


@dataclass(frozen=True)
class MpdAddress:
    """Where it listens: ``[password@]host[:port]`` or the path of its socket."""

    host: str
    port: int
    password: str = ""

    @staticmethod
    def of(text: str) -> MpdAddress:
        """Read what a user typed.

        Raises:
            BadInput: the port is not a number.
        """
        password, _, place = text.rpartition("@")
        if place.startswith("/"):
            return MpdAddress(place, PORT, password)
        host, _, port = place.partition(":")
        if port and not port.isdecimal():
            raise BadInput("The port of --mpd is not a number.", hint="Write HOST or HOST:6600.")
        return MpdAddress(host, int(port or PORT), password)


@contextmanager
def connected(daemon: MpdAddress) -> Iterator[mpd.MPDClient]:
    """A client that is connected.

    Raises:
        BadInput: python-mpd2 is not installed.
        RelaxError: nobody answers there, or the password is wrong.
    """
    try:
        import mpd  # noqa: PLC0415  (an optional part)
    except ImportError:
        raise BadInput(
            "--mpd needs the package python-mpd2.",
            hint="In the folder of relax: pip install '.[mpd]'",
        ) from None
    client = mpd.MPDClient()
    client.timeout = 10
    try:
        connect(client, daemon)
        yield client
    except (OSError, mpd.MPDError) as error:
        raise RelaxError(
            f"The Music Player Daemon does not do as asked: {_words(error)}.",
            hint="Is it running, and is this its host and port?",
        ) from None
    finally:
        with suppress(OSError, mpd.MPDError):
            client.disconnect()


def connect(client: mpd.MPDClient, daemon: MpdAddress) -> None:
    """Connect, or connect again."""
    with suppress(Exception):  # whatever is left of a connection
        client.disconnect()
    client.connect(daemon.host, daemon.port)
    if daemon.password:
        client.password(daemon.password)


class MpdPlayer:
    """Follows a plan by telling a daemon what to play."""

    def __init__(
        self,
        client: mpd.MPDClient,
        planner: Planner,
        clock: Clock,
        *,
        fade: float,
        tell: Callable[[str], None],
        leaving: Callable[[], bool] = lambda: False,
        again: Callable[[], None] = lambda: None,
    ) -> None:
        """Take over the daemon's queue.

        Args:
            client: connected.
            planner: what plays when.
            clock: the time, and how to wait.
            fade: seconds of every fade to silence.
            tell: takes one sentence for a track that the daemon does not have.
            leaving: whether somebody wants to leave: it fades and ends.
            again: connects the client anew.

        Raises:
            RelaxError: the daemon has no volume, so that nothing could fade.
        """
        self._client, self._planner, self._clock = client, planner, clock
        self._fade, self._tell, self._leaving, self._again = fade, tell, leaving, again
        self._volume = int(client.status().get("volume") or -1)
        if self._volume < 0:
            raise RelaxError(
                "The Music Player Daemon has no volume, so nothing could fade.",
                hint='Let its output have mixer_type "software".',
            )
        self._missing: frozenset[Path] = frozenset()
        self._refused, *gone = _errors()
        self._gone = tuple(gone)

    def run(self, crossfade: float) -> None:
        """Play to the end of the plan; the daemon's volume is as it was when this returns."""
        self._take_over(crossfade)
        last: Path | None = None
        try:
            while not self._leaving() and (plan := self._plan(last)).entries:
                try:
                    last = self._follow(plan, last)
                except self._gone:
                    self._reach_again(crossfade)
        finally:
            self._client.stop()
            self._client.setvol(self._volume)

    def _take_over(self, crossfade: float) -> None:
        client = self._client
        client.stop()
        client.clear()
        for option in (client.random, client.repeat, client.single, client.consume):
            option(0)
        client.crossfade(round(crossfade))

    def _reach_again(self, crossfade: float) -> None:
        """Wait for a daemon that has gone, as long as there is a plan for it."""
        self._tell("The Music Player Daemon has gone: it goes on when it is back.")
        while not self._leaving() and self._plan(None).entries:
            self._clock.sleep(_LOOK_S)
            with suppress(*self._gone, RelaxError):
                self._again()
                self._take_over(crossfade)
                self._tell("The Music Player Daemon is back.")
                return

    def _plan(self, last: Path | None) -> Plan:
        return self._planner.plan(self._clock.time(), self._missing, last)

    def _follow(self, plan: Plan, last: Path | None) -> Path | None:
        """Play a plan until it is over or no longer holds → the track that was played last."""
        entries = plan.entries
        for n, entry in enumerate(entries):
            after = entries[n + 1] if n + 1 < len(entries) else None
            before = entries[n - 1] if n else None
            if entry.piece is not None:
                if (before is None or before.piece is None) and not self._start(entry.piece):
                    return last
                last = entry.piece.path
            next_piece = after.piece if after is not None and entry.piece is not None else None
            if next_piece is not None and not self._queue(next_piece):
                self._wait(entry.end, fade=False)
                return last
            until = entry.end if after is None else min(entry.end, after.start)
            if not self._wait(until, fade=entry.piece is not None and next_piece is None):
                return last
        return last

    def _start(self, piece: Piece) -> bool:
        """Play a track now; False when the daemon does not have it."""
        self._client.clear()
        if not self._queue(piece):
            return False
        self._client.setvol(self._volume)
        self._client.play()
        return True

    def _queue(self, piece: Piece) -> bool:
        """Put a track behind what plays, so that the daemon crossfades by itself."""
        for name in _names(piece.path):
            with suppress(self._refused):
                self._client.add(name)
                return True
        self._missing |= {piece.path}
        name = printable(piece.path.name)
        self._tell(f"The Music Player Daemon does not have {name}: it is left out.")
        return False

    def _wait(self, until: datetime, *, fade: bool) -> bool:
        """Let it play, fade to silence at the end if asked; False when it is no longer wanted."""
        end = until.timestamp()
        leave = end - self._fade if fade else end
        while (now := self._clock.time()) < leave:
            self._clock.sleep(min(_LOOK_S, leave - now))
            self._client.ping()  # it hangs up on who is silent for a minute
            if self._leaving() or self._planner.changed():
                self._fade_out(self._clock.time() + self._fade)
                return False
        if fade:
            self._fade_out(end)
        return True

    def _fade_out(self, end: float) -> None:
        """Down to nothing by ``end``, in small steps, and then stop."""
        if self._client.status().get("state") != "play":
            return
        while (left := end - self._clock.time()) > 0:
            self._client.setvol(round(self._volume * min(left / self._fade, 1.0)))
            self._clock.sleep(min(_STEP_S, left))
        self._client.setvol(0)
        self._client.stop()
        self._client.setvol(self._volume)


def _errors() -> tuple[type[Exception], ...]:
    """What is raised when the daemon refuses a command, and then when it has gone."""
    import mpd  # noqa: PLC0415  (an optional part)

    return mpd.CommandError, mpd.ConnectionError, OSError


def _names(path: Path) -> Iterator[str]:
    """What a daemon may know a file by: its place in any folder above it, and the file itself."""
    parts = path.resolve().parts[1:]
    for n in range(len(parts)):
        yield "/".join(parts[n:])
    yield path.resolve().as_uri()


def _words(error: Exception) -> str:
    return str(error).rstrip(".").lower() or "no reason given"
