"""Paths, and how long, until when or between which appointments → what may be played, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from relax.play.calendar import WatchedCalendar
from relax.play.library import find_pieces, last_heard, select_pieces
from relax.play.plan import DayPlanner, GapPlanner, LengthPlanner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from relax.home import Home
    from relax.play.plan import Piece, Planner

CROSSFADE_S: Final = 4.0
SETTLE_S: Final = 90.0
"""Quiet after an appointment, to leave the room."""

_LEFT_OUT: Final = "{} files cannot be played and are left out: --plan tells why."


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be played; of ``seconds``, ``until`` and ``calendar`` at most one.

    Attributes:
        paths: files, folders and playlists.
        seconds: how long.
        until: when it is to be silent; a day from now where nothing else is said.
        calendar: an .ics file, between whose appointments it plays.
        settle: seconds of quiet after an appointment.
        crossfade: seconds from one track to the next.
        personal: whether tracks for one person may be played.
        sleep: whether tracks that do not wake may be played.
    """

    paths: tuple[Path, ...]
    seconds: float | None = None
    until: datetime | None = None
    calendar: Path | None = None
    settle: float = SETTLE_S
    crossfade: float = CROSSFADE_S
    personal: bool = False
    sleep: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What there is to play, and when.

    Attributes:
        planner: what plays when.
        pieces: what may be played.
        files: everything that was found, for the voices that speak in it.
        heard: when each was heard last, in seconds since 1970.
    """

    planner: Planner
    pieces: Sequence[Piece]
    files: Sequence[Path]
    heard: dict[Path, float]


def journal_of(home: Home) -> Path:
    """The file of what was played on this computer."""
    return home.data / "played.sqlite"


def room(
    asked: Asked,
    home: Home,
    now: datetime,
    tell: Callable[[str], None],
    *,
    named: bool = True,
    watch: bool = False,
) -> Room:
    """Look at everything there is to play; what is passed over, and why, is told once.

    Args:
        asked: what is to be played.
        home: the installation.
        now: when it begins, with its time zone.
        tell: takes one sentence for what somebody should know.
        named: whether files are named in it; not where the next client may look at the screen.
        watch: whether a calendar is read again whenever it changes.

    Raises:
        BadInput: a path or the calendar cannot be used.
    """
    found, troubles = find_pieces(asked.paths, home.ffmpeg)
    for trouble in troubles if named or not troubles[1:] else [_LEFT_OUT.format(len(troubles))]:
        tell(trouble)
    pieces, passed = select_pieces(found, personal=asked.personal, sleep=asked.sleep)
    if sentence := passed.sentence(named=named):
        tell(sentence)
    times = last_heard(journal_of(home))
    heard = {one.path: times[one.path.name] for one in pieces if one.path.name in times}
    planner = _planner(asked, pieces, heard, now, tell, watch=watch)
    return Room(planner, pieces, [one.path for one in found], heard)


def _planner(
    asked: Asked,
    pieces: Sequence[Piece],
    heard: dict[Path, float],
    now: datetime,
    tell: Callable[[str], None],
    *,
    watch: bool,
) -> Planner:
    if asked.calendar is not None:
        calendar = WatchedCalendar(asked.calendar, tell)
        if watch:
            calendar.watch()
        return DayPlanner(pieces, calendar, asked.settle, asked.crossfade, heard)
    if asked.seconds is not None:
        return LengthPlanner(pieces, asked.seconds, asked.crossfade, heard)
    end = asked.until or now + timedelta(days=1)
    return GapPlanner(pieces, end.timestamp(), asked.crossfade, heard)
