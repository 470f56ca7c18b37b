"""Wherever a track goes, its sound arrives last: what is there can always be found and forgotten."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from relax.batch import Destination, Entry, Job, Ledger, Outcome
from relax.batch.run._cluster import receive
from relax.home import Home
from relax.request import Request
from relax.words import Client, bundled_folder, find_template

BESIDE = (".json", ".lrc", ".png", ".srt", ".txt", ".vtt")


def test_a_track_that_a_worker_sends_appears_with_its_proof_first_and_its_sound_last(
    tmp_path, monkeypatch
):
    seen, replace = [], os.replace

    def watched(source, target, **more):
        replace(source, target, **more)
        seen.append(Path(target).name)

    monkeypatch.setattr(os, "replace", watched)
    (tmp_path / "out").mkdir()
    source = find_template("three-minute-space", (bundled_folder(),))
    job = Job((2,), "a.mp3", "", Request(source, Client(), tmp_path / "out", minutes=3))
    files = tuple((f"a{end}", b"something") for end in (".mp3", *BESIDE))
    answer = (Outcome("a.mp3", "made"), files)
    assert receive(SimpleNamespace(status="finished", result=lambda: answer), job) == answer[0]
    assert seen[0] == "a.json"
    assert seen[-1] == "a.mp3"
    assert sorted(seen) == sorted(name for name, _ in files)


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """Sends two tracks and their page to a store; returns their names as they arrive."""
    fsspec = pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")
    memory = pytest.importorskip("fsspec.implementations.memory")
    order: list[str] = []

    class Noted(memory.MemoryFileSystem):
        protocol = "noted"
        store: dict = {}  # noqa: RUF012  (as in the class it is made from)
        pseudo_dirs: list = [""]  # noqa: RUF012

        def put_file(self, lpath, rpath, **more):
            order.append(rpath.rpartition("/")[2])
            return super().put_file(lpath, rpath, **more)

    fsspec.register_implementation("noted", Noted, clobber=True)
    home = Home(tmp_path / "cache", tmp_path / "data", ())
    place = Destination.of("noted://store", "people", home)
    place.begin()
    for name in ("a.mp3", "b.mp3"):
        for end in (".mp3", *BESIDE):
            (place.folder / name).with_suffix(end).write_bytes(b"something")
        entry = Entry(name, "", "", "", 1.0, 1.0, "2026-01-01T00:00:00+00:00", "1")
        Ledger(place.folder).add(entry)
    (place.folder / "index.html").write_text("Tracks")
    place.deliver()
    return place, order


def test_a_track_is_sent_after_what_lies_beside_it_and_lists_go_last(sent):
    _, order = sent
    assert order[-1] == "index.html"
    for name in ("a.mp3", "b.mp3"):
        assert name in order
        for end in BESIDE:
            assert order.index(name) > order.index(name[0] + end), end


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_nobody_else_sees_what_is_sent_and_where_it_goes(sent):
    place, _ = sent
    (written,) = place.folder.glob(".place")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.folder.parent.parent.stat().st_mode) == 0o700
