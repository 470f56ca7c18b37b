"""Nothing half-made ever carries a final name, and what is somebody's own is theirs alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from relax.batch import Entry, Ledger, remove_from_owner_map, write_owner_map
from relax.batch.site import write_site
from relax.cli import group
from relax.errors import BadInput
from relax.files import move_whole, private_folder, whole_file, write_text
from relax.home import Home, secret
from tests.deliver.short import short_track
from tests.sound.material import encoded

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


# --- writing -----------------------------------------------------------------------------------


def test_the_former_file_stays_whole_until_the_new_one_is(tmp_path):
    (tmp_path / "a.txt").write_text("before")
    with whole_file(tmp_path / "a.txt") as temporary:
        temporary.write_text("half")
        assert (tmp_path / "a.txt").read_text() == "before"
        assert temporary.parent == tmp_path, "a name on another disk cannot be renamed"
        assert temporary.name.startswith(".relax-")
        assert temporary.suffix == ".txt"
    assert (tmp_path / "a.txt").read_text() == "half"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("before", [None, "before"])
def test_work_that_is_stopped_leaves_what_was_there(tmp_path, stop, before):
    final = tmp_path / "a.txt"
    if before:
        final.write_text(before)
    with pytest.raises(stop), whole_file(final) as temporary:
        temporary.write_text("half")
        raise stop
    assert [path.name for path in tmp_path.iterdir()] == (["a.txt"] if before else [])
    assert not before or final.read_text() == before


def test_a_folder_is_never_replaced(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(BadInput), whole_file(tmp_path / "a"):
        pytest.fail("it began")


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o027])
@pytest.mark.parametrize("private", [False, True])
def test_who_may_read_what_is_written(tmp_path, umask, private):
    os.umask(umask)
    write_text(tmp_path / "a.txt", "words", private=private)
    wanted = 0o600 if private else 0o666 & ~umask
    assert mode(tmp_path / "a.txt") == wanted
    write_text(tmp_path / "a.txt", "others")
    assert mode(tmp_path / "a.txt") == wanted, "what was private stays so"
    with whole_file(tmp_path / "b.txt", private=private) as temporary:
        assert mode(temporary) == 0o600, "while it is written, nobody else looks in"


@posix
def test_work_in_progress_is_nobody_elses(tmp_path):
    os.umask(0)
    with private_folder(tmp_path) as folder:
        assert mode(folder) == 0o700
        assert folder.parent == tmp_path
    assert not folder.exists()


def test_what_lasts_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    """As far as a test can see what a power cut would leave."""
    done, sync, replace = [], os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: done.append("on disk") or sync(handle))
    monkeypatch.setattr(os, "replace", lambda *paths: done.append("named") or replace(*paths))
    write_text(tmp_path / "a.txt", "words")
    assert done[:2] == ["on disk", "named"]


def test_files_are_moved_in_the_order_given(tmp_path):
    (source := tmp_path / "source").mkdir()
    (target := tmp_path / "target").mkdir()
    for name in "abc":
        (source / name).write_text(name)
    (target / "c").mkdir()  # takes no file: everything before it is there, nothing after
    with pytest.raises(OSError, match="c"):
        move_whole(source, target, ["b", "c", "a"])
    assert sorted(path.name for path in target.iterdir()) == ["b", "c"]


# --- the secret --------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_the_secret_is_its_owners_alone_from_the_first_moment(tmp_path, monkeypatch, umask):
    os.umask(umask)
    seen, link = [], os.link

    def linked(source, target, **more):
        seen.append(mode(Path(source)))
        link(source, target, **more)

    monkeypatch.setattr(os, "link", linked)
    home = Home(tmp_path / "cache", tmp_path / "data", ())
    key = secret(home)
    assert mode(tmp_path / "data" / "secret") == 0o600
    assert seen in ([], [0o600])
    assert len(key) == 32
    assert (tmp_path / "data" / "secret").read_bytes() == key
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret"]


def test_the_secret_is_made_once_and_another_for_everybody(tmp_path):
    homes = [Home(tmp_path, tmp_path / name, ()) for name in ("one", "two")]
    keys = [secret(home) for home in homes]
    assert keys[0] != keys[1]
    assert len(set(keys[0])) > 8
    assert [secret(home) for home in homes] == keys


def test_of_two_processes_that_make_the_secret_both_use_the_first(tmp_path, monkeypatch):
    home, link = Home(tmp_path, tmp_path / "data", ()), os.link

    def late(source, target, **more):
        if not Path(target).exists():
            Path(target).write_bytes(b"o" * 32)
        link(source, target, **more)

    monkeypatch.setattr(os, "link", late)
    assert secret(home) == b"o" * 32


# --- everything that replaces a file of the user's ---------------------------------------------


def run(*words):
    done = CliRunner().invoke(group, [str(word) for word in words])
    assert done.exit_code == 0, f"{done.output} {done.exception!r}"


def a_sheet(folder):
    (folder / "words.md").write_text("---\ntitle: T\n---\n## One\nYou might listen.\n", "utf-8")
    out = folder / "sheet.txt"
    return out, lambda: run("voices", "record-sheet", folder / "words.md", "--out", out, "--force")


def a_mended_script(folder):
    out = folder / "words.md"
    out.write_text("---\ntitle: T\n---\n## One\nTake one deep breath.\n", "utf-8")
    return out, lambda: CliRunner().invoke(group, ["check", "--fix", str(out)])


def a_spoken_word(folder):
    out = folder / "word.wav"
    voice = ("--voice", "pyttsx3:en-us+edward", "--force")
    return out, lambda: run("voices", "say", "Hello there, everybody.", out, *voice)


def a_picture(folder):
    tone = 3000 * np.sin(np.arange(3 * 44_100)[:, None] / 20)
    track = encoded(tone, folder / "a.mp3")
    out = folder / "a.png"
    return out, lambda: run("inspect", track, "--plot", out)


def the_spectrum_of_a_bed(folder):
    out = folder / "brown.png"
    return out, lambda: run("beds", "brown", "--plot", out)


def a_map(folder):
    out = folder / "map.csv"
    return out, lambda: write_owner_map(out, [(1, "K-1", "a.mp3"), (2, "K-2", "b.mp3")])


def a_map_without_one(folder):
    out = folder / "map.csv"
    write_owner_map(out, [(1, "K-1", "a.mp3"), (2, "K-2", "b.mp3")])
    return out, lambda: remove_from_owner_map(out, "K-1")


@pytest.mark.parametrize(
    "written",
    [
        a_sheet,
        a_mended_script,
        a_spoken_word,
        a_picture,
        the_spectrum_of_a_bed,
        a_map,
        a_map_without_one,
    ],
)
def test_a_file_is_replaced_and_never_written_over(tmp_path, written):
    """Another name for the former file still holds what it held, and so does whoever reads it."""
    out, write = written(tmp_path)
    if not out.exists():
        out.write_bytes(b"row,client_ref,file\n")
    before = out.read_bytes()
    os.link(out, tmp_path / "kept")
    write()
    assert not out.samefile(tmp_path / "kept")
    assert (tmp_path / "kept").read_bytes() == before
    assert not list(tmp_path.glob(".relax-*"))


def test_page_lists_and_feed_are_replaced_and_never_written_over(tmp_path):
    track = short_track(tmp_path)
    folder = track.mp3.parent
    ledger = Ledger(folder)
    ledger.add(Entry(track.mp3.name, "", "", "", 1.0, 1.0, "2026-01-01T00:00:00+00:00", "1"))
    ledger.note(listed=[track.mp3.name], title="Tracks", base_url="https://example.org/")
    before = {path.name for path in folder.iterdir()}
    write_site(folder)
    made = {path.name for path in folder.iterdir()} - before
    assert made >= {"index.html", "playlist.m3u8", "playlist.xspf", "report.json", "report.html"}
    assert len(made) >= 8
    (kept := tmp_path / "kept").mkdir()
    for name in made:
        os.link(folder / name, kept / name)
    write_site(folder)
    for name in made:
        assert not (folder / name).samefile(kept / name), name
