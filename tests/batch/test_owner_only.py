"""Files that tell of a person are their owner's alone, wherever they are written."""

from __future__ import annotations

import os
import re
import stat
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from relax.batch import Destination, Entry, Job, Ledger, Outcome
from relax.batch.run import receive
from relax.cli import group
from relax.deliver import sha256_of
from relax.files import whole_file
from relax.home import Home
from relax.making import make
from relax.request import Request
from relax.words import Client, bundled_folder, find_template

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")

QUICK = "pyttsx3:en-us+edward"


def modes(folder):
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "cache", tmp_path / "data", (bundled_folder(),))


@pytest.fixture
def asked(home, tmp_path):
    def request(client):
        source = find_template("three-minute-space", home.templates)
        return Request(source, client, tmp_path / "out", minutes=3, voice=QUICK, bed="none")

    return request


def test_a_track_with_something_personal_is_its_owners_alone(home, asked, tmp_path):
    for n, client in enumerate(({"name": "Quillonette"}, {"avoid": "belly"}, {})):
        out = tmp_path / "out"
        track = make(asked(Client.model_validate(client)), home)
        found = modes(out)
        assert len(found) == 7
        assert set(found.values()) == ({0o600} if client else {0o644}), client
        assert track.sha256 == sha256_of(track.mp3)
        out.rename(tmp_path / f"before{n}")


def test_subtitles_say_what_the_captions_say(home, asked):
    track = make(asked(Client()), home)
    captions = track.captions.read_text(encoding="utf-8").removeprefix("WEBVTT\n\n").strip()
    blocks = track.subtitles.read_text(encoding="utf-8").strip().split("\n\n")
    cues = [block.split("\n", 1) for block in blocks]
    assert [int(number) for number, _ in cues] == list(range(1, len(cues) + 1))
    assert len(cues) > 10
    again = [re.sub(r"(\d\d),(\d{3})", r"\1.\2", cue) for _, cue in cues]
    assert again == captions.split("\n\n")


def test_words_with_a_name_are_too_and_stay_so_when_written_again(tmp_path):
    person = tmp_path / "person.yaml"
    person.write_text("name: Quillonette\n")
    written = tmp_path / "own" / "words.md"
    written.parent.mkdir()
    asked = ["script", "small-lift", "--out", str(written)]
    done = CliRunner().invoke(group, [*asked, "--client", str(person)])
    assert done.exit_code == 0, done.output
    assert "Quillonette" in written.read_text()
    assert set(modes(written.parent).values()) == {0o600}
    sheet = ["voices", "record-sheet", str(written), "--out", str(written.with_suffix(".txt"))]
    assert CliRunner().invoke(group, sheet).exit_code == 0
    assert set(modes(written.parent).values()) == {0o600}
    with whole_file(written) as temporary:  # as by `relax check --fix`
        temporary.write_text("Hello, Quillonette.")
    assert set(modes(written.parent).values()) == {0o600}
    plain = CliRunner().invoke(group, ["script", "small-lift", "--out", str(tmp_path / "a.md")])
    assert plain.exit_code == 0
    assert modes(tmp_path)["a.md"] == 0o644


@pytest.mark.parametrize(("client", "mode"), [({"absent": "left foot"}, 0o600), ({}, 0o644)])
def test_what_a_worker_sends_is_too(asked, client, mode, tmp_path):
    (tmp_path / "out").mkdir()
    job = Job((2,), "a.mp3", "", asked(Client.model_validate(client)))
    files = (("a.mp3", b"sound"), ("a.txt", b"words"))
    answer = (Outcome("a.mp3", "made"), files)
    future = SimpleNamespace(status="finished", result=lambda: answer)
    assert receive(future, job).status == "made"
    assert set(modes(tmp_path / "out").values()) == {mode}


def test_what_is_sent_to_a_folder_by_its_url_is_too(home, tmp_path):
    pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")
    place = Destination.of((tmp_path / "far").as_uri(), "people", home)
    place.begin()
    for name, mode in (("a.mp3", 0o600), ("b.mp3", 0o644)):
        (place.folder / name).write_bytes(b"sound")
        (place.folder / name).chmod(mode)
        entry = Entry(name, "", "", "", 1.0, 1.0, "2026-01-01T00:00:00+00:00", "1")
        Ledger(place.folder).add(entry)
    place.deliver()
    assert modes(tmp_path / "far" / "people") == {"a.mp3": 0o600, "b.mp3": 0o644}


@pytest.mark.parametrize(
    "name", ["../beside.txt", "/tmp/relax-anywhere.txt", "index.html", "b.txt"]
)
def test_a_worker_writes_nothing_but_its_own_track(asked, tmp_path, name):
    (tmp_path / "out").mkdir()
    job = Job((2,), "a.mp3", "", asked(Client()))
    answers = [
        (Outcome("a.mp3", "made"), (("a.mp3", b"sound"), (name, b"anything"))),
        (Outcome("a.mp3", "failed", reason="?"), ((name, b"anything"),)),
        (Outcome("b.mp3", "made"), (("a.mp3", b"sound"),)),
    ]
    before = {path for path in tmp_path.rglob("*") if "data" not in path.parts}
    for answer in answers:
        future = SimpleNamespace(status="finished", result=lambda answer=answer: answer)
        outcome = receive(future, job)
        assert (outcome.name, outcome.status) == ("a.mp3", "failed")
        assert "none of it" in outcome.reason
    assert {path for path in tmp_path.rglob("*") if "data" not in path.parts} == before
