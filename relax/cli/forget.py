"""``relax forget``: delete everything made for one person."""

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

    Tracks that were sent to a URL from this computer are deleted there too.
    """
    from relax.batch import forget, take_out  # noqa: PLC0415  (heavy)

    removed = forget(client_ref, take_home(options), out)
    lines = take_out(map_file, client_ref) if map_file else 0
    tracks = len(removed.tracks)
    if options["as_json"]:
        counts = {"tracks": tracks, "files": removed.files, "phrases": removed.phrases}
        print_json({**counts, "map_lines": lines, "removed": list(removed.tracks)})
        return
    for name in () if options["quiet"] else removed.tracks:
        click.echo(name)
    click.echo(
        f"Removed {tracks} tracks ({removed.files} files), {removed.phrases} voiced "
        f"phrases and {lines} lines of the map."
    )
    if not (tracks or removed.phrases or lines):
        click.echo(
            f"relax: nothing under this reference was found in {out}. Is it written as in the "
            "roster, and is --out where its tracks went?",
            err=True,
        )
