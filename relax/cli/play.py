"""``relax play``: paths, a length, an end or a calendar → sound in the gaps; or the plan of it."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax import play
from relax.cli._moments import Length, Moment, TimeOfDay, next_time
from relax.cli._options import home_options, take_home
from relax.cli._report import print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from relax.home import Home

LENGTH = Length()
PER_CENT = click.FloatRange(0, 100)
_PLAIN = ("dumb", "unknown")  # terminals that only take lines


@click.command("play")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]…")
@click.option("--for", "length", type=Length(1.0), metavar="12m", help="Fill this long.")
@click.option("--until", type=TimeOfDay(), metavar="14:30", help="Be silent at this time.")
@click.option(
    "--calendar",
    type=click.Path(path_type=Path),
    metavar="FILE.ics",
    help="Fill the gaps between appointments, and be silent during them.",
)
@click.option(
    "--settle",
    type=LENGTH,
    default="90s",
    show_default=True,
    metavar="LEN",
    help="Quiet after an appointment, to leave the room.",
)
@click.option(
    "--fade", type=LENGTH, default="4s", show_default=True, metavar="LEN", help="To silence."
)
@click.option(
    "--crossfade",
    type=LENGTH,
    default="4s",
    show_default=True,
    metavar="LEN",
    help="From one track to the next.",
)
@click.option(
    "--bed",
    default="brown",
    show_default=True,
    metavar="B",
    help="What sounds between tracks: a name (see `relax beds`), a file, or none.",
)
@click.option("--volume", type=PER_CENT, default=80.0, show_default=True, help="At first.")
@click.option(
    "--ceiling", type=PER_CENT, default=100.0, show_default=True, help="What 100 % volume means."
)
@click.option("--personal", is_flag=True, help="Also tracks for one person, this time.")
@click.option("--sleep", is_flag=True, help="Also tracks that end in sleep, this time.")
@click.option("--presence", is_flag=True, help="A soft tone now and then in long silences.")
@click.option("--device", default="", metavar="NAME", help="Which loudspeaker; null for none.")
@click.option("--list-devices", is_flag=True, help="Name the loudspeakers.")
@click.option("--plan", "only_plan", is_flag=True, help="Show what would be played; play nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --plan or --list-devices: JSON.")
@click.option("--now", type=Moment(), metavar="TIME", help="With --plan: from another time.")
@click.option("--mpd", metavar="HOST", help="Have a Music Player Daemon play it instead.")
@home_options
def command(paths: tuple[Path, ...], **options: Any) -> None:
    """Play tracks and beds in the gaps of a day; silence begins on the minute.

    PATH is a file, a folder or a playlist; without any, the bed alone is played.
    Tracks for one person, and tracks that do not wake, are passed over unless asked for.

    \b
    Keys: space pause, s soft stop, b come back now, n next, + and - volume, q leave.
    The same characters work on standard input, for foot switches.
    """  # noqa: D301  (click wants the control character itself)
    if options["list_devices"]:
        _list_devices(as_json=options["as_json"])
        return
    _refuse_contradictions(options)
    home = take_home(options)
    now = options["now"] or datetime.now().astimezone()
    if options["only_plan"]:
        planner = _room(paths, home, now, options, _tell).planner
        _show_plan(planner, now, as_json=options["as_json"])
    elif options["mpd"] is not None:
        _hand_over(_room(paths, home, now, options, _tell).planner, options)
    else:
        _play(paths, home, options)


def _refuse_contradictions(options: dict[str, Any]) -> None:
    from relax.errors import BadInput  # noqa: PLC0415  (after --help)

    ends = [name for name in ("length", "until", "calendar") if options[name] is not None]
    if len(ends) > 1:
        raise BadInput("Give one of --for, --until and --calendar.")
    if options["now"] is not None and not options["only_plan"]:
        raise BadInput("--now is for --plan: what plays now, plays now.", hint="Add --plan.")
    calendar = options["calendar"]
    if calendar is not None and not calendar.is_file():
        raise BadInput(f"There is no calendar at {calendar}.", hint="Give the file's name.")
    if options["as_json"] and not options["only_plan"]:
        raise BadInput("--json is for --plan and --list-devices.", hint="Add --plan.")


def _play(paths: tuple[Path, ...], home: Home, options: dict[str, Any]) -> None:
    with home.caches.in_use():  # the bed is opened again and again, all day
        _play_here(paths, home, options)


def _play_here(paths: tuple[Path, ...], home: Home, options: dict[str, Any]) -> None:
    bed = play.prepare_bed(options["bed"], home.beds, home.ffmpeg)
    notices: list[str] = []
    room = _room(paths, home, datetime.now().astimezone(), options, notices.append)
    play.play(
        play.Session(
            planner=room.planner,
            library=room.pieces,
            journal=play.journal_of(home),
            fallback=play.FallbackWayBack(home, options["bed"], room.files, notices.append),
            bed=bed,
            device=options["device"],
            volume=options["volume"] / 100,
            ceiling=options["ceiling"] / 100,
            settings=play.PlaySettings(options["fade"], options["crossfade"], options["presence"]),
            full_screen=_is_full_screen(options),
            unattended=not (sys.stdout.isatty() or sys.stderr.isatty()),
            heard=room.heard,
            ffmpeg=home.ffmpeg,
            desktop=bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")),
            notices=notices,
        )
    )


def _hand_over(planner: play.Planner, options: dict[str, Any]) -> None:
    address = play.MpdAddress.of(options["mpd"])
    with play.connected(address) as client, play.leave_on_signals() as wishes:
        room = play.MpdPlayer(
            client,
            planner,
            play.SystemClock(),
            fade=options["fade"],
            tell=_tell,
            leaving=lambda: bool(wishes),
            again=lambda: play.connect(client, address),
        )
        room.run(options["crossfade"])


def _tell(sentence: str) -> None:
    from relax.errors import printable  # noqa: PLC0415  (after --help)

    click.echo(printable(f"relax: {sentence}"), err=True)


def _room(
    paths: tuple[Path, ...],
    home: Home,
    now: datetime,
    options: dict[str, Any],
    tell: Callable[[str], None],
) -> play.Room:
    """What there is to play as the options want it."""
    until = next_time(now, *options["until"]) if options["until"] is not None else None
    asked = play.Asked(
        paths,
        seconds=options["length"],
        until=until,
        calendar=options["calendar"],
        settle=options["settle"],
        crossfade=options["crossfade"],
        personal=options["personal"],
        sleep=options["sleep"],
    )
    named = not _is_full_screen(options)
    return play.room(asked, home, now, tell, named=named, watch=not options["only_plan"])


def _is_full_screen(options: dict[str, Any]) -> bool:
    """Whether it will be drawn on a terminal, which whoever is in the room may see."""
    plain = options["only_plan"] or options["mpd"] is not None
    return not plain and sys.stdout.isatty() and os.environ.get("TERM") not in _PLAIN


def _show_plan(planner: play.Planner, now: datetime, *, as_json: bool) -> None:
    entries = planner.plan(now.timestamp(), frozenset()).entries
    if not as_json and sys.stdout.isatty():
        print_table(("start", "end", "what", "name"), [_in_words(one, now) for one in entries])
        return
    rows = [
        {
            "start": _on_the_wall(entry.start, now).isoformat(timespec="seconds"),
            "end": _on_the_wall(entry.end, now).isoformat(timespec="seconds"),
            "what": entry.what,
            "path": str(entry.piece.path) if entry.piece else None,
        }
        for entry in entries
    ]
    if as_json:
        print_json(rows)
        return
    print_table(("start", "end", "what", "path"), [[v or "" for v in row.values()] for row in rows])


def _on_the_wall(moment: datetime, now: datetime) -> datetime:
    """The same moment by this computer's clock, or as far from UTC as ``now`` was given."""
    is_here = now.utcoffset() == now.astimezone().utcoffset()
    return moment.astimezone() if is_here else moment.astimezone(now.tzinfo)


def _in_words(entry: play.Entry, now: datetime) -> list[str]:
    """One line of a plan for a person: the time of day, and the day where it is another."""
    start, end = (_on_the_wall(moment, now) for moment in (entry.start, entry.end))
    day = "" if start.date() == now.date() else f"{start:%a} "
    what = f"{entry.what}: {entry.reason}" if entry.reason else entry.what
    return [
        f"{day}{start:%H:%M:%S}",
        f"{end:%H:%M:%S}",
        what,
        entry.piece.title if entry.piece else "",
    ]


def _list_devices(*, as_json: bool) -> None:
    names = play.device_names()
    if as_json:
        print_json(names)
        return
    for name in names:
        click.echo(name)
