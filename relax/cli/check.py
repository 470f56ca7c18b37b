"""``relax check``: language, structure and care problems, with where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from relax.cli._findings import (
    concise,
    concise_change,
    print_changes,
    print_findings,
    summary,
)
from relax.cli._options import home_options, take_home
from relax.cli._report import print_json


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, for programs.")
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your clinic's rules: adds some, silences some with a reason.",
)
@click.option(
    "--fix",
    is_flag=True,
    help="Write what is certainly better into the files, and show each change; orders stay.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["full", "concise"]),
    default="full",
    help="concise: one line a finding, for grep.",
)
@home_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    rules: Path | None,
    *,
    as_json: bool,
    fix: bool,
    shape: str,
    **options: Any,
) -> None:
    """Check scripts, templates or any text in PATH, a file or a folder.

    Exits with 1 when there is an error, 0 otherwise.
    """
    from relax.words.check import check_paths, fix_paths  # noqa: PLC0415  (after --help)

    home = take_home(options)
    changes = fix_paths(paths, rules=rules) if fix else []
    findings = check_paths(paths, home.templates, rules=rules)
    full = shape == "full" and not as_json
    if full:
        print_changes(changes)
        print_findings(findings)
    else:
        for change in changes:
            click.echo(concise_change(change), err=True)
        if as_json:
            print_json([finding.as_dict() for finding in findings])
        else:
            for finding in findings:
                click.echo(concise(finding))
    click.echo(summary(findings, changes), err=True)
    ctx.exit(1 if any(f.severity == "error" for f in findings) else 0)
