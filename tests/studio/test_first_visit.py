"""Somebody opens the studio for the first time, and leaves with the track they asked for."""

from __future__ import annotations

import pytest

import relax
from tests.cli.run import seconds
from tests.studio.server import VOICE
from tests.words.areas import found

NAME = "Quillonia"
"""A name that is no word and no part of one."""
THREE = {"template": "three-minute-space", "minutes": "3", "voice": VOICE, "bed": "none"}
LEFT_OUT = ("feet", "hands")


@pytest.fixture(scope="module")
def first_visit(server, chromium, tmp_path_factory):
    """All that came of one visit: the visitor, the titles seen, and the files taken along."""
    from tests.studio.visitor import Visitor

    visitor = Visitor(chromium, server)
    page, titles, files = visitor.enter(), [], tmp_path_factory.mktemp("downloads")
    titles.append(page.title())
    page.get_by_role("main").get_by_role("link", name="Make a track").click()
    visitor.fill(name=NAME, **THREE)
    page.uncheck("[name=anchor][value=hands]")
    page.check("[name=anchor][value=sight]")
    for area in LEFT_OUT:
        visitor.touch("avoid", area)
    marked = page.inner_text("#marked")
    titles.append(page.title())
    visitor.make()
    titles.append(page.title())
    visitor.listen()
    titles.append(page.title())
    for name in ("The track,", "Transcript", "Everything in one file"):
        with page.expect_download() as begun:
            page.get_by_role("link", name=name).click()
        begun.value.save_as(files / begun.value.suggested_filename)
    yield visitor, marked, titles, files
    visitor.context.close()


def test_the_mp3_is_as_long_as_asked(first_visit):
    *_, files = first_visit
    (mp3,) = files.glob("*.mp3")
    assert seconds(mp3) == pytest.approx(180, abs=0.05)


def test_what_was_touched_on_the_picture_is_in_no_line(first_visit):
    visitor, marked, _, files = first_visit
    assert marked == "Left out: Hands, Feet."
    (transcript,) = files.glob("*.txt")
    said = transcript.read_text(encoding="utf-8")
    heard = visitor.page.locator("[data-line] .spoken").all_inner_texts()
    assert len(heard) > 20
    assert all(line in said for line in heard)
    assert list(found(heard, avoid=LEFT_OUT)) == []
    without = str(relax.script("three-minute-space", minutes=3)).splitlines()
    for area in LEFT_OUT:  # so that the words would have been there
        assert list(found(without, avoid=[area]))


def test_the_name_is_spoken_and_nowhere_to_be_seen(first_visit, server):
    visitor, _, titles, files = first_visit
    (transcript,) = files.glob("*.txt")
    assert NAME in transcript.read_text(encoding="utf-8")
    storage = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    names = [str(path) for path in [*server.folder.rglob("*"), *files.iterdir()]]
    seen = {
        "addresses": visitor.addresses,
        "titles": titles,
        "file names": names,
        "log": [server.said.read_text(encoding="utf-8")],
        "storage": [visitor.page.evaluate(storage), str(visitor.context.cookies())],
    }
    for where, texts in seen.items():
        assert texts, where
        assert not [text for text in texts if NAME.casefold() in text.casefold()], where
    assert titles[0] == "Home · relax"


def test_no_page_of_it_did_what_it_should_not(first_visit):
    assert first_visit[0].unexpected() == []


def test_files_that_hold_the_name_are_their_owners_alone(first_visit, server):
    holding = [
        path
        for path in server.folder.rglob("*")
        if path.is_file() and NAME.encode() in path.read_bytes()
    ]
    assert {path.suffix for path in holding} >= {".sqlite3", ".txt", ".vtt", ".srt"}
    assert {oct(path.stat().st_mode & 0o777) for path in [*holding, *server.out.iterdir()]} == {
        "0o600"
    }
