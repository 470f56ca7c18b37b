"""``relax batch``: a roster → its tracks, or its problems, or what would be made."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli._batch_progress import batch_progress, summary_line
from relax.cli._options import (
    credit_options,
    credits_from,
    home_options,
    report_options,
    take_home,
    voice_options,
)
from relax.cli._report import print_json

if TYPE_CHECKING:
    from relax.batch import Destination, Roster, Summary
    from relax.home import Home

_MOST_NAMED = 10
"""Old tracks that are listed by name."""

_DEFAULTS = ("template", "minutes", "voice", "bed", "preset")
"""Options whose value counts for rows that leave the column of that name empty."""


@click.command("batch")
@click.argument("roster", required=False, type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="Print a roster to begin with, as CSV.")
@click.option(
    "--columns",
    multiple=True,
    metavar='"HEADING=FIELD, …"',
    help="What columns with other names are; - for one that is not used.",
)
@click.option("--ignore-others", is_flag=True, help="Use nothing of columns that are no fields.")
@click.option(
    "--out",
    default="output",
    show_default=True,
    metavar="DIR",
    help="Tracks go to a folder in it, named like the roster. With the extra cluster, any URL.",
)
@click.option("--check", "only_check", is_flag=True, help="Find every problem; make nothing.")
@click.option("--dry-run", is_flag=True, help="Say what would be made, kept or fail.")
@click.option("--jobs", type=click.IntRange(1, 512), metavar="N", help="Tracks made at once.")
@click.option("--template", metavar="T", help="For rows that name none.")
@click.option("--minutes", metavar="M", help="For rows that name none.")
@click.option("--voice", metavar="V", help="For rows that name none.")
@click.option("--bed", metavar="B", help="For rows that name none.")
@click.option("--preset", metavar="L", help="For rows that name none: podcast, sleep, table …")
@credit_options
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write which track is whose, for the clinic alone; never into the shared folder.",
)
@click.option("--base-url", default="", metavar="URL", help="Write a podcast feed for this place.")
@click.option("--dask", metavar="ADDRESS", help="Make the tracks on a Dask cluster.")
@click.option(
    "--remove-old", is_flag=True, help="Delete tracks of earlier runs that no row is for any more."
)
@click.option("--force", is_flag=True, help="Make every track again.")
@voice_options
@report_options
@home_options
@click.pass_context
def command(ctx: click.Context, /, roster: Path | None, **options: Any) -> None:
    """Make every track of ROSTER: CSV, XLSX, YAML, JSON or JSONL; - reads standard input.

    Columns are the fields of a client file and: client_ref template minutes voice bed preset.
    Usual names such as “First Name” and “Patient ID” are understood. Lists have ; between items.
    Run it again and only what changed is made.

    Example:  relax batch --example > clients.csv
    """
    if options["example"]:
        _print_example()
        return
    if roster is None:
        raise click.UsageError("Name a roster, or print one by --example.", ctx)
    home = take_home(options)
    kept = ctx.find_root().obj or {}  # of the settings, for clients that do not say otherwise
    read, out = _read(roster, home, options, kept)
    if not options["quiet"]:
        for notice in read.notices:
            click.echo(f"relax: {notice}", err=True)
    workers = options["jobs"] or os.cpu_count() or 1
    if read.unusable and not options["only_check"]:
        raise read.unusable
    if options["only_check"] or options["dry_run"]:
        failed = _dry_run(read, home, out, workers, options)
        if read.unusable:
            raise read.unusable
    else:
        failed = bool(_run(read, home, out, workers, options).failed)
    ctx.exit(1 if failed else 0)


def _print_example() -> None:
    """Print the example roster; into a file with a byte order mark, so that Excel reads UTF-8."""
    from relax.batch import example_roster  # noqa: PLC0415

    encoding = "utf-8" if sys.stdout.isatty() else "utf-8-sig"
    click.echo(example_roster().encode(encoding), nl=False)


def _read(
    roster: Path, home: Home, options: dict[str, Any], kept: dict[str, Any]
) -> tuple[Roster, Destination]:
    """The roster, and where its tracks go; ``kept``: client fields from ``config.yaml``.

    Raises:
        BadInput: an option or the file cannot be used.
    """
    from relax.batch import (  # noqa: PLC0415  (heavy)
        Destination,
        HeadingRules,
        name_of,
        read_roster,
        refuse_owner_map,
    )

    _check_url(options["base_url"])
    defaults = {**kept, **{name: options[name] for name in _DEFAULTS if options[name]}}
    rules = HeadingRules.of(options["columns"], ignore_others=options["ignore_others"])
    out = Destination.of(options["out"], name_of(roster), home)
    if options["map_file"]:
        refuse_owner_map(options["map_file"], out.holds)
    credits_ = credits_from(options)
    return read_roster(roster, home, out.folder, defaults, rules, credits_), out


def _check_url(url: str) -> None:
    """Refuse a ``--base-url`` from which no player could load a feed.

    Raises:
        BadInput: it is no address of the web, or has a query, a fragment or blanks.
    """
    from urllib.parse import urlsplit  # noqa: PLC0415

    from relax.errors import BadInput  # noqa: PLC0415

    with suppress(ValueError):
        parts = urlsplit(url)
        plain = not (parts.query or parts.fragment or any(char.isspace() for char in url))
        if not url or (parts.scheme in ("http", "https") and parts.hostname and plain):
            return
    raise BadInput(
        "--base-url is no address of the web.", hint="Write it like https://clinic.example/tracks"
    )


def _dry_run(
    roster: Roster, home: Home, out: Destination, workers: int, options: dict[str, Any]
) -> bool:
    """Print what a batch would do with each row; return whether any would fail."""
    from relax.batch import Ledger, forecast, forecast_rows, forecast_totals  # noqa: PLC0415
    from relax.files import refuse_unwritable  # noqa: PLC0415

    if not out.url:
        refuse_unwritable(out.folder)
    found = forecast(roster, home, Ledger(out.folder), workers)
    rows = forecast_rows(roster, found)
    failing = [row for row in rows if row["status"] == "would fail"]
    if options["as_json"]:
        print_json({"rows": rows, **forecast_totals(found)})
        return bool(failing)
    for row in rows:
        if row["file"] is None or not options["only_check"]:
            for said in (row["file"],) if row["file"] else row["reasons"]:
                click.echo("\t".join((f"row {row['row']}", row["status"], said)))
        for said in row["notices"]:
            click.echo("\t".join((f"row {row['row']}", "note", said)))
    if options["only_check"]:
        tracks = f"{len(rows)} track{'' if len(rows) == 1 else 's'}"
        click.echo(f"{tracks} asked for, {len(failing)} with a problem.", err=True)
    else:
        click.echo(summary_line(rows, forecast_totals(found)), err=True)
    return bool(failing)


def _run(
    roster: Roster, home: Home, out: Destination, workers: int, options: dict[str, Any]
) -> Summary:
    """Make the tracks, send them where they go, and print what became of them."""
    from relax.batch import Batch, run_batch, write_owner_map  # noqa: PLC0415

    runner: dict[str, Any] = {}
    if options["dask"]:
        from relax.batch import on_cluster  # noqa: PLC0415

        runner = {"runner": on_cluster(options["dask"])}
    batch = Batch(
        out.folder, workers, force=options["force"], base_url=options["base_url"], **runner
    )
    out.begin()
    with batch_progress(quiet=options["quiet"] or options["as_json"]) as watch:
        summary = run_batch(roster, home, batch, watch)
    if options["map_file"]:
        write_owner_map(options["map_file"], summary.files)
    _tidy(out, summary, remove=options["remove_old"])
    out.deliver()
    if options["as_json"]:
        print_json(summary.as_dict())
        return summary
    for each in summary.failed:
        click.echo(f"row {each.row}\t{each.reason}", err=True)
    click.echo(f"{summary.made} made, {summary.kept} kept, {len(summary.failed)} failed", err=True)
    click.echo(out.shown)
    return summary


def _tidy(out: Destination, summary: Summary, *, remove: bool) -> None:
    """Delete tracks of earlier runs that no row asks for any more, or only name them."""
    from relax.batch import old_tracks, remove_old  # noqa: PLC0415

    old = old_tracks(out, [name for _, _, name in summary.files])
    if not old:
        return
    several = f"{len(old)} track{'s' if len(old) > 1 else ''} of earlier runs"
    if remove and not summary.failed:
        remove_old(out, old)
        click.echo(f"relax: {several} removed.", err=True)
        return
    why = "--remove-old deletes them"
    if summary.failed:
        why = "some may be of rows that failed, so none is deleted"
    named = ", ".join(old[:_MOST_NAMED]) + (" …" if len(old) > _MOST_NAMED else "")
    click.echo(f"relax: {several} that no row is for any more ({why}): {named}", err=True)
