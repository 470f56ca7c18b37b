"""Batches where it is hard to work: a full disk, a folder one cannot write in, a changing roster."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from relax.files import move_whole
from tests.batch.rosters import batch, quick, short, tracks, write_csv
from tests.batch.test_batch import children, start, whole, workers
from tests.tools import wait_for

linux = pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk, reads /proc")
STOPPED = "relax: stopped; nothing half-made was left behind.\n"
PERSON = {"name": "Quillonette", "pronunciation": "Kwil-o-net", "intention": "ease for Marmaduke"}


def on_a_disk(options, at, after, *command):
    """Run a command with a disk of its own mounted at a folder, kept as a copy in ``after``."""
    script = 'mount -t tmpfs -o "$0" none "$1" || exit 99; at=$1 after=$2; shift 2; "$@"; code=$?; '
    script += 'cp -a "$at/." "$after"; exit $code'
    at.mkdir()
    unshare = ["unshare", "--map-root-user", "--mount", "sh", "-c", script]
    done = subprocess.run(
        [*unshare, options, str(at), str(after), *map(str, command)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode == 99 or "unshare failed" in done.stderr or not shutil.which("unshare"):
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    return done


@linux
def test_a_disk_of_20_mb_keeps_what_fits_and_says_what_does_not(tmp_path):
    long = {"client_ref": "c3", "template": "table-supine", "minutes": "30"}
    roster = write_csv(tmp_path / "people.csv", [quick("c1"), quick("c2", seed="4"), long])
    after = tmp_path / "after"
    disk = tmp_path / "disk"
    command = (sys.executable, "-m", "relax", "batch", roster, "--json", "--out", disk)
    done = on_a_disk("size=20m", disk, after, *command)
    found = json.loads(done.stdout)
    assert (done.returncode, found["made"], found["kept"]) == (1, 2, 0)
    assert [each["row"] for each in found["failed"]] == [4]
    assert "too full" in found["failed"][0]["reason"]
    assert "Traceback" not in done.stderr
    assert whole(after / "people") == 2
    assert not list((after / "people").glob(".relax-*"))
    _, foreseen, _ = batch(roster, tmp_path, "--dry-run", "--out", after)
    assert [row["status"] for row in foreseen["rows"]] == ["kept", "kept", "would be made"]


@linux
def test_a_folder_that_cannot_be_written_in_is_named_at_once(tmp_path):
    roster = write_csv(tmp_path / "people.csv", [quick("c1")])
    for n, more in enumerate(((), ("--check",), ("--dry-run",))):
        disk = tmp_path / f"disk{n}"
        command = (sys.executable, "-m", "relax", "batch", roster, "--out", disk, *more)
        done = on_a_disk("ro", disk, tmp_path / "after", *command)
        assert done.returncode == 2
        assert "disk" in done.stderr
        assert len(done.stderr.strip().splitlines()) <= 2
        assert "Traceback" not in done.stderr


@linux
def test_ctrl_c_says_one_sentence_and_leaves_what_is_whole(tmp_path):
    """While the first process starts, while workers do, and at work."""
    roster = write_csv(tmp_path / "people.csv", [quick(f"c{n}", seed=str(n)) for n in range(4)])
    command = [sys.executable, "-m", "relax", "batch", str(roster), "--quiet"]
    out = tmp_path / "output" / "people"
    reached = (
        lambda process: children(process.pid),
        workers,
        lambda _: list(out.glob(".relax-*")),
    )
    for moment in reached:
        process = subprocess.Popen(
            command, cwd=tmp_path, text=True, stderr=subprocess.PIPE, start_new_session=True
        )
        wait_for(functools.partial(moment, process), 120)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (130, STOPPED)
        assert not list(out.glob(".relax-*"))
    code, found, err = batch(roster, tmp_path)
    assert (code, found["made"] + found["kept"]) == (0, 4), err


@linux
def test_a_worker_that_alone_is_interrupted_takes_nobody_with_it(tmp_path):
    roster = write_csv(tmp_path / "people.csv", [quick(f"c{n}", seed=str(n)) for n in range(2)])
    process = start(roster, tmp_path)
    out = tmp_path / "output" / "people"
    wait_for(lambda: list(out.glob(".relax-*")), 120)
    os.kill(workers(process)[0], signal.SIGINT)
    assert process.wait(120) == 0
    assert whole(out) == 2
    assert not list(out.glob(".relax-*"))


@linux
def test_no_process_shows_a_person_and_an_edited_roster_is_for_the_next_run(tmp_path):
    rows = [quick("ref-one", **PERSON, avoid="collarbones"), quick("ref-two", seed="2")]
    roster = write_csv(tmp_path / "people.csv", rows)
    process = start(roster, tmp_path)
    shown = set()
    out = tmp_path / "output" / "people"
    edited = False
    while process.poll() is None:
        for pid in (process.pid, *children(process.pid)):
            shown |= {read(pid, what) for what in ("cmdline", "comm", "environ")}
        if not edited and any(out.glob(".relax-*")):
            write_csv(roster, [*rows[:1], quick("ref-two", seed="3"), quick("ref-three")])
            edited = True
        time.sleep(0.02)
    assert edited
    assert process.returncode == 0
    assert len(tracks(out)) == 2
    assert any(b"ffmpeg" in each for each in shown)
    told = b"\n".join(shown).lower()
    for word in (*PERSON.values(), "Marmaduke", "collarbone", "ref-one"):
        assert word.lower().encode() not in told
    _, found, _ = batch(roster, tmp_path)
    assert (found["made"], found["kept"]) == (2, 1)
    assert whole(out) >= 3


def read(pid, what):
    """One fact of a process that may be gone by now, without what the shell had given."""
    try:
        content = Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""
    inherited = {f"{key}={value}".encode() for key, value in os.environ.items()}
    return b"\0".join(part for part in content.split(b"\0") if part not in inherited)


@linux
def test_files_are_on_the_disk_before_they_get_their_names(tmp_path, monkeypatch):
    """As far as a test can see what a power cut would leave."""
    done = []
    sync, replace = os.fsync, os.replace

    def synced(handle):
        done.append(("on disk", Path(f"/proc/self/fd/{handle}").resolve().name))
        sync(handle)

    def replaced(source, target, **more):
        done.append(("named", Path(target).name))
        replace(source, target, **more)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    source, target = tmp_path / "work", tmp_path / "out"
    for folder in (source, target):
        folder.mkdir()
    names = ["a.json", "a.txt", "a.mp3"]
    for name in names:
        (source / name).write_text("whole")
    move_whole(source, target, names)
    assert done == [
        *(("on disk", name) for name in names),
        *(("named", name) for name in names),
        ("on disk", "out"),
    ]
    assert sorted(path.name for path in target.iterdir()) == sorted(names)


@linux
def test_a_terminal_shows_how_it_goes_from_the_first_second_and_a_pipe_gets_lines(tmp_path):
    import pty

    rows = [short("ref-one", template="three-minute-spce"), short("ref-two", minutes="90")]
    roster = write_csv(tmp_path / "people.csv", rows)
    command = [sys.executable, "-m", "relax", "batch", str(roster)]
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=slave
    ) as process:
        os.close(slave)
        shown = b""
        with contextlib.suppress(OSError):  # how the end of a terminal is told
            while part := os.read(master, 4096):
                shown += part
    os.close(master)
    assert process.returncode == 1
    for word in (b"tracks a minute", b"time left", b"2 of 2", b"row 2", b"row 3"):
        assert word in shown
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines()
    assert lines[0].startswith("1/2 failed row 2: template: There is no such template.")
    assert lines[-1] == "0 made, 0 kept, 2 failed"
    assert "\x1b" not in done.stderr
