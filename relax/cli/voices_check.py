"""``relax voices check``: a script → the lines that a speech recogniser understands otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli._options import home_options, take_home, voice_options
from relax.cli._report import print_json, progress_bar

if TYPE_CHECKING:
    from relax.errors import Place
    from relax.hearing import HeardLine


@click.command("check")
@click.argument("script", type=click.Path(path_type=Path))
@click.option("--voice", default="", metavar="V", help="Which voice speaks.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, for programs.")
@voice_options
@home_options
@click.pass_context
def command(
    context: click.Context, /, script: Path, voice: str, *, as_json: bool, **options: Any
) -> None:
    """Speak each line of SCRIPT and have it recognised, word by word.

    Prints the lines in which a word was heard otherwise, and what to do. Exits with 1 if there is
    one. Nothing leaves this computer. The recogniser comes with: pip install '.[proof]'
    """
    from relax.hearing import hear_script  # noqa: PLC0415  (heavy, after --help)
    from relax.words import read_script  # noqa: PLC0415

    home = take_home(options)
    with progress_bar(quiet=as_json) as progress:
        lines = hear_script(read_script(script), home, voice, progress)
    wrong = [line for line in lines if line.wrong]
    if as_json:
        print_json([_as_json(line, script) for line in wrong])
    else:
        for line in wrong:
            click.echo(_sentence(line, script))
        click.echo(f"{len(lines) - len(wrong)} of {len(lines)} lines recognised.", err=True)
    context.exit(1 if wrong else 0)


def _sentence(line: HeardLine, script: Path) -> str:
    """One line for a person: where it is, what was heard, what to do."""
    differences = ", ".join(map(str, line.wrong))
    heard = f"heard as “{line.heard}”" if line.heard else "not heard at all"
    return (
        f"{_where(line.place) or script}: “{line.text}” was {heard} ({differences}). {line.advice}"
    )


def _where(place: Place | None) -> str:
    """A place as text; "" for none."""
    return str(place) if place else ""


def _as_json(line: HeardLine, script: Path) -> dict[str, Any]:
    """A line with its differences, as ``--json`` prints it."""
    place = line.place
    return {
        "file": place.file if place else str(script),
        "line": place.line if place else None,
        "column": place.column if place else None,
        "text": line.text,
        "heard": line.heard,
        "differences": [{"said": each.said, "heard": each.heard} for each in line.wrong],
        "advice": line.advice,
    }
