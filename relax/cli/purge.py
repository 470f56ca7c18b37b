"""``relax purge``: an age → tracks of batches that are older are deleted."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import click

from relax.cli._options import home_options, report_options, take_home
from relax.cli._report import print_json

if TYPE_CHECKING:
    from relax.batch import Removed


def _days(context: click.Context, option: click.Parameter, value: str) -> float:
    """The days in ``90d`` or ``12h``."""
    del context, option
    found = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)([dh])", value.strip())
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
@click.option("--dry-run", is_flag=True, help="Say what would be deleted; delete nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@report_options
@home_options
def command(days: float, out: str, *, dry_run: bool, yes: bool, **options: Any) -> None:
    """Delete tracks of `relax batch` that are older than AGE.

    Voiced names and wishes that no track has used for as long go too. On a terminal it asks
    first; elsewhere an AGE under a day needs --yes.
    """
    from relax.batch import outdated, purge  # noqa: PLC0415  (heavy)

    home = take_home(options)
    if dry_run:
        found = outdated(home, out, days)
        for name in () if options["as_json"] or options["quiet"] else found.tracks:
            click.echo(name)
        _tell(found, "Would remove", as_json=options["as_json"])
        return
    if not yes:
        _ask(outdated(home, out, days), days)
    _tell(purge(home, out, days), "Removed", as_json=options["as_json"])


def _ask(found: Removed, days: float) -> None:
    """Ask before deleting, where somebody can answer; else refuse only an age under a day.

    Raises:
        BadInput: nobody can be asked, and tracks of today would go.
        Abort: the answer is no.
    """
    from relax.errors import BadInput  # noqa: PLC0415

    if not (found.tracks or found.phrases):
        return
    if sys.stdin.isatty():
        click.confirm(f"Delete {_counted(found)}?", abort=True, err=True)
    elif days < 1:
        raise BadInput(
            f"This would delete {_counted(found)}, also of today.",
            hint="Add --yes if that is meant, or --dry-run to see which.",
        )


def _tell(found: Removed, verb: str, *, as_json: bool) -> None:
    """Print what was deleted, or would be."""
    if as_json:
        counts = {"tracks": len(found.tracks), "files": found.files, "phrases": found.phrases}
        print_json({**counts, "removed" if verb == "Removed" else "would_remove": found.tracks})
        return
    click.echo(f"{verb} {_counted(found)}.")


def _counted(found: Removed) -> str:
    """``2 tracks (14 files) and 3 voiced phrases``."""
    tracks = len(found.tracks)
    return (
        f"{tracks} track{'' if tracks == 1 else 's'} ({found.files} files) and {found.phrases} "
        f"voiced phrase{'' if found.phrases == 1 else 's'}"
    )
