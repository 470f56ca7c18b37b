"""The Make page as it was filled in → what the program is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from relax.errors import BadInput
from relax.studio._body import left_out, visited
from relax.units import minutes_in
from relax.words import client_from, parse

if TYPE_CHECKING:
    from pathlib import Path

    from relax.home import Home
    from relax.progress import Progress
    from relax.track import Track
    from relax.wishes import Wishes
    from relax.words import Client, TemplateMeta

Form = dict[str, list[str]]
"""Field → what was written or ticked, as a browser sends it."""

_OF_CLIENTS: Final = {
    "name": "name",
    "said": "pronunciation",
    "when": "setting",
    "position": "position",
    "eyes": "eyes",
}
"""Field of the page with one answer → field of a client."""

_LISTS: Final = {"anchor": "anchors", "note": "contraindications"}
"""Field of the page with any number of answers → field of a client."""

_MOST_FIELDS: Final = 2000


def form_of(body: bytes) -> Form:
    """A form as a browser sends it.

    Raises:
        BadInput: it is something else.
    """
    try:
        form = parse_qs(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise BadInput("This form cannot be read.", hint="Open the page again.") from None
    return {name: [value.replace("\r\n", "\n") for value in form[name]] for name in sorted(form)}


def first(form: Form, field: str) -> str:
    """The one answer of a field; "" where there is none."""
    return next(iter(form.get(field, [])), "").strip()


def client_of(form: Form) -> Client:
    """The preferences that were filled in.

    An area that is to be left out is left out, also where it was ticked for more time; one that
    is only visited when somebody asks for it was asked for by being ticked.

    Raises:
        ClientError: one of them cannot be.
    """
    fields: dict[str, Any] = {}
    for name, field in _OF_CLIENTS.items():
        if value := first(form, name):
            fields[field] = value
    for name, field in _LISTS.items():
        if values := form.get(name):
            fields[field] = values
    avoid = form.get("avoid", [])
    others = [word.strip() for word in first(form, "others").split(",")]
    fields["avoid"] = [*left_out(avoid), *(word for word in others if word)]
    fields["absent"] = left_out(form.get("absent", []))
    focus = visited(area for area in form.get("focus", []) if area not in avoid)
    return client_from({**fields, "focus": focus, "opt_in": focus})


def minutes_of(form: Form, meta: TemplateMeta) -> float:
    """The length that was asked for, the template's own where none was.

    Raises:
        BadInput: it is no length, or none that the template can honestly have.
    """
    written = first(form, "minutes")
    minutes = minutes_in(written) if written else meta.minutes.default
    if minutes is None:
        raise BadInput(f"“{written[:20]}” is no length.", hint="Write minutes, such as 7.5.")
    return minutes


def wishes_of(form: Form, meta: TemplateMeta) -> Wishes:
    """The length and the sound that were asked for.

    Raises:
        BadInput: the length is none.
    """
    return {
        "minutes": minutes_of(form, meta),
        "voice": first(form, "voice") or None,
        "bed": first(form, "bed") or None,
        "loudness": first(form, "level") or None,
    }


def make(
    form: Form, words: str, meta: TemplateMeta, out: Path, home: Home, progress: Progress
) -> Track:
    """Make the track of a filled-in page, of these words if there are any.

    Raises:
        RelaxError: it cannot be made; nothing half-made is left.
    """
    import relax  # noqa: PLC0415  (numpy and more, in the process that makes)

    client, wishes = client_of(form), wishes_of(form, meta)
    if words:
        script = parse(words)
        return relax.voice(script, client=client, out=out, home=home, progress=progress, **wishes)
    return relax.make(meta.id, client=client, out=out, home=home, progress=progress, **wishes)
