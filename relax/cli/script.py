"""``relax script``: only the words, for a person to read and edit."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli import _complete
from relax.cli._longer import naming_others
from relax.cli._numbers import Minutes, Seed
from relax.cli._options import (
    client_from,
    client_options,
    home_options,
    take_home,
    variables_from,
    wishes,
)

if TYPE_CHECKING:
    from relax.home import Home
    from relax.words import Client, Template


@click.command("script")
@click.argument("template", required=False, shell_complete=_complete.templates)
@client_options
@click.option(
    "--minutes", type=Minutes(), metavar="M", help="Length of the track the words are for."
)
@click.option("--bed", metavar="B", help="Background; only whether there is one changes the words.")
@click.option("--seed", type=Seed(), metavar="N", help="Another choice among wordings.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File or folder to write to; - for standard output.  [default: scripts/TEMPLATE.md]",
)
@click.option("--all", "everything", is_flag=True, help="Every template, into the folder --out.")
@click.option("--ssml", is_flag=True, help="Write SSML for another speech program.")
@home_options
def command(
    template: str | None,
    client_file: str | None,
    name: str | None,
    variables: tuple[str, ...],
    *,
    everything: bool,
    **options: Any,
) -> None:
    """Write the words of TEMPLATE to a file, to read and edit.

    `relax voice FILE` makes a track from the edited file. Words that were there are set aside
    under another name, except with --all.
    """
    from relax import words  # noqa: PLC0415  (after --help)
    from relax.errors import BadInput  # noqa: PLC0415
    from relax.files import write_text  # noqa: PLC0415

    home = take_home(options)
    out: Path | None = options["out"]
    client = client_from(client_file, name)
    chosen = variables_from(variables)
    if everything == (template is not None):
        raise BadInput("Name one template, or say --all.", hint="`relax templates` lists them.")
    names = sorted(words.template_files(home.templates)) if everything else [str(template)]
    for each in names:
        source = words.find_template(each, home.templates)
        text, suffix = _text(source, client, home, chosen, options)
        if str(out) == "-":
            click.echo(text, nl=False)
            continue
        path = out or Path("scripts")
        if everything or not out or out.is_dir():
            path /= f"{each}{suffix}"
        if not everything:
            _keep_former(path, text)
        write_text(path, text, private=client.is_one_person())
        click.echo(str(path))


def _keep_former(path: Path, text: str) -> None:
    """Set other words under this name aside: somebody may have edited them."""
    if not path.is_file() or path.read_bytes() == text.encode():
        return
    former = next(
        each
        for n in itertools.count(1)
        if not (each := path.with_name(f"{path.stem}.{n}{path.suffix}")).exists()
    )
    path.rename(former)
    click.echo(f"relax: The words that were there are now in {former}.", err=True)


def _text(
    template: Template,
    client: Client,
    home: Home,
    variables: tuple[tuple[str, str], ...],
    options: dict[str, Any],
) -> tuple[str, str]:
    """The words of one template as text, and the ending of its file."""
    from relax.make import words_for  # noqa: PLC0415
    from relax.plan import plan_for  # noqa: PLC0415
    from relax.request import Request, settle  # noqa: PLC0415
    from relax.words import print_script, spans_for, ssml_notices, to_ssml  # noqa: PLC0415

    asked = wishes(options, client, template)
    with naming_others(template, client, asked["minutes"], home):
        request = settle(Request(template, client, out=Path(), variables=variables, **asked))
    rendered = words_for(request, home, plan_for(request, home))
    script = rendered.script
    for notice in (*rendered.notices, *(ssml_notices(script) if options["ssml"] else ())):
        click.echo(f"relax: {notice}", err=True)
    if not options["ssml"]:
        return print_script(script), ".md"
    spans = spans_for(script.meta.minutes or 10.0, script.meta.silence_max_s)
    return to_ssml(script, spans), ".ssml"
