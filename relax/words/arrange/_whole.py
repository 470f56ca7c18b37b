"""Template + client → the whole words of a track, with the clinic's own and with its bells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from relax.words.arrange._bells import bell_seconds, refuse_bells, with_bells
from relax.words.arrange._clinic import clinic_seconds, with_clinic
from relax.words.template import Rendered, as_printed, chosen_minutes, render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from relax.words.client import Client
    from relax.words.template import Template, Wanted


def render_whole(
    template: Template, client: Client, wanted: Wanted, folders: Sequence[Path]
) -> Rendered:
    """The words of one track, with time kept free for the clinic's own words and for bells.

    Raises:
        RelaxError: as :func:`relax.words.render` does, or there is no room for a bell.
    """
    clinic, bells = wanted.clinic, wanted.bells
    if clinic is None and bells is None:
        return render(template, client, wanted, folders)
    minutes = chosen_minutes(template, client, wanted.minutes, wanted.lead_in_s)
    more = bell_seconds(bells, minutes, template.language)
    more += clinic_seconds(clinic, minutes, template.language) if clinic else 0.0
    rendered = render(template, client, replace(wanted, added_s=more), folders)
    script, notices = rendered.script, rendered.notices
    refuse_bells(bells, client, script.meta.ending)
    if clinic:
        script, told = with_clinic(script, clinic)
        notices = (*notices, *told)
    script, missing = with_bells(script, bells)
    return Rendered(as_printed(script, f"{template.meta.id}.md"), (*notices, *missing))
