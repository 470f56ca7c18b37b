"""The studio's server: pages on this computer, for browsers on this computer."""

from __future__ import annotations

import logging
import secrets
import socket
import webbrowser
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from relax.errors import BadInput, RelaxError
from relax.home import keyed
from relax.studio import _library, _listen, _make, _read, _settings
from relax.studio._guard import Guard, Keys
from relax.studio._maker import Maker, drop_clips_of_nobody
from relax.studio._pages import FOLDER, page, texts
from relax.studio._running import announce, leave, running
from relax.studio._samples import Samples
from relax.studio._store import Store
from relax.studio._studio import Studio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.requests import Request

    from relax.home import Home

_LOG: Final = logging.getLogger(__name__)

_ADDRESS: Final = "127.0.0.1"


def serve(
    home: Home,
    out: Path,
    *,
    port: int = 0,
    browser: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Run the studio until it is interrupted.

    Args:
        home: the installation.
        out: the folder of tracks.
        port: where it answers; 0 for any that is free.
        browser: whether the page is opened.
        tell: takes the address at which it is entered.

    Where this person's studio is open already, that one is entered, and nothing is run.

    Raises:
        BadInput: the port is taken.
        RelaxError: its own file cannot be used.
    """
    if there := running(home.data):
        _enter(there, tell, browser=browser)
        return
    listening = _listening(port)
    port = listening.getsockname()[1]
    keys = Keys(secrets.token_urlsafe(24), keyed(home, "studio").encode())
    address = f"http://{_ADDRESS}:{port}/?key={keys.start}"
    with _opened(home, out) as studio:
        server = _server(studio, port, keys)
        announce(home.data, address)
        _enter(address, tell, browser=browser)
        try:
            server.run([listening])
        finally:
            leave(home.data, address)


@contextmanager
def _opened(home: Home, out: Path) -> Iterator[Studio]:
    """A studio, whose processes and file are closed afterwards."""
    with closing(Store(home.data)) as store, closing(Samples(home)) as samples:
        drop_clips_of_nobody(home, store.ids())
        with closing(Maker(store, home, out)) as maker:
            yield Studio(home, out, store, maker, samples)


def _server(studio: Studio, port: int, keys: Keys) -> uvicorn.Server:
    """The pages of a studio behind their checks, to be run."""
    pages = _pages(studio)
    hosts = frozenset({f"{_ADDRESS}:{port}", f"localhost:{port}"})
    settings = uvicorn.Config(
        Guard(pages, hosts, keys),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn").propagate = False  # its tracebacks hold what people wrote
    server = pages.state.server = uvicorn.Server(settings)
    return server


def _enter(address: str, tell: Callable[[str], None], *, browser: bool) -> None:
    """Tell the address, and open it."""
    tell(address)
    if browser:
        webbrowser.open(address)


def _listening(port: int) -> socket.socket:
    """A socket of this computer that no other can reach.

    Raises:
        BadInput: the port is taken.
    """
    listening = socket.socket()
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where another program could share it
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_ADDRESS, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise BadInput(
            f"The studio cannot answer at port {port}: {error.strerror}.",
            hint="Leave --port out, or give another.",
        ) from None
    return listening


def _pages(studio: Studio) -> Starlette:
    """The pages of a studio."""
    app = Starlette(
        routes=_routes(),
        exception_handlers={HTTPException: _not_here, RelaxError: _refused, Exception: _broken},
    )
    app.state.studio = studio
    return app


def _routes() -> list[Route | Mount]:
    """Every address."""
    track = "/track/{id:str}"
    return [
        Route("/", _library.home),
        Route("/make", _make.show),
        Route("/make", _make.ask, methods=["POST"]),
        Route("/make/keep", _make.keep, methods=["POST"]),
        Route("/make/find", _make.find, methods=["POST"]),
        Route("/make/clear", _make.clear, methods=["POST"]),
        Route("/read", _read.begin, methods=["POST"]),
        Route("/read/{id:str}", _read.show),
        Route("/read/{id:str}", _read.change, methods=["POST"]),
        Route("/read/{id:str}/keep", _read.keep, methods=["POST"]),
        Route("/read/{id:str}/make", _read.make, methods=["POST"]),
        Route("/read/{id:str}/{n:int}.wav", _read.hear),
        Route("/library", _library.show),
        Route("/library", _library.search, methods=["POST"]),
        Route("/settings", _settings.show),
        Route("/settings/clear", _settings.clear, methods=["POST"]),
        Route("/hear", _hear),
        Route("/close", _close, methods=["POST"]),
        Route(track, _listen.show),
        Route(f"{track}/events", _listen.events),
        Route(f"{track}/stop", _listen.stop, methods=["POST"]),
        Route(f"{track}/again", _listen.again, methods=["POST"]),
        Route(f"{track}/edit", _listen.edit, methods=["POST"]),
        Route(f"{track}/forget", _listen.forget, methods=["POST"]),
        Route(track + "/{name:str}", _listen.file),
        Mount("/static", _Assets(directory=FOLDER / "static")),
    ]


class _Assets(StaticFiles):
    """Style, script and icon: kept by the browser, and asked after each time."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


async def _hear(request: Request) -> Response:
    """A few sentences by a voice, over a bed."""
    studio: Studio = request.app.state.studio
    voice, bed = request.query_params.get("voice", ""), request.query_params.get("bed", "")
    offered = {"", *(each.id for each in await run_in_threadpool(lambda: studio.voices))}
    if voice not in offered or bed not in {"", *studio.beds()}:
        raise HTTPException(404)
    path = await run_in_threadpool(studio.samples.find, voice, bed)
    return FileResponse(path, media_type="audio/mpeg", headers={"cache-control": "no-store"})


async def _close(request: Request) -> Response:
    """End the studio, once this page is shown."""
    answer = page(request, "closed")
    answer.background = BackgroundTask(setattr, request.app.state.server, "should_exit", True)  # noqa: FBT003
    return answer


async def _not_here(request: Request, error: Exception) -> Response:
    """There is no such page."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    return page(request, "error", status, sentence=texts()["errors"]["not_found"])


async def _refused(request: Request, error: Exception) -> Response:
    """Something that was asked for cannot be."""
    studio: Studio = request.app.state.studio
    sentence = studio.told(error) if isinstance(error, RelaxError) else ""
    return page(request, "error", 422, sentence=sentence)


async def _broken(request: Request, error: Exception) -> Response:
    """A fault of ours, told without what the page held."""
    _LOG.error("studio: %s at %s", type(error).__name__, request.scope["route"].path)
    return page(request, "error", 500, sentence=texts()["errors"]["broken"])
