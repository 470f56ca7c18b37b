"""The Settings page: where things lie, how much of it can be made again, and throwing that away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

import relax
from relax.caches import KINDS, Size
from relax.studio._pages import page
from relax.units import in_megabytes

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from relax.studio._studio import Studio


async def show(request: Request) -> Response:
    """The page."""
    studio: Studio = request.app.state.studio
    home = studio.home
    sizes = await run_in_threadpool(home.caches.sizes)
    held = sum((size for name, size in sizes.items() if KINDS[name].limited), Size())
    return page(
        request,
        "settings",
        folders=(("tracks", studio.out), ("own", home.data), ("cache", home.cache)),
        held=in_megabytes(held.bytes),
        limit=in_megabytes(home.cache_limit),
        voices=await run_in_threadpool(lambda: studio.voices),
        version=relax.__version__,
    )


async def clear(request: Request) -> Response:
    """Throw away what can be made again."""
    studio: Studio = request.app.state.studio
    await run_in_threadpool(studio.home.caches.clear)
    return RedirectResponse("/settings", 303)
