"""One limit for all that can be made again; whatever happens to it, tracks stay as they are."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from relax.caches import KINDS, Caches
from relax.files import _computer
from relax.kept import Kept
from relax.taken import last_taken, note_taken
from tests.batch.test_hard_places import on_a_disk
from tests.cli.run import QUICK, SHORT, decoded, make, relax
from tests.tools import wait_for

WAYS = {
    "clips": "clips/{0:.2}/{0}.wav",
    "beds": "beds/bed-{0:.32}.pcm",
    "measured": "beds/measured/{0:.2}/{0}.kept",
    "chunks": "chunks/{0:.2}/{0}.kept",
    "voices": "voices/takes/{0}.json",
    "personal": "clips/private/{0:.32}/{0}.wav",
    "somebody's own": "clips/holiday {0}.wav",
}
"""Kind → where a file of it lies; the last is none of relax."""
BLOCK = 4096
FILES = st.lists(
    st.tuples(st.sampled_from(list(WAYS)), st.integers(0, 3), st.integers(0, 30)),
    min_size=6,
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(FILES, st.integers(0, 8), st.sampled_from([None, 5, 15, 25]))
def test_the_least_lately_used_goes_first_and_nothing_that_is_in_use_or_somebodys(
    files, blocks, begun
):
    """``files``: kind, blocks and moment of last use; ``begun``: when a track began that is made."""
    with tempfile.TemporaryDirectory() as name:
        caches, there = Caches(Path(name), blocks * BLOCK), []
        for n, (kind, size, used) in enumerate(files):
            path = caches.folder / WAYS[kind].format(f"{n:02x}" * 32)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * (size * BLOCK - 1))
            os.utime(path, (used, used))
            there.append((used, str(path), path, max(size, 1), kind))
        if begun is not None:
            mark = caches.folder / "in-use" / f"{_computer()}{os.getpid()}-x"
            mark.mkdir(parents=True)
            os.utime(mark, (begun, begun))
        caches.make_room()
        limited = [each for each in there if each[-1] in KINDS and each[-1] != "personal"]
        excess, gone = sum(size for *_, size, _ in limited) - blocks, set()
        for used, _, path, size, kind in sorted(limited):
            held = kind in ("clips", "beds") and begun is not None and used >= begun
            if excess > 0 and not held:
                gone.add(path)
                excess -= size
        assert {path for _, _, path, *_ in there if not path.exists()} == gone


def test_what_a_process_that_is_gone_left_half_written_goes_too(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (folder := tmp_path / "chunks" / "aa").mkdir(parents=True)
    mine, theirs = (folder / f"{_computer()}{pid}-x.kept" for pid in (os.getpid(), dead.pid))
    mine.touch()
    theirs.touch()
    Caches(tmp_path).make_room()
    assert list(folder.iterdir()) == [mine]


MANY = """
import hashlib, sys
from pathlib import Path
from relax.caches import Caches
from relax.kept import Kept
folder, me = Path(sys.argv[1]), sys.argv[2]
kept = Kept(folder / "chunks")
for track in range(12):
    with Caches(folder, 400_000).in_use():
        for n in range(20):
            key = hashlib.sha256(f"{me if n % 2 else ''} {track} {n}".encode()).hexdigest()
            kept.keep(key, key.encode() * 200)
            assert kept.find(key) in (None, key.encode() * 200)
