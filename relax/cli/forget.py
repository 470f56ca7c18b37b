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
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    metavar="DIR",
    help="Where the rosters' folders are.",
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
def command(client_ref: str, out: Path, map_file: Path | None, **options: Any) -> None:
    """Delete tracks, transcripts and voiced phrases made for CLIENT_REF by `relax batch`."""
    from relax.batch import forget, take_out  # noqa: PLC0415  (heavy)

    removed = forget(client_ref, take_home(options), out)
    lines = take_out(map_file, client_ref) if map_file else 0
    if options["as_json"]:
        counts = {"tracks": removed.tracks, "files": removed.files, "phrases": removed.phrases}
        print_json({**counts, "map_lines": lines})
        return
    click.echo(
        f"Removed {removed.tracks} tracks ({removed.files} files), {removed.phrases} voiced "
        f"phrases and {lines} lines of the map."
    )
