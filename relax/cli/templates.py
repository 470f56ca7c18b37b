"""``relax templates``: list templates, find those for an occasion, show one, or review all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli import _complete
from relax.cli._catalogue import catalogue
from relax.cli._numbers import Minutes
from relax.cli._options import home_options, take_home
from relax.cli._report import print_json, print_table

if TYPE_CHECKING:
    from relax.home import Home
    from relax.words import Fit, Script, Template, TemplateMeta

_EXAMPLE = "outside-in-scan"


@click.command("templates")
@click.argument("template", required=False, metavar="[ID]", shell_complete=_complete.templates)
@click.option("--for", "text", metavar="WORDS", help="“headache, on the table, 15 minutes”.")
@click.option("--complaint", metavar="C", help="What brings somebody here, e.g. neck.")
@click.option("--setting", metavar="S", help="before, on_table, after, home, sleep …")
@click.option("--position", metavar="P", help="seated, supine, prone, side …")
@click.option("--minutes", type=Minutes(), metavar="M", help="How long there is.")
@click.option(
    "--review",
    type=click.Path(path_type=Path),
    metavar="OUT.html",
    help="Write every template with its words to a page for a clinician to sign.",
)
@click.option("--force", is_flag=True, help="With --review: replace a file of that name.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--client-schema", is_flag=True, help="Print the JSON Schema of a client file.")
@home_options
def command(
    template: str | None,
    review: Path | None,
    *,
    force: bool,
    as_json: bool,
    client_schema: bool,
    **options: Any,
) -> None:
    """List the templates, find those that fit an occasion, or show one."""
    from relax import words  # noqa: PLC0415  (after --help)

    home = take_home(options)
    looked_for = {name: value for name, value in options.items() if value is not None}
    if client_schema:
        print_json(words.client_schema())
    elif review is not None:
        _review(review, home, force=force)
    elif template is not None:
        found = words.find_template(template, home.templates)
        if as_json:
            print_json(found.meta.model_dump(mode="json"))
        else:
            _show(found.meta)
            _sample(found, home)
    else:
        metas = read_metas(home)
        if looked_for:
            wanted = words.occasion(**looked_for)
            if not wanted.understood:
                click.echo("relax: none of those words is known; here is everything.", err=True)
            fits = words.find(wanted, metas)
            _fitting(fits, {meta.id: meta for meta in metas}, as_json=as_json)
        elif as_json:
            print_json([meta.model_dump(mode="json") for meta in metas])
        else:
            _list(metas)


def _fitting(fits: list[Fit], metas: dict[str, TemplateMeta], *, as_json: bool) -> None:
    """Print the templates that fit an occasion, and why."""
    if as_json:
        print_json([{"id": fit.template, "why": list(fit.why)} for fit in fits])
    elif fits:
        rows = [(f.template, metas[f.template].title, "; ".join(f.why)) for f in fits]
        print_table(("template", "title", "why"), rows)
        if sys.stdout.isatty():
            click.echo(f"Make it:  relax make {fits[0].template}")
    else:
        click.echo("relax: nothing fits all of that; leave one part out.", err=True)


def _default_script(template: Template, home: Home) -> Script:
    """The words of a template at its default length, for a client without preferences."""
    import relax  # noqa: PLC0415

    return relax.script(template, home=home).script


def _sample(template: Template, home: Home) -> None:
    """Print a few sentences from the middle of a template."""
    chapters = _default_script(template, home).chapters
    from relax.words import Sentence  # noqa: PLC0415

    middle = chapters[len(chapters) // 2]
    said = [item.text for item in middle.items if isinstance(item, Sentence)][:4]
    click.echo(f"\n  From “{middle.title}”: {' '.join(said)}")


def _review(out: Path, home: Home, *, force: bool) -> None:
    """Write the review sheet of every template to ``out``."""
    from relax import words  # noqa: PLC0415
    from relax.cli._new_file import new_file  # noqa: PLC0415
    from relax.cli._review import review_page  # noqa: PLC0415
    from relax.files import write_text  # noqa: PLC0415

    new_file(out, "", force=force)
    files = words.template_files(home.templates)
    templates = [words.load_template(path) for _, path in sorted(files.items())]
    rows = [(template.meta, _default_script(template, home)) for template in templates]
    write_text(out, review_page(rows))
    click.echo(str(out))


def read_metas(home: Home, *, quiet: bool = False) -> list[TemplateMeta]:
    """The front matter of every template, by form and id; one that cannot be read is reported."""
    from relax import words  # noqa: PLC0415  (after --help)
    from relax.errors import TemplateError  # noqa: PLC0415

    metas = []
    for path in words.template_files(home.templates).values():
        try:
            metas.append(words.load_template(path).meta)
        except TemplateError as error:
            if not quiet:
                click.echo(f"relax: left out: {error}", err=True)
    return sorted(metas, key=lambda meta: (meta.form, meta.id))


def _list(metas: list[TemplateMeta]) -> None:
    """Print all templates, grouped on a terminal, as a table elsewhere."""
    if sys.stdout.isatty():  # in the width of a window, what a person chooses by
        for line in catalogue(metas):
            click.echo(line)
        if metas:
            named = next((meta.id for meta in metas if meta.id == _EXAMPLE), metas[0].id)
            click.echo(f"\nMore on one:  relax templates {named}")
            click.echo(f"Make it:      relax make {named}")
        return
    rows = [
        (
            m.id,
            m.title,
            m.form,
            f"{m.minutes.default:g}",
            f"{m.minutes.min:g}-{m.minutes.max:g}",
            m.purpose,
        )
        for m in metas
    ]
    print_table(("template", "title", "form", "minutes", "from-to", "purpose"), rows)


def _show(meta: TemplateMeta) -> None:
    """Print what the front matter of one template says."""
    click.echo(f"{meta.title} ({meta.id})\n{meta.purpose}\n")
    minutes = meta.minutes
    rows = [
        ("length", f"{minutes.default:g} minutes ({minutes.min:g} to {minutes.max:g})"),
        ("form", f"{meta.form}, to {meta.function.replace('_', ' ')}"),
        ("sections", " → ".join(meta.structure)),
        ("where", ", ".join(meta.settings)),
        ("positions", ", ".join(meta.positions)),
        ("ending", meta.ending),
        ("listens to", ", ".join(meta.fields)),
        ("breathing", ", ".join(meta.protocols)),
        ("not with", ", ".join(meta.gates)),
        ("goes with", ", ".join(meta.pairs_with)),
        ("sounds", ", ".join(meta.sounds)),
    ]
    for label, text in rows:
        if text:
            click.echo(f"  {label:<11}{text}")
    for name, variable in meta.variables.items():
        choices = f" ({', '.join(variable.choices)})" if variable.choices else ""
        click.echo(f"  --set {name}={variable.default}{choices}: {variable.help}")
