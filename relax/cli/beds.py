"""``relax beds``: list the background sounds, or draw the spectrum of one."""

from __future__ import annotations

from pathlib import Path

import click

from relax.cli._complete import beds as beds_of
from relax.cli._new_file import new_file
from relax.cli._report import print_json, print_table
from relax.hints import nearest


@click.command("beds")
@click.argument("name", required=False, shell_complete=beds_of)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE.png",
    help="Draw the spectrum of bed NAME.",
)
def command(name: str | None, plot: Path | None, *, as_json: bool) -> None:
    """List the background sounds, or show bed NAME."""
    from relax.errors import BadInput, SoundError  # noqa: PLC0415  (after --help)
    from relax.sound import bed_plot, describe_beds  # noqa: PLC0415

    beds = describe_beds()
    if name is not None and name not in beds:
        hint = nearest(name, tuple(beds))
        raise SoundError(f"There is no bed called “{name}”.", hint=hint)
    if plot is not None:
        if name is None:
            raise BadInput("--plot draws one bed.", hint="Write relax beds NAME --plot FILE.png.")
        new_file(plot, ".png", force=True)
        bed_plot(name, plot)
        click.echo(str(plot))
        return
    shown = {key: bed for key, bed in beds.items() if name in (None, key)}
    if as_json:
        print_json(
            [
                {"id": key, "title": b.title, "description": b.description, "note": b.note}
                for key, b in shown.items()
            ]
        )
        return
    rows = [(key, b.title, b.description, b.note) for key, b in shown.items()]
    if name is None:
        rows.insert(0, ("none", "No bed", "The voice alone, on one channel.", ""))
    print_table(("bed", "title", "what it is", "note"), rows)
