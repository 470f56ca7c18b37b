"""``relax script``: only the words, for a person to read and edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from relax.cli._options import (
    client_from,
    client_options,
    home_options,
    take_home,
    variables_from,
)


@click.command("script")
@click.argument("template")
@client_options
@click.option("--minutes", type=float, metavar="M", help="Length of the track the words are for.")
@click.option("--bed", metavar="B", help="Background; only whether there is one changes the words.")
@click.option("--seed", type=int, metavar="N", help="Another choice among wordings.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write; - for standard output.  [default: scripts/TEMPLATE.md]",
)
@click.option("--ssml", is_flag=True, help="Write SSML for another speech program.")
@home_options
def command(
    template: str,
    client_file: str | None,
    name: str | None,
    variables: tuple[str, ...],
    **options: Any,
) -> None:
    """Write the words of TEMPLATE to a file, to read and edit.

    `relax voice FILE` makes a track from the edited file.
    """
    from relax.files import write_text  # noqa: PLC0415  (after --help)
    from relax.make import words_for  # noqa: PLC0415
    from relax.plan import plan_for  # noqa: PLC0415
    from relax.request import Request, settle  # noqa: PLC0415
    from relax.words import find_template, print_script, spans_for, to_ssml  # noqa: PLC0415

    home = take_home(options)
    source = find_template(template, home.templates)
    client = client_from(client_file, name)
    request = settle(
        Request(
            source,
            client,
            out=Path(),
            minutes=options["minutes"],
            bed=options["bed"],
            seed=options["seed"],
            variables=variables_from(variables),
        )
    )
    rendered = words_for(request, home, plan_for(request, home))
    script = rendered.script
    for notice in rendered.notices:
        click.echo(f"relax: {notice}", err=True)
    if options["ssml"]:
        spans = spans_for(script.meta.minutes or 10, script.meta.silence_max_s)
        text, suffix = to_ssml(script, spans), ".ssml"
    else:
        text, suffix = print_script(script), ".md"
    out: Path = options["out"] or Path("scripts") / f"{source.meta.id}{suffix}"
    if str(out) == "-":
        click.echo(text, nl=False)
        return
    write_text(out, text)
    click.echo(str(out))
