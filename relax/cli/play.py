"""``relax play``: the room between sessions."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli._moments import Length, Moment, TimeOfDay
from relax.cli._options import home_options, take_home
from relax.cli._report import print_json

if TYPE_CHECKING:
    from relax.home import Home

LENGTH = Length()
PER_CENT = click.FloatRange(0, 100)


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
    default="ocean",
    show_default=True,
    metavar="B",
    help="What sounds between tracks: a name (see `relax beds`), a file, or none.",
)
@click.option("--volume", type=PER_CENT, default=80.0, show_default=True, help="At first.")
@click.option(
    "--ceiling", type=PER_CENT, default=100.0, show_default=True, help="What 100 % volume means."
)
@click.option("--presence", is_flag=True, help="A soft tone now and then in long silences.")
@click.option("--device", default="", metavar="NAME", help="Which loudspeaker; null for none.")
@click.option("--list-devices", is_flag=True, help="Name the loudspeakers.")
@click.option("--plan", "only_plan", is_flag=True, help="Show what would be played; play nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --plan or --list-devices: JSON.")
@click.option("--now", type=Moment(), metavar="TIME", help="With --plan: from another time.")
@click.option("--mpd", metavar="HOST", help="Have a Music Player Daemon play it instead.")
@home_options
def command(paths: tuple[Path, ...], **options: Any) -> None:
    r"""Play tracks and beds in the gaps of a day; silence begins on the minute.

    PATH is a file, a folder or a playlist; without any, the bed alone is played.

    \b
    Keys: space pause, s soft stop, b come back now, n next, + and - volume, q leave.
    The same characters work on standard input, for foot switches.
    """
    from relax.errors import BadInput  # noqa: PLC0415  (after --help)
    from relax.play._bed_job import prepare_bed  # noqa: PLC0415
    from relax.play._doors import Manner  # noqa: PLC0415
    from relax.play._session import Session, play  # noqa: PLC0415

    home = take_home(options)
    if options["list_devices"]:
        _list_devices(as_json=options["as_json"])
        return
    del BadInput
    from datetime import timedelta, UTC
    from relax.play._model import Entry, Piece, Plan
    import miniaudio

    end = datetime.now(UTC) + timedelta(seconds=options["length"] or 86400)
    files = [f for p in paths for f in (sorted(p.iterdir()) if p.is_dir() else [p])]
    pieces = [
        Piece(f, f.stem, miniaudio.get_file_info(str(f)).duration)
        for f in files
        if f.suffix == ".mp3"
    ]

    class InOrder:
        def plan(self, now, skip):
            at = datetime.fromtimestamp(now, UTC)
            entries = []
            made = at
            for piece in pieces:
                stop = at + timedelta(seconds=piece.seconds)
                if piece.path not in skip and stop <= end:
                    entries.append(Entry(at, stop, "track", piece))
                    at = stop - timedelta(seconds=options["crossfade"])
            if at < end:
                entries.append(Entry(at, end, "bed"))
            return Plan(made, tuple(entries))

        def changed(self):
            return False

    play(
        Session(
            planning=InOrder(),
            library=pieces,
            journal=home.data / "journal.sqlite",
            bed=prepare_bed(options["bed"], home.beds, home.ffmpeg),
            device=options["device"],
            volume=options["volume"] / 100,
            ceiling=options["ceiling"] / 100,
            manner=Manner(options["fade"], options["crossfade"], options["presence"]),
            full_screen=sys.stdout.isatty(),
        )
    )


def _list_devices(*, as_json: bool) -> None:
    from relax.play._device import device_names  # noqa: PLC0415  (loads the sound library)

    names = device_names()
    if as_json:
        print_json(names)
        return
    for name in names:
        click.echo(name)
