"""Deleting: only what was asked for, told before, and said where it is not whole."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner

from relax.batch import Entry, Ledger, remove_from_owner_map, write_owner_map
from relax.cli import group
from relax.home import Home, secret
from relax.voices import ClipCache


@pytest.fixture
def clinic(tmp_path, monkeypatch):
    """Two tracks and two phrases: of today, and of a hundred days ago."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RELAX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RELAX_DATA", str(tmp_path / "data"))
    home = Home(tmp_path / "cache", tmp_path / "data", ())
    folder = tmp_path / "output" / "people"
    folder.mkdir(parents=True)
    cache = ClipCache(home.clips, secret(home))
    for name, days in (("today", 0), ("old", 100)):
        made = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
        (folder / f"{name}.mp3").write_bytes(b"sound")
        (folder / f"{name}.txt").write_bytes(b"words")
        Ledger(folder).add(Entry(f"{name}.mp3", "", "", "", 1.0, 1.0, made.isoformat(), "1"))
        clip = cache._owned(name) / "clip.wav"
        clip.parent.mkdir(parents=True)
        clip.write_bytes(b"voice")
        os.utime(clip, (made.timestamp(),) * 2)
    return tmp_path


def there(clinic):
    tracks = {path.stem for path in clinic.rglob("*.mp3")}
    return tracks, len(list(clinic.rglob("clip.wav")))


def run(*arguments):
    return CliRunner().invoke(group, list(arguments))


def test_purge_deletes_what_is_older_and_no_phrase_of_today(clinic):
    done = run("purge", "--older-than", "90d", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["tracks"], found["files"], found["phrases"]) == (1, 2, 1)
    assert there(clinic) == ({"today"}, 1)
    assert [each.name for each in (clinic / "cache/clips/private").iterdir()] != []


def test_purge_can_be_tried_first(clinic):
    done = run("purge", "--older-than", "0d", "--dry-run")
    assert done.exit_code == 0
    assert "Would remove 2 tracks (4 files) and 2 voiced phrases." in done.stdout
    assert {line.rpartition("/")[2] for line in done.stdout.splitlines()[:2]} == {
        "today.mp3",
        "old.mp3",
    }
    assert there(clinic) == ({"today", "old"}, 2)


def test_what_is_of_today_goes_only_where_that_was_confirmed(clinic):
    done = run("purge", "--older-than", "0d")
    assert done.exit_code == 2
    assert "--yes" in done.output
    assert there(clinic) == ({"today", "old"}, 2)
    done = run("purge", "--older-than", "0d", "--yes")
    assert done.exit_code == 0
    assert there(clinic) == (set(), 0)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_on_a_terminal_purge_asks_first(clinic):
    import pty

    for answer, left in ((b"n\n", {"today", "old"}), (b"y\n", {"today"})):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "relax", "purge", "--older-than", "90d"]
        with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            os.write(ours, answer)
            process.wait(60)
        shown = os.read(ours, 10_000).decode()
        os.close(theirs)
        os.close(ours)
        assert "Delete 1 track (2 files) and 1 voiced phrase?" in shown
        assert there(clinic)[0] == left


def test_forget_says_that_a_map_still_names_the_person(clinic):
    write_owner_map(clinic / "who.csv", [(2, "c1", "a.mp3"), (3, "c2", "b.mp3")])
    write_owner_map(clinic / "others.csv", [(2, "c2", "b.mp3")])
    done = run("forget", "c1")
    assert done.exit_code == 0
    assert "who.csv still names this person" in done.stderr
    assert "others.csv" not in done.stderr
    assert "c1" not in done.output.replace("forget c1", "")
    found = json.loads(run("forget", "c1", "--json").stdout)
    assert [path.rpartition("/")[2] for path in found["maps_left"]] == ["who.csv"]
    done = run("forget", "c1", "--map", "who.csv")
    assert "1 line of the map" in done.stdout
    assert "names this person" not in done.stderr
    assert "give it with --map" in run("forget", "c9").stderr


def test_a_map_is_safe_to_open_in_a_spreadsheet_program(tmp_path):
    path = tmp_path / "map.csv"
    references = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "Zoë", "'quoted", "plain"]
    write_owner_map(path, [(n, each, "a.mp3") for n, each in enumerate(references)])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open(encoding="utf-8-sig", newline="") as file:
        shown = [row["client_ref"] for row in csv.DictReader(file)]
    assert not [each for each in shown if each[0] in "=+-@"]
    assert shown[4:] == references[4:]
    for reference in references:  # and each is found again as the roster has it
        assert remove_from_owner_map(path, reference) == 1
    assert path.read_bytes() == b"\xef\xbb\xbfrow,client_ref,file\r\n"
