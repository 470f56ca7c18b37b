"""One browser for all tests of the studio, and one studio."""

from __future__ import annotations

import pytest

from tests.studio.server import SHORT, Server
from tests.studio.visitor import Visitor
from tests.tools import need_program


@pytest.fixture(scope="package")
def chromium():
    """The browser that this computer has; nothing is downloaded."""
    path = need_program("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        words = [
            "--no-sandbox",
            "--disable-gpu",
            "--mute-audio",
            "--autoplay-policy=no-user-gesture-required",
        ]
        yield playwright.chromium.launch(executable_path=path, args=words)


@pytest.fixture(scope="package")
def server(tmp_path_factory):
    """A studio, entered."""
    server = Server(tmp_path_factory.mktemp("studio"))
    server.enter()
    yield server
    server.end()


@pytest.fixture(autouse=True)
def still_there(request):
    """A test that ends the studio, and fails before it has begun again, takes no other with it."""
    yield
    server = request.getfixturevalue("server") if "server" in request.fixturenames else None
    if server and server.process.poll() is not None:
        server.kill()
        server.gate.open()
        server.start(server.port)


@pytest.fixture(scope="package")
def track(server):
    """The address of a track that is there."""
    return server.make({**SHORT, "name": "Oda"})[0]


@pytest.fixture
def gate(server):
    """Shut: a track stays half-made until it is opened."""
    server.gate.shut()
    yield server.gate
    server.gate.open()


@pytest.fixture
def visit(chromium):
    """Browsers, each new; the test fails if a page of theirs did what it should not."""
    visitors = []

    def new(server, **options):
        visitors.append(Visitor(chromium, server, **options))
        return visitors[-1]

    yield new
    for visitor in visitors:
        visitor.context.close()
    assert [fault for visitor in visitors for fault in visitor.unexpected()] == []
