"""The words that ``relax script`` writes: of one template, of a script, or of several together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli._longer import naming_others
from relax.cli._options import wishes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.home import Home
    from relax.words import Bells, Client, Piece, Rendered, Template


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything but the sources that the words depend on.

    Attributes:
        client: preferences.
        home: the installation.
        variables: what templates are told beyond the client's fields.
        bells: where they are to sound.
        title: of the whole, where one was given.
        options: of the command.
    """

    client: Client
    home: Home
    variables: tuple[tuple[str, str], ...]
    bells: Bells | None
    title: str | None
    options: dict[str, Any]


def pieces_from(names: Sequence[str], home: Home) -> list[Piece]:
    """Each name as a template or as a script file.

    Raises:
        TemplateError, ScriptError: it is neither, or cannot be read.
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


def words_of(pieces: Sequence[Piece], asked: Asked) -> Rendered:
    """The words of one track from its pieces.

    Raises:
        RelaxError: with what is wrong, and with which of them.
    """
    from relax.words import Template  # noqa: PLC0415

    first, *others = pieces
    if isinstance(first.source, Template) and not others:
        return _of_template(first.source, asked)
    return _of_several(pieces, asked)


def _of_template(template: Template, asked: Asked) -> Rendered:
    from relax.composing import words_for  # noqa: PLC0415  (after --help)
    from relax.plan import wanted_for  # noqa: PLC0415
    from relax.request import Request, settle  # noqa: PLC0415
    from relax.settings import settings_for  # noqa: PLC0415

    client, home = asked.client, asked.home
    wished = wishes(asked.options, client, template)
    with naming_others(template, client, wished["minutes"], home):
        request = settle(
            Request(
                template,
                client,
                out=Path(),
                variables=asked.variables,
                lead_in_s=asked.options["lead_in_s"],
                bells=asked.bells,
                **wished,
            )
        )
    wanted = wanted_for(request, settings_for(request, home), home)
    rendered = words_for(request, wanted, home)
    if asked.title is None:
        return rendered
    meta = rendered.script.meta.model_copy(update={"title": asked.title})
    return replace(rendered, script=replace(rendered.script, meta=meta))


def _of_several(pieces: Sequence[Piece], asked: Asked) -> Rendered:
    from relax.composing import refuse_hopeless  # noqa: PLC0415  (after --help)
    from relax.plan import wanted_for  # noqa: PLC0415
    from relax.request import Request, settle  # noqa: PLC0415
    from relax.settings import settings_for  # noqa: PLC0415
    from relax.words import Script, put_together, render_together  # noqa: PLC0415

    minutes = asked.options["minutes"]
    if _was_kept("minutes"):
        minutes = None  # said of one template, not of several together
    together = put_together(pieces, asked.client, minutes, asked.title)
    stand_in = Script(together.meta, ())
    wished = {**wishes(asked.options, asked.client, stand_in), "minutes": together.minutes}
    request = settle(
        Request(
            stand_in,
            together.client,
            out=Path(),
            variables=asked.variables,
            lead_in_s=asked.options["lead_in_s"],
            bells=asked.bells,
            **wished,
        )
    )
    settings = settings_for(request, asked.home)
    wanted = wanted_for(request, settings, asked.home)
    rendered = render_together(together, wanted, asked.home.templates)
    if not together.is_free:
        refuse_hopeless(rendered.script, together.minutes * 60, settings.edges)
    return rendered


def _was_kept(option: str) -> bool:
    """Whether a value comes from the settings of a person, and not from this command."""
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.DEFAULT_MAP
