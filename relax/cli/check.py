"""``relax check``: language, structure and care problems, with where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli._options import home_options, take_home
from relax.cli._report import print_json

if TYPE_CHECKING:
    from relax.words.check import Finding


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, for programs.")
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your clinic's rules: adds some, silences some with a reason.",
)
@click.option("--fix", is_flag=True, help="Write the safe substitutions into the files.")
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
    **options: Any,
) -> None:
    """Check scripts, templates or any text in PATH, a file or a folder.

    Exits with 1 when there is an error, 0 otherwise.
    """
    from relax.words.check import check_paths  # noqa: PLC0415  (after --help)

    home = take_home(options)
    findings = check_paths(paths, home.templates, rules=rules, fix=fix)
    if as_json:
        print_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            click.echo(_sentence(finding))
        _summary(findings)
    ctx.exit(1 if any(f.severity == "error" for f in findings) else 0)


def _sentence(finding: Finding) -> str:
    place = (finding.file, finding.line, finding.column)
    where = ":".join(str(part) for part in place if part is not None)
    advice = f" Instead: {finding.suggestion}" if finding.suggestion else ""
    quoted = f" “{finding.text}”" if finding.text else ""
    return f"{where}: {finding.severity} {finding.rule}{quoted}: {finding.message}{advice}"


def _summary(findings: list[Finding]) -> None:
    errors = sum(f.severity == "error" for f in findings)
    warnings = sum(f.severity == "warning" for f in findings)
    counts = (
        f"{n} {word}{'' if n == 1 else 's'}"
        for n, word in ((errors, "error"), (warnings, "warning"))
    )
    click.echo(", ".join(counts), err=True)
