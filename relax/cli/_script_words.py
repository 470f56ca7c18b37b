"""Templates and script files → the words of one track, as ``relax script`` writes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli._options import wishes
from relax.cli._other_templates import naming_other_templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.home import Home
    from relax.words import Bells, Client, Piece, Rendered, Template


@dataclass(frozen=True, slots=True)
class ScriptOrder:
    """What the words depend on beside their sources.

    Attributes:
        client: preferences of the listener.
        home: the installation.
        variables: name and value of each ``--set``.
        bells: where bells sound; None for none.
        title: of the whole; None for that of its sources.
        options: of the command, by parameter.
    """

    client: Client
    home: Home
    variables: tuple[tuple[str, str], ...]
    bells: Bells | None
    title: str | None
    options: dict[str, Any]


def pieces_from(names: Sequence[str], home: Home) -> list[Piece]:
    """The template or the script file that each name stands for.

    Raises:
        TemplateError: a name is neither, or a template cannot be read.
        ScriptError: a script file cannot be read.
    """
    from relax.words import Piece, find_template, read_script, template_files  # noqa: PLC0415

    known = template_files(home.templates)
    pieces = []
    for name in names:
        path = Path(name)
        is_script = name not in known and path.is_file() and not name.endswith(".jinja")
        if is_script:
            pieces.append(Piece(path.name, read_script(path)))
        else:
            template = find_template(name, home.templates)
            pieces.append(Piece(template.meta.id, template))
    return pieces


def words_of(pieces: Sequence[Piece], order: ScriptOrder) -> Rendered:
    """The words of one track: of one template, of one script, or of several pieces together.

    Raises:
        RelaxError: a piece is wrong, or they do not go together.
    """
    from relax.words import Template  # noqa: PLC0415

    first, *others = pieces
    if isinstance(first.source, Template) and not others:
        return _of_template(first.source, order)
    return _of_several(pieces, order)


def _of_template(template: Template, order: ScriptOrder) -> Rendered:
    """The words of one template."""
    from relax.make import words_for  # noqa: PLC0415  (after --help)
    from relax.plan import plan_for  # noqa: PLC0415
    from relax.request import Request, settle  # noqa: PLC0415

    client, home = order.client, order.home
    wished = wishes(order.options, client, template)
    with naming_other_templates(template, client, wished["minutes"], home):
        request = settle(
            Request(
                template,
                client,
                out=Path(),
                variables=order.variables,
                lead_in_s=order.options["lead_in_s"],
                bells=order.bells,
                **wished,
            )
        )
    rendered = words_for(request, home, plan_for(request, home))
    if order.title is None:
        return rendered
    meta = rendered.script.meta.model_copy(update={"title": order.title})
    return replace(rendered, script=replace(rendered.script, meta=meta))


def _of_several(pieces: Sequence[Piece], order: ScriptOrder) -> Rendered:
    """The words of one script, or of several pieces as one track."""
    from relax.make import refuse_hopeless  # noqa: PLC0415  (after --help)
    from relax.plan import plan_for, wanted_for  # noqa: PLC0415
    from relax.request import Request, settle  # noqa: PLC0415
    from relax.words import Script, put_together, render_together  # noqa: PLC0415

    minutes = order.options["minutes"]
    if _was_kept("minutes"):
        minutes = None  # the length in the settings is meant for one template
    together = put_together(pieces, order.client, minutes, order.title)
    stand_in = Script(together.meta, ())
    wished = {**wishes(order.options, order.client, stand_in), "minutes": together.minutes}
    request = settle(
        Request(
            stand_in,
            together.client,
            out=Path(),
            variables=order.variables,
            lead_in_s=order.options["lead_in_s"],
            bells=order.bells,
            **wished,
        )
    )
    plan = plan_for(request, order.home)
    wanted = replace(wanted_for(request, plan), clinic=order.home.clinic)
    rendered = render_together(together, wanted, order.home.templates)
    if not together.is_free:
        refuse_hopeless(rendered.script, together.minutes * 60, plan)
    return rendered


def _was_kept(option: str) -> bool:
    """Whether the value of an option comes from ``config.yaml``, not from the command line."""
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.DEFAULT_MAP
