"""``relax templates``: what can be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from relax.cli._options import home_options, take_home
from relax.cli._report import print_json, print_table

if TYPE_CHECKING:
    from relax.words import TemplateMeta


@click.command("templates")
@click.argument("template", required=False, metavar="[ID]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--client-schema", is_flag=True, help="Print the JSON Schema of a client file.")
@home_options
def command(template: str | None, *, as_json: bool, client_schema: bool, **options: Any) -> None:
    """List all templates, or show one."""
    from relax import words  # noqa: PLC0415  (after --help)

    home = take_home(options)
    if client_schema:
        print_json(words.client_schema())
    elif template is not None:
        meta = words.find_template(template, home.templates).meta
        if as_json:
            print_json(meta.model_dump(mode="json"))
        else:
            _show(meta)
    else:
        metas = [
            words.load_template(path).meta for path in words.template_files(home.templates).values()
        ]
        metas.sort(key=lambda meta: (meta.form, meta.id))
        if as_json:
            print_json([meta.model_dump(mode="json") for meta in metas])
        else:
            _list(metas)


def _list(metas: list[TemplateMeta]) -> None:
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
