"""The first page and the library: what was made here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from relax.studio._form import first, form_of
from relax.studio._pages import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from relax.studio._store import Job

_LATELY: Final = 5
"""Tracks on the first page."""


async def home(request: Request) -> Response:
    """The first page."""
    lately = request.app.state.studio.store.jobs("done")[:_LATELY]
    return page(request, "home", lately=lately)


async def show(request: Request) -> Response:
    """Every track."""
    return _library(request, "")


async def search(request: Request) -> Response:
    """Those that a word finds: it may be a name, so it stands in no address."""
    return _library(request, first(form_of(await request.body()), "q"))


def _library(request: Request, query: str) -> Response:
    jobs = request.app.state.studio.store.jobs()
    rows = [(job, first(job.form, "name")) for job in jobs]
    words = query.casefold().split()
    found = [row for row in rows if all(word in _text(*row) for word in words)]
    return page(request, "library", jobs=found, all=len(rows), query=query)


def _text(job: Job, person: str) -> str:
    """What of a track is searched."""
    return f"{job.title} {person}".casefold()
