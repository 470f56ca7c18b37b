"""The Make page: what can be chosen, what was filled in, and a job of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from relax.errors import RelaxError
from relax.studio._body import body
from relax.studio._form import client_of, first, form_of, wishes_of
from relax.studio._guard import VISITOR
from relax.studio._pages import page, texts
from relax.words import choices

if TYPE_CHECKING:
    from starlette.requests import Request

    from relax.studio._form import Form
    from relax.studio._studio import Studio
    from relax.words import TemplateMeta

_FIRST_CHOICE: Final = {
    "template": "outside-in-scan",
    "when": "home",
    "position": "seated",
    "bed": "brown",
    "level": "default",
}
"""What a page says that nobody has filled in."""

_MOST_FITTING: Final = 5
"""Templates that are shown for an occasion: people choose among a handful."""


async def show(request: Request) -> Response:
    """The page as this browser left it."""
    studio = request.app.state.studio
    form = studio.store.draft(request.scope["state"][VISITOR]) or {}
    return await run_in_threadpool(asked_again, request, form)


async def keep(request: Request) -> Response:
    """Keep what is filled in so far."""
    kept(request, form_of(await request.body()))
    return Response(status_code=204)


async def find(request: Request) -> Response:
    """Look for templates that fit what was written."""
    kept(request, form_of(await request.body()))
    return RedirectResponse("/make#s-what", 303)


async def clear(request: Request) -> Response:
    """Begin with an empty page."""
    request.app.state.studio.store.drop_draft(request.scope["state"][VISITOR])
    return RedirectResponse("/make", 303)


async def ask(request: Request) -> Response:
    """Ask for the track; what cannot be is told on the page, which stays as it was filled in."""
    studio: Studio = request.app.state.studio
    form = form_of(await request.body())
    kept(request, form)
    try:
        title = await run_in_threadpool(_refused, studio, form)
    except RelaxError as error:
        return await run_in_threadpool(asked_again, request, form, studio.told(error))
    job = studio.store.add(form, title)
    studio.maker.wake()
    return RedirectResponse(f"/track/{job}", 303)


def kept(request: Request, form: Form) -> None:
    """Keep what this browser has filled in."""
    request.app.state.studio.store.keep_draft(request.scope["state"][VISITOR], form)


def _refused(studio: Studio, form: Form) -> str:
    """The title of the track, whose words can be chosen.

    Raises:
        RelaxError: they cannot, and why.
    """
    import relax  # noqa: PLC0415  (not before the first page)

    meta = studio.template(first(form, "template"))
    relax.script(meta.id, client=client_of(form), home=studio.home, **wishes_of(form, meta))
    return meta.title


def asked_again(request: Request, form: Form, problem: str = "") -> Response:
    """The page with what was filled in, and what is wrong with it."""
    studio: Studio = request.app.state.studio
    wanted = first(form, "for")
    groups, nothing = _groups(studio, form, wanted)
    chosen = first(form, "template") or _FIRST_CHOICE["template"]
    offered = [meta for _, metas in groups for meta, _ in metas]
    if chosen not in {meta.id for meta in offered}:
        chosen = offered[0].id
    meta = studio.template(chosen)
    values: dict[str, Any] = {
        "form": form,
        "problem": problem,
        "wanted": wanted,
        "groups": groups,
        "found_nothing": nothing,
        "chosen": chosen,
        "settings": choices().settings,
        "positions": choices().positions,
        "notes": {tag: words[:1].upper() + words[1:] for tag, words in studio.notes().items()},
        "anchors": form.get("anchor") or ["hands", "sound"],
        "areas": body(),
        "minutes": first(form, "minutes") or f"{meta.minutes.default:g}",
        "voices": studio.voices,
        "voice": first(form, "voice") or studio.voices[0].id,
        "beds": studio.beds(),
        "setting": first(form, "when") or _FIRST_CHOICE["when"],
        **{name: first(form, name) or _FIRST_CHOICE[name] for name in ("position", "bed", "level")},
        **{name: first(form, name) for name in ("name", "said", "others")},
    }
    return page(request, "make", 422 if problem else 200, **values)


_Choice = tuple["TemplateMeta", str]


def _groups(studio: Studio, form: Form, wanted: str) -> tuple[list[tuple[str, list[_Choice]]], str]:
    """Heading → templates with why they are here, and what to tell where none was found."""
    t = texts()["make"]
    nothing = ""
    if wanted:
        fits, understood = studio.fitting(wanted)
        if fits:
            metas = [(studio.template(fit.template), _sentence(fit.why)) for fit in fits]
            chosen = first(form, "template")
            shown = metas[:_MOST_FITTING]
            shown += [each for each in metas[_MOST_FITTING:] if each[0].id == chosen]
            return [(t["fitting"], shown)], ""
        nothing = t["nothing_fits"] if understood else t["not_understood"]
    return [(name, [(meta, "") for meta in metas]) for name, metas in studio.groups()], nothing


def _sentence(why: tuple[str, ...]) -> str:
    """Reasons as one sentence."""
    told = "; ".join(why)
    return f"{told[:1].upper()}{told[1:]}." if told else ""
