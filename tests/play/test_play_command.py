"""``relax play`` as a person, a foot switch and another program use it: real processes."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest
from mutagen.id3 import CHAP, ID3, TIT2

from tests.play.journal import read_journal
from tests.tools import need_program, wait_for

RELAX = [sys.executable, "-m", "relax"]
NULL = ["--device", "null", "--bed", "pink"]
FOREVER = ["--for", "10m", *NULL]


def relax_play(*words, place, **more):
    return subprocess.run(
        [*RELAX, "play", *map(str, words)],
        env=place,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        **more,
    )


def journal(place):
    from pathlib import Path

    path = Path(place["RELAX_DATA"]) / "played.sqlite"
    try:
        return read_journal(path) if path.exists() else []
    except sqlite3.OperationalError:  # it is just being made
        return []


def test_a_folder_is_played_for_the_time_asked_and_the_journal_says_so(folder, place):
    done = relax_play(folder, "--for", "6s", "--fade", "1s", *NULL, place=place)
    assert done.returncode == 0, done.stderr
    rows = journal(place)
    assert [row.what for row in rows] == ["bed"]  # no track fits whole
    assert 4.5 < rows[0].ended - rows[0].started < 8
    assert done.stdout == ""
    assert "Bed" in done.stderr


def test_a_track_as_long_as_the_time_asked_for_is_played(folder, place):
    """As ``--plan`` says; opening a file and a device takes a moment, which does not count."""
    process = subprocess.Popen(
        [*RELAX, "play", str(folder / "0.mp3"), "--for", "60s", *NULL],
        env=place,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    wait_for(lambda: journal(place))
    process.communicate("q", timeout=20)
    assert journal(place)[0].name == "0.mp3"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--for", "soon"], "not a length"),
        (["--for", "0s"], "too short"),
        (["--until", "25:00"], "not a time of day"),
        (["--calendar", "none.ics"], "none.ics"),
        (["missing-folder"], "missing-folder"),
        (["--for", "5m", "--until", "14:30"], "one of"),
        (["--bed", "pnik", "--for", "5m"], "pink"),
        (["--device", "no such thing", "--for", "5m"], "null"),
        (["--now", "2026-11-23T09:00", "--for", "5m"], "--plan"),
        (["--now", "yesterday", "--plan"], "2026-11-23T09:00"),
        (["--volume", "300"], "--volume"),
        (["--fade", "9x"], "not a length"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(words, sentence, place, tmp_path):
    done = relax_play(*words, place=place, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_devices_are_listed(place):
    assert relax_play("--list-devices", place=place).stdout.splitlines()[-1] == "null"
    assert json.loads(relax_play("--list-devices", "--json", place=place).stdout)[-1] == "null"


def test_a_foot_switch_sends_characters(folder, place):
    process = subprocess.Popen(
        [*RELAX, "play", str(folder), *FOREVER, "--fade", "0.5s"],
        env=place,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: journal(place))
    process.stdin.write("s\n")
    process.stdin.flush()
    wait_for(lambda: journal(place)[-1].how == "faded")
    process.stdin.write("q\n")
    process.stdin.flush()
    assert process.wait(20) == 0
    assert "Stopped softly" in process.stderr.read()
    process.stdin.close()
    process.stderr.close()


@pytest.fixture(scope="session")
def with_way_back(folder, tmp_path_factory):
    """Two tracks of a minute, of which the second has a way back three seconds before its end."""
    tracks = tmp_path_factory.mktemp("back")
    for name in ("0.mp3", "1.mp3"):
        shutil.copy(folder / name, tracks)
    chapter = CHAP(
        element_id="c1", start_time=57_000, end_time=60_000,
        sub_frames=[TIT2(text="Come back now")],
    )  # fmt: skip
    tags = ID3()
    tags.add(chapter)
    tags.save(tracks / "1.mp3")
    return tracks


@pytest.mark.parametrize("playing", ["0.mp3", "1.mp3"], ids=["another's", "its own"])
def test_come_back_now_plays_the_way_back_to_its_end(with_way_back, place, playing):
    order = [with_way_back / playing, *sorted(with_way_back.glob("*.mp3"))]
    process = subprocess.Popen(
        [*RELAX, "play", *map(str, order), *FOREVER, "--fade", "0.5s"],
        env=place,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: journal(place))
    process.stdin.write("bb")
    process.stdin.flush()
    wait_for(lambda: len(journal(place)) == 2 and journal(place)[1].how == "whole")
    _, said = process.communicate("q", timeout=20)
    assert process.returncode == 0, said
    first, second = journal(place)
    assert (first.name, second.name, second.planned) == (playing, "1.mp3", None)
    assert 2.5 < second.ended - second.started < 3.5
    assert "Coming back now" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_fades_and_ends(folder, place, number):
    process = subprocess.Popen(
        [*RELAX, "play", str(folder), *FOREVER, "--fade", "1s"],
        env=place,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: journal(place))
    process.send_signal(number)
    assert process.wait(20) == (130 if number == signal.SIGINT else 0)
    assert journal(place)[-1].how == "faded"


def test_a_closed_terminal_fades_and_ends(folder, place):
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [*RELAX, "play", str(folder), *FOREVER, "--fade", "1s"],
        env=place,
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    )
    os.close(inner)
    wait_for(lambda: journal(place))
    os.close(outer)
    assert process.wait(20) == 0
    assert journal(place)[-1].how == "faded"


def test_a_terminal_that_takes_nothing_more_holds_up_no_sound(folder, place):
    """As over a network that has stopped; its few kilobytes are full at once."""
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [*RELAX, "play", str(folder), "--for", "5s", *NULL],
        env=place,
        stdin=inner,
        stdout=inner,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(inner)
    wait_for(lambda: [row for row in journal(place) if row.how == "faded"])
    os.close(outer)
    assert process.wait(20) == 0


def test_a_plan_on_a_terminal_is_for_reading(folder, place):
    outer, inner = pty.openpty()
    words = [*RELAX, "play", str(folder), "--for", "1m", "--plan", "--now", "2026-11-23T09:00"]
    done = subprocess.run(words, env=place, stdout=inner, timeout=60, check=False)
    os.close(inner)
    said = re.sub(r"\x1b\[[0-9;]*m", "", os.read(outer, 10_000).decode())
    os.close(outer)
    assert done.returncode == 0
    assert re.search(r"09:00:00 +09:01:00 +track +0\b", said)


def test_streams_that_are_closed_are_done_without(folder, place):
    """As some schedulers start programs; no file of the player's may take a stream's place."""
    words = [*RELAX, "play", str(folder), "--for", "3s", *NULL]
    line = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *words]
    assert subprocess.run(line, env=place, timeout=60, check=False).returncode == 0
    assert [row.what for row in journal(place)] == ["bed"]


def test_a_terminal_that_only_takes_lines_gets_lines(folder, place):
    outer, inner = pty.openpty()
    words = [*RELAX, "play", str(folder), "--for", "2s", *NULL]
    done = subprocess.run(
        words, env={**place, "TERM": "dumb"}, stdin=inner, stdout=inner, stderr=inner,
        timeout=60, check=False,
    )  # fmt: skip
    os.close(inner)
    said = os.read(outer, 10_000).decode()
    os.close(outer)
    assert done.returncode == 0
    assert re.search(r"\d\d:\d\d Bed; silence at \d\d:\d\d", said)
    assert "\x1b" not in said


def test_a_killed_player_begins_again_where_the_plan_stands(folder, place):
    command = [*RELAX, "play", str(folder), *FOREVER]
    quiet = {"env": place, "stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **quiet)
    wait_for(lambda: journal(place))
    process.kill()
    process.wait()
    process = subprocess.Popen(command, **quiet)
    wait_for(lambda: len(journal(place)) > 1)
    assert journal(place)[0].how == "cut off"
    process.terminate()
    assert process.wait(20) == 0


def test_keys_work_in_tmux_and_the_screen_is_calm(folder, place, tmp_path):
    tmux = [need_program("tmux"), "-S", str(tmp_path / "tmux"), "-f", "/dev/null"]

    def screen():
        command = [*tmux, "capture-pane", "-p", "-t", "room"]
        return subprocess.run(
            command, env=place, capture_output=True, text=True, check=False
        ).stdout

    play = [*RELAX, "play", str(folder), *FOREVER, "--fade", "0.5s"]
    line = " ".join(f"'{word}'" for word in play) + f"; echo $? > {tmp_path}/code; sleep 60"
    start = [*tmux, "new-session", "-d", "-s", "room", "-x", "90", "-y", "24", line]
    subprocess.run(start, env=place, check=True)
    try:
        wait_for(lambda: "space pause" in screen() and "silence at" in screen())
        for key, shown in (("Space", "Paused"), ("s", "Stopped softly"), ("Space", "silence at")):
            subprocess.run([*tmux, "send-keys", "-t", "room", key], env=place, check=True)
            wait_for(lambda shown=shown: shown in screen())
        subprocess.run([*tmux, "send-keys", "-t", "room", "-"], env=place, check=True)
        wait_for(lambda: "volume 75%" in screen())
        subprocess.run([*tmux, "send-keys", "-t", "room", "q"], env=place, check=True)
        wait_for(lambda: (tmp_path / "code").exists() and (tmp_path / "code").read_text().strip())
        assert (tmp_path / "code").read_text().strip() == "0"
    finally:
        subprocess.run([*tmux, "kill-server"], env=place, check=False)
