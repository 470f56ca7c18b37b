"""``relax purge``: delete tracks by age."""

from __future__ import annotations

import re
from typing import Any

import click

from relax.cli._options import home_options, report_options, take_home
from relax.cli._report import print_json


def _days(context: click.Context, option: click.Parameter, value: str) -> float:
    """``90d`` or ``12h``, in days."""
    del context, option
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([dh])", value.strip())
    if not found:
        raise click.BadParameter("write for example 90d (days) or 12h (hours).")
    return float(found[1]) / (24 if found[2] == "h" else 1)


@click.command("purge")
@click.option(
    "--older-than", "days", required=True, callback=_days, metavar="AGE", help="Such as 90d."
)
@click.option(
    "--out",
    default="output",
    show_default=True,
    metavar="DIR",
    help="Where the rosters' folders are; a URL too.",
)
@report_options
@home_options
def command(days: float, out: str, **options: Any) -> None:
    """Delete tracks of `relax batch` that are older than AGE, and voiced names and wishes."""
    from relax.batch import purge  # noqa: PLC0415  (heavy)

    removed = purge(take_home(options), out, days)
    if options["as_json"]:
        counts = {"tracks": len(removed.tracks), "files": removed.files, "phrases": removed.phrases}
        print_json(counts)
        return
    click.echo(
        f"Removed {len(removed.tracks)} tracks ({removed.files} files) and {removed.phrases} "
        "voiced phrases."
    )
