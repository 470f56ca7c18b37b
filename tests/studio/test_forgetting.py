"""What is forgotten is nowhere any more, and nothing else is."""

from __future__ import annotations

import re

import pytest

from tests.cli.run import everything_written
from tests.studio.server import SHORT

NAME = "Wilhelmina"


def holding(server, name):
    """The files of the studio that hold a name in any way in which it may be written."""
    ways = [name.encode(), name.encode("utf-16-le"), name.lower().encode()]
    files = [path for path in server.folder.rglob("*") if path.is_file()]
    return {path.name for path in files if any(way in path.read_bytes() for way in ways)}


def voiced(server):
    """For which tracks and words personal phrases are kept."""
    folder = server.data / "studio"
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


@pytest.mark.parametrize("read", [False, True])
def test_a_forgotten_track_is_nowhere(server, track, read):
    fields = {**SHORT, "name": NAME}
    before, others = everything_written(server.out), voiced(server)
    if read:
        page = server.ask("POST", "/read", fields).headers["location"]
        shown = server.ask("GET", page).text
        assert NAME in shown
        (line, *_) = re.findall(rf"{page}/\d+\.wav", shown)
        assert server.ask("GET", line).status == 200
        server.ask("POST", "/make/keep", fields)
    made, shown = server.make(fields)
    job = made.rpartition("/")[2]
    assert NAME in shown
    assert "studio.sqlite3" in holding(server, NAME)
    assert any((server.data / "studio" / job).rglob("*"))  # its voiced phrases
    answer = server.ask("POST", f"{made}/forget")
    assert answer.headers["location"] == "/library"
    assert holding(server, NAME) == set()
    assert voiced(server) == others
    assert everything_written(server.out) == before
    for path in (made, server.mp3(shown), f"{made}/events"):
        assert server.ask("GET", path).status == 404
    assert NAME not in server.ask("GET", "/library").text
    assert NAME not in server.ask("GET", "/make").text
    assert server.ask("GET", track).status == 200


def test_a_track_can_be_forgotten_while_it_is_made(server, gate):
    made = server.ask("POST", "/make", {**SHORT, "name": NAME}).headers["location"]
    gate.reached()
    server.ask("POST", f"{made}/forget")
    assert server.ask("GET", made).status == 404
    gate.open()
    server.make({**SHORT, "name": "Next"})
    assert holding(server, NAME) == set()


def test_one_of_two_equal_tracks_keeps_its_files(server):
    fields = {**SHORT, "name": NAME}
    (first, _), (second, shown) = server.make(fields), server.make(fields)
    server.ask("POST", f"{first}/forget")
    assert server.ask("GET", server.mp3(shown)).status == 200
    server.ask("POST", f"{second}/forget")
    assert holding(server, NAME) == set()
