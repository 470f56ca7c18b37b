"""``relax script``: templates, scripts or a file of words → one script to read and edit."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli import _complete
from relax.cli._numbers import Minutes, Seed
from relax.cli._options import (
    bell_option,
    client_from,
    client_options,
    home_options,
    lead_in_option,
    take_home,
    variables_from,
    wishes,
)
from relax.cli._other_templates import naming_other_templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax import Words
    from relax.home import Home
    from relax.words import Client, Piece, Script


@click.command("script")
@click.argument("sources", nargs=-1, metavar="TEMPLATE|FILE…", shell_complete=_complete.templates)
@client_options
@click.option(
    "--minutes", type=Minutes(), metavar="M", help="Length of the track the words are for."
)
@click.option("--bed", metavar="B", help="Background; only whether there is one changes the words.")
@click.option("--seed", type=Seed(), metavar="N", help="Another choice among wordings.")
@lead_in_option
@bell_option
@click.option("--title", metavar="T", help="Title of the whole; everyone can see it.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File or folder to write to; - for standard output.  [default: scripts/TEMPLATE.md]",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Words of another program (Word, PDF, web page, captions, SSML, text) as a script.",
)
@click.option("--all", "everything", is_flag=True, help="Every template, into the folder --out.")
@click.option("--ssml", is_flag=True, help="Write SSML for another speech program.")
@home_options
def command(
    sources: tuple[str, ...],
    client_file: str | None,
    name: str | None,
    variables: tuple[str, ...],
    *,
    everything: bool,
    source: Path | None,
    **options: Any,
) -> None:
    """Write the words of a TEMPLATE to a file, to read and edit; of several, as one track.

    `relax voice FILE` makes a track from the edited file. Words that were there are set aside
    under another name, except with --all.

    Several templates or scripts become one: the opening of the first, what each is about, the
    closing of the last. --from FILE makes a script of words in any form, and says what it took
    for what: stage directions, notes and markup are never spoken.

    Example:  relax script hum outside-in-scan --lead-in 30s --bell start,end
    """
    from relax.errors import BadInput  # noqa: PLC0415  (after --help)
    from relax.words import template_files  # noqa: PLC0415

    home = take_home(options)
    if everything + bool(sources) + (source is not None) != 1:
        raise BadInput(
            "Name templates or scripts, or one file with --from, or say --all.",
            hint="`relax templates` lists them.",
        )
    if source:
        _write_from(source, options)
        return
    client, asked = client_from(client_file, name), dict(variables_from(variables))
    if not everything:
        _write(sources, client, asked, home, options)
        return
    options["out"] = options["out"] or Path("scripts")
    for each in sorted(template_files(home.templates)):
        _write([each], client, asked, home, options, into=True)


def _write(
    sources: Sequence[str],
    client: Client,
    variables: dict[str, str],
    home: Home,
    options: dict[str, Any],
    *,
    into: bool = False,
) -> None:
    """Write the words of one track; ``into``: ``out`` is a folder, and files in it are replaced."""
    import relax  # noqa: PLC0415  (after --help)

    pieces = [relax.source(each, home=home) for each in sources]
    words = _words(pieces, client, variables, home, options)
    for notice in words.notices:
        click.echo(f"relax: {notice}", err=True)
    text, suffix = _text(words.script, ssml=options["ssml"])
    name = f"{'+'.join(Path(piece.name).stem for piece in pieces)}{suffix}"
    meta = words.script.meta
    private = meta.one_person or bool(meta.personal)
    _put(text, options["out"], name, private=private, aside=not into)


def _words(
    pieces: Sequence[Piece],
    client: Client,
    variables: dict[str, str],
    home: Home,
    options: dict[str, Any],
) -> Words:
    """The words of one template, or of several sources as one track."""
    import relax  # noqa: PLC0415  (after --help)

    asked: dict[str, Any] = {
        "variables": variables,
        "lead_in_s": options["lead_in_s"],
        "bells": options["bell"],
        "title": options["title"],
    }
    first = pieces[0].source
    template = first if len(pieces) == 1 and isinstance(first, relax.Template) else None
    asked |= wishes(options, client, template)
    if template is None:
        if _was_kept("minutes"):
            asked["minutes"] = None  # said of one template, not of several together
        return relax.script(*pieces, client=client, home=home, **asked)
    with naming_other_templates(template, client, asked.get("minutes"), home):
        return relax.script(*pieces, client=client, home=home, **asked)


def _was_kept(option: str) -> bool:
    """Whether a value comes from the settings of a person, and not from this command."""
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.DEFAULT_MAP


def _write_from(source: Path, options: dict[str, Any]) -> None:
    """Write the words in a file of another format as a script."""
    from relax.cli._from_file import script_from  # noqa: PLC0415  (after --help)

    script = script_from(source, options["title"])
    text, suffix = _text(script, ssml=options["ssml"])
    _put(text, options["out"], f"{source.stem}{suffix}", private=True)


def _put(text: str, out: Path | None, name: str, *, private: bool, aside: bool = True) -> None:
    """Write ``text`` to a file, a folder or ``-``; ``aside``: keep a file that is replaced."""
    from relax.files import write_text  # noqa: PLC0415  (after --help)

    if str(out) == "-":
        click.echo(text, nl=False)
        return
    path = out or Path("scripts")
    if not aside or not out or out.is_dir():
        path /= name
    if aside:
        _keep_former(path, text)
    write_text(path, text, private=private)
    click.echo(str(path))


def _text(script: Script, *, ssml: bool) -> tuple[str, str]:
    """A script as Markdown or SSML, and the ending of its file."""
    from relax.words import USUAL_MINUTES, print_script, spans_for, to_ssml  # noqa: PLC0415

    if not ssml:
        return print_script(script), ".md"
    spans = spans_for(script.meta.minutes or USUAL_MINUTES, script.meta.silence_max_s)
    return to_ssml(script, spans), ".ssml"


def _keep_former(path: Path, text: str) -> None:
    """Rename a file at ``path`` that holds another text: somebody may have edited it."""
    if not path.is_file() or path.read_bytes() == text.encode():
        return
    former = next(
        each
        for n in itertools.count(1)
        if not (each := path.with_name(f"{path.stem}.{n}{path.suffix}")).exists()
    )
    path.rename(former)
    click.echo(f"relax: The words that were there are now in {former}.", err=True)