"""


def test_the_limit_holds_after_many_processes_that_write_at_once(tmp_path):
    many = [
        subprocess.Popen([sys.executable, "-c", MANY, tmp_path, str(me)], stderr=subprocess.PIPE)
        for me in range(4)
    ]
    assert [process.communicate()[1] for process in many] == [b""] * 4
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert 300_000 < sum(path.stat().st_size for path in found) <= 400_000
    assert all(Kept(tmp_path / "chunks").find(path.stem) for path in found)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30), st.binary())
@settings(max_examples=40, deadline=None)
def test_the_last_tracks_are_told_of_whatever_stands_beside_them(tracks, rubbish):
    with tempfile.TemporaryDirectory() as name:
        for taken, more in tracks:
            note_taken(Path(name), taken, taken + more)
        last = tracks[-20:]
        whole = sum(taken + more for taken, more in last)
        told = last_taken(Path(name))
        assert (told is None) == (whole == 0)
        if told:
            assert told.tracks == len(last)
            assert told.share == sum(taken for taken, _ in last) / whole
        (Path(name) / "taken.txt").write_bytes(rubbish)
        last_taken(Path(name))
        for _ in range(1000 if tracks == [] else 0):
            note_taken(Path(name), 100, 1000)
            assert (Path(name) / "taken.txt").stat().st_size < 5000


def start(cache, out):
    """A make that has just begun."""
    line = [sys.executable, "-m", "relax", "make", *SHORT, *QUICK, "--out", out, "-q"]
    env = {**os.environ, "RELAX_CACHE": str(cache)}
    return subprocess.Popen(list(map(str, line)), env=env, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def uncached(tmp_path_factory):
    """(a track made with an empty cache, that cache as it is then)."""
    folder = tmp_path_factory.mktemp("uncached")
    cache = folder / "cache"
    done = make(*SHORT, *QUICK, out=folder / "out", env={"RELAX_CACHE": str(cache)})
    return Path(done["mp3"]), cache


def without_chunks(cache, target):
    """A copy of a cache that lacks all encoded sound."""
    shutil.copytree(cache, target)
    shutil.rmtree(target / "chunks")
    return target


def has_more(cache, count):
    """Whether so many phrases and chunks are there."""
    return len(list(cache.glob("*/??/*"))) >= count


def is_right(out, uncached):
    """Whether the one track in a folder is the one that was made without a cache."""
    (mp3,) = out.glob("*.mp3")
    return mp3.read_bytes() == uncached[0].read_bytes()


def test_killed_while_it_writes_the_next_track_is_right(tmp_path, uncached):
    cache = without_chunks(uncached[1], tmp_path / "cache")
    for path in sorted(cache.glob("clips/??/*.wav"))[::2]:
        path.unlink()
    count, whole = (len(list(each.glob("clips/??/*"))) for each in (cache, uncached[1]))
    for more in (1, whole - count + 2):  # the first phrase that lacks; the first chunk of sound
        killed = start(cache, tmp_path / "out")
        wait_for(partial(has_more, cache, count + more), 60)
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate()
        assert not list((tmp_path / "out").glob("*.mp3"))
    make(*SHORT, *QUICK, out=tmp_path / "out", env={"RELAX_CACHE": str(cache)})
    (mp3,) = (tmp_path / "out").glob("*.mp3")
    assert np.array_equal(decoded(mp3), decoded(uncached[0]))
    assert not list(cache.rglob(".relax-*")), "and nothing half-written is left"


def test_two_at_once_that_have_no_room_are_right_and_keep_the_limit(
    tmp_path, uncached, monkeypatch
):
    monkeypatch.setenv("RELAX_CACHE_LIMIT", "1 MB")
    cache = without_chunks(uncached[1], tmp_path / "cache")
    both = [start(cache, tmp_path / name) for name in "ab"]
    assert [process.communicate()[1] for process in both] == ["", ""]
    assert all(is_right(tmp_path / name, uncached) for name in "ab")
    assert 500_000 < sum(size.bytes for size in Caches(cache).sizes().values()) <= 1_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
def test_a_track_is_made_where_the_disk_of_the_cache_is_full(tmp_path, uncached):
    cache = without_chunks(uncached[1], tmp_path / "cache")
    line = [sys.executable, "-m", "relax", "make", *SHORT, *QUICK, "--out", tmp_path / "out", "-q"]
    env = ["env", f"RELAX_CACHE={cache}"]
    done = on_a_disk("size=300k", cache / "chunks", tmp_path / "after", *env, *line)
    assert (done.returncode, done.stderr) == (0, "")
    assert is_right(tmp_path / "out", uncached)
    kept = Kept(tmp_path / "after")
    found = [path for path in (tmp_path / "after").rglob("*") if path.is_file()]
    assert 2 <= len(found) < 9
    assert all(kept.find(path.stem) for path in found), "what is there is whole"


def test_the_cache_is_shown_and_cleared(tmp_path, uncached):
    cache = tmp_path / "cache"
    shutil.copytree(uncached[1], cache)
    for n, kind in enumerate(("personal", "somebody's own")):
        path = cache / WAYS[kind].format(f"{n:02x}" * 32)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 9000)
    (config := tmp_path / "config.yaml").write_text("cache-limit: 1.5 GB\n")
    env = {"RELAX_CACHE": str(cache), "RELAX_CONFIG": str(config)}

    def shown():
        found = json.loads(relax("cache", "--json", env=env).stdout)
        return found, {kind["kind"]: kind["files"] for kind in found["kinds"]}

    found, files = shown()
    assert (found["limit_bytes"], found["last_tracks"], found["taken_share"]) == (1.5e9, 1, 0)
    assert files["personal"] == 1
    assert found["files"] == sum(files.values()) - 1
    rows = relax("cache", env=env).stdout
    assert re.search(
        r"^all\t[\d.]+ MB\t\d+\tat most 1.5 GB, .* took 0% of its sound", rows, re.MULTILINE
    )
    would = relax("cache", "clear", "--dry-run", env=env).stdout
    assert shown()[1] == files
    with Caches(cache).in_use():
        early = time.time() - 100
        for path in cache.glob("clips/??/*.wav"):
            os.utime(path, (early, early))
        os.utime(path)
        done = relax("cache", "clear", env=env)
        assert "in 1 file in use" in done.stderr
    assert would.split()[-2:] == [str(found["files"]), "files."]
    assert done.stdout.split()[-2:] == [str(found["files"] - 1), "files."]
    relax("cache", "clear", env=env)
    assert shown()[1] == {**dict.fromkeys(files, 0), "personal": 1}
    assert path.parent.exists()
    assert len([each for each in cache.rglob("*") if each.is_file()]) == 2
    config.write_text("cache-limit: 2 GX\n")
    refused = relax("cache", env=env)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "config.yaml:1:14: This is no size." in refused.stderr
