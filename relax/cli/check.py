"""``relax check``: scripts, templates or words → problems of language, structure and care."""

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
from relax.cli._numbers import Minutes
from relax.cli._options import allow_option, home_options, rules_option, take_home
from relax.cli._report import print_json


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, for programs.")
@rules_option
@allow_option
@click.option("--minutes", type=Minutes(), metavar="M", help="The length it is to be made in.")
@click.option(
    "--bed", default="", metavar="BED", help="What plays under it; none: the words name no sound."
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
    minutes: float | None,
    bed: str,
    allow: tuple[str, ...],
    as_json: bool,
    fix: bool,
    shape: str,
    **options: Any,
) -> None:
    """Check scripts, templates or words of any kind in PATH, a file or a folder.

    A script is read as `relax voice` reads it: what stops one stops the other. Exits with 1 when
    there is an error, 0 otherwise.
    """
    import relax  # noqa: PLC0415  (after --help)

    home = take_home(options)
    asked: dict[str, Any] = {
        "rules": rules,
        "minutes": minutes,
        "bed": bed != "none",
        "allow": allow,
    }
    changes = relax.mend(*paths, **asked) if fix else []
    findings = relax.check(*paths, home=home, **asked)
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
