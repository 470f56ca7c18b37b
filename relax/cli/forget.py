"""``relax forget``: a client_ref → everything that was made for this person is deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from relax.cli._options import home_options, report_options, take_home
from relax.cli._report import print_json


@click.command("forget")
@click.argument("client_ref")
@click.option(
    "--out",
    default="output",
    show_default=True,
    metavar="DIR",
    help="Where the rosters' folders are; a URL too.",
)
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Take this person out of the clinic's map too.",
)
@report_options
@home_options
def command(client_ref: str, out: str, map_file: Path | None, **options: Any) -> None:
    """Delete tracks, transcripts and voiced phrases made for CLIENT_REF.

    Tracks that were sent to a URL from this computer are deleted there too. The roster is yours:
    take the person's rows out of it yourself.
    """
    from relax.batch import forget, owner_maps_with, remove_from_owner_map  # noqa: PLC0415  (heavy)

    removed = forget(client_ref, take_home(options), out)
    lines = remove_from_owner_map(map_file, client_ref) if map_file else 0
    tracks = len(removed.tracks)
    near = [Path(), Path(out), Path(out).parent]
    left = [str(path) for path in owner_maps_with(client_ref, near)]
    if options["as_json"]:
        counts = {"tracks": tracks, "files": removed.files, "phrases": removed.phrases}
        found = {"removed": list(removed.tracks), "maps_left": left}
        print_json({**counts, "map_lines": lines, **found})
        return
    for name in () if options["quiet"] else removed.tracks:
        click.echo(name)
    click.echo(
        f"Removed {tracks} track{_s(tracks)} ({removed.files} files), {removed.phrases} voiced "
        f"phrase{_s(removed.phrases)} and {lines} line{_s(lines)} of the map."
    )
    _tell_of_maps(left, given=map_file is not None)
    if not (tracks or removed.phrases or lines):
        click.echo(
            f"relax: nothing under this reference was found in {out}. Is it written as in the "
            "roster, and is --out where its tracks went?",
            err=True,
        )


def _s(count: int) -> str:
    """The ending of a plural."""
    return "" if count == 1 else "s"


def _tell_of_maps(left: list[str], *, given: bool) -> None:
    """Name owner maps that still have the person, or say that others were not searched for."""
    for path in left:
        click.echo(f"relax: {path} still names this person: --map {path} takes them out.", err=True)
    if not (left or given):
        click.echo(
            "relax: a map of clients was not looked for elsewhere; if `relax batch --map` has "
            "written one, give it with --map.",
            err=True,
        )
