"""Templates and scripts → the words of one track, none of it voiced; and what is said to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from relax.composing import refuse_hopeless, words_for
from relax.errors import LengthError
from relax.plan import plan_for, wanted_for
from relax.request import settle
from relax.settings import settings_for
from relax.words import Script, Template, put_together, render_together
from relax.words.check import Finding, Severity, check_script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.home import Home
    from relax.request import Request
    from relax.words import Piece, Rendered


def words_of(pieces: Sequence[Piece], request: Request, home: Home) -> Rendered:
    """The words of one track from its pieces; ``request`` says all but where they come from.

    Raises:
        RelaxError: with what is wrong, and with which of them.
    """
    first, *others = pieces
    if isinstance(first.source, Template) and not others:
        return _of_template(first.source, request, home)
    return _of_several(pieces, request, home)


def review(script: Script, request: Request, home: Home) -> list[Finding]:
    """All that the language check says to a track of these words, in order of place.

    Words that are far from the length that is asked for are one finding more, ``LENGTH``.

    Raises:
        BadInput: something that is asked for cannot be.
    """
    plan = plan_for(settle(replace(request, source=script)), home)
    found = check_script(script, facts=plan.facts, rules=plan.rules)
    told = [finding for finding in found if finding.rule not in plan.request.allow]
    try:
        refuse_hopeless(script, plan.seconds, plan.settings.edges)
    except LengthError as error:
        told.append(
            Finding("", None, None, "LENGTH", Severity.ERROR, "", error.message, error.hint)
        )
    return told


def _of_template(template: Template, request: Request, home: Home) -> Rendered:
    request = settle(replace(request, source=template))
    rendered = words_for(request, wanted_for(request, settings_for(request, home), home), home)
    if not request.credits.title:
        return rendered
    meta = rendered.script.meta.model_copy(update={"title": request.credits.title})
    return replace(rendered, script=replace(rendered.script, meta=meta))


def _of_several(pieces: Sequence[Piece], request: Request, home: Home) -> Rendered:
    title = request.credits.title or None
    together = put_together(pieces, request.client, request.minutes, title)
    request = settle(
        replace(
            request,
            source=Script(together.meta, ()),
            client=together.client,
            minutes=together.minutes,
        )
    )
    settings = settings_for(request, home)
    rendered = render_together(together, wanted_for(request, settings, home), home.templates)
    if not together.is_free:
        refuse_hopeless(rendered.script, together.minutes * 60, settings.edges)
    return rendered
