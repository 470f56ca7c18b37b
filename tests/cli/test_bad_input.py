"""Bad input gets one clear sentence, exit 2, no traceback, nothing written, nothing lost."""

from __future__ import annotations

import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.run import PARTIAL, QUICK, QUICK_VOICE, RATE, SHORT, relax

SCAN = "outside-in-scan"
LONG = ("steady-breath", "--minutes", 15, *QUICK_VOICE)
"""Much sound and few words: it is soon being encoded, and for a while."""
STAGE = re.compile(r"relax: [a-z ]+ …$")
"""How work that takes a while says what it is at."""


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def refused(*arguments, says, out, code=2, **kwargs):
    """Run, and hold the refusal against the rule: one sentence, nothing written."""
    before = sorted(out.iterdir()) if out.is_dir() else None
    done = relax(*arguments, **kwargs)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if line.strip() and not STAGE.match(line)]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("relax: ")
    for part in [says] if isinstance(says, str) else says:
        assert part in done.stderr, done.stderr
    if before is not None:
        assert sorted(out.iterdir()) == before
    return done.stderr


def client_file(folder, text, name="client.yaml"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


REQUESTS = [
    (["outside-in-scn"], ["outside-in-scan"]),
    ([SCAN, "--minutes", "soon"], ["--minutes", "10 or 7.5"]),
    ([SCAN, "--minutes", ""], "--minutes is empty"),
    ([SCAN, "--minutes", "99"], ["6", "20"]),
    ([SCAN, "--minutes", "-3"], ["6", "20"]),
    ([SCAN, "--minutes", "nan"], ["--minutes", "10 or 7.5"]),
    ([SCAN, "--minutes", "inf"], ["--minutes", "10 or 7.5"]),
    ([SCAN, "--seed", "-5"], ["--seed", "whole number"]),
    ([SCAN, "--seed", "1.5"], ["--seed", "whole number"]),
    ([SCAN, "--voice", ""], "--voice is empty"),
    ([SCAN, "--bed="], "--bed is empty"),
    ([SCAN, "--client", ""], "--client is empty"),
    ([SCAN, "--colour", "red"], "--colour"),
    ([SCAN, "--allow", "LETGO"], "LET_GO"),
    ([SCAN, "--templates", "nowhere"], ["nowhere", "--templates"]),
    ([], "TEMPLATE"),
    ([""], "empty"),
    ([SCAN, "--name", "Ana", "Mendoza"], "quotes"),
    ([SCAN, "--voice", "pyttsx4"], "pyttsx3"),
    ([SCAN, "--voice", "pyttsx3:zz-nonsense"], "voice"),
    ([SCAN, "--bed", "rane"], "rain"),
    ([SCAN, "--bed", "nowhere.mp3"], "nowhere.mp3"),
    ([SCAN, "--loudness", "louder"], "podcast"),
    ([SCAN, "--format", "mp5"], "mp3"),
    ([SCAN, "--set", "nonsense"], "name=value"),
    ([SCAN, "--set", "nonsense=1"], "setting"),
    ([SCAN, "--client", "missing.yaml"], "missing.yaml"),
    ([SCAN, "--name", "x" * 101], "100"),
    ([SCAN, "--name", "a\nb"], "control"),
]


def test_a_mistake_does_not_repeat_a_name(out):
    error = refused("make", SCAN, "--name", "Ana", "Mendoza", "--out", out, says="quotes", out=out)
    assert "Mendoza" not in error


@pytest.mark.parametrize(
    "arguments",
    [["--colour"], ["mak", SCAN], ["make", SCAN, "--out", ""], ["check", ""]],
    ids=" ".join,
)
def test_a_slip_of_the_pen_is_one_sentence(arguments, tmp_path):
    refused(*arguments, says="relax", out=tmp_path, cwd=tmp_path)


@pytest.mark.parametrize(("arguments", "says"), REQUESTS, ids=lambda v: " ".join(map(str, v))[:40])
def test_a_request_that_cannot_be_met(arguments, says, out, tmp_path):
    refused("make", *arguments, "--out", out, says=says, out=out, cwd=tmp_path)


CLIENTS = [
    ("naem: Ana\n", ["client.yaml:1:1", "name"]),
    ("name: [Ana\n", ["client.yaml:", "YAML"]),
    ("name: Ana\nposition: flying\n", ["client.yaml:2:11", "prone"]),
    ("focus: [hands]\navoid: [hands]\n", "wanted and left out"),
    ("avoid: [flux capacitor]\n", "client.yaml:1:"),
    ("name_uses: many\n", "client.yaml:1:"),
    ("duration_min: -1\n", "client.yaml:1:"),
    ("- a list\n", "client.yaml"),
    ("name: " + "x" * 101 + "\n", ["client.yaml:1:7", "100"]),
    ('name: "a\\u0007b"\n', ["client.yaml:1:7", "control"]),
    ("name: Ana\nname: Bea\n", "client.yaml:2:1"),
    ("intention: '; --'\n", ["client.yaml:1:12", "voice could say"]),
    (b"name: \xff\xfe\n", "client.yaml"),
]


@pytest.mark.parametrize(("text", "says"), CLIENTS, ids=lambda v: str(v)[:30])
def test_a_client_file_that_cannot_be_used(text, says, out, tmp_path):
    path = client_file(tmp_path, text)
    error = refused("make", SCAN, "--client", path, "--out", out, says=says, out=out)
    for private in ("Ana", "Bea", "xxxxx", "capacitor"):
        assert private not in error


def test_a_client_from_standard_input_is_named_as_such(out):
    refused("make", SCAN, "--client", "-", "--out", out, says="1:1", out=out, stdin="naem: Ana\n")


TEMPLATES = [
    ("{{ chapter('A') }\n", "mine.md.jinja:17"),
    ("{{ chapter('A') }}\nHello {{ nobody }}.\n", ["mine.md.jinja:18", "nobody"]),
    ("{% for x in %}\n", "mine.md.jinja:17"),
    ("{{ chapter('A') }}\n[paus 4s] Hello.\n", ["[pause]"]),
    ("{{ ''.__class__.__mro__ }}\nHello.", "mine.md.jinja:17"),
    ("{{ 1 / 0 }}\nHello.", "mine.md.jinja:17"),
]
FRONT = """---
id: mine
title: Mine
purpose: A test.
form: scan
function: settle
category: S
minutes: {default: 1, min: 0.5, max: 3}
outline: rest
structure: [rest]
settings: [home]
positions: [seated]
fields: []
sounds: []
ending: reorient
---
"""


@pytest.mark.parametrize(("body", "says"), TEMPLATES, ids=lambda v: str(v)[:24])
def test_a_template_with_a_mistake_is_named_with_its_line(body, says, out, tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "mine.md.jinja").write_text(FRONT + body)
    refused("make", "mine", "--out", out, "--templates", folder, says=says, out=out)


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("", "front matter"),
        ("---\nid: mine\n---\n", "mine.md.jinja:"),
        (FRONT.replace("id: mine", "id: other"), "mine"),
        (FRONT.replace("form: scan", "form: scam"), ["mine.md.jinja:5", "form"]),
        (FRONT.replace("minutes: {", "minutes: ["), "mine.md.jinja:8"),
        (FRONT.replace("min: 0.5", "min: 9"), "minutes"),
    ],
)
def test_front_matter_with_a_mistake(front, says, out, tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "mine.md.jinja").write_text(front + "Hello.")
    refused("make", "mine", "--out", out, "--templates", folder, says=says, out=out)


SCRIPTS = [
    ("Hello. [paus 4s]", ["my.md:1:8", "[pause]"]),
    ("Hello.\n[optional]\nMore.", ["my.md:2:1", "[/optional]"]),
    ("Hello. [pause -4s]", "my.md:1:8"),
    ("[pause 4s]", "no words"),
    ("", "no words"),
    ("<speak><p>Hello.</speak>", ["my.md:1:", "not well formed"]),
    ("---\ntitle: T\nminutes: 90\n---\nHello there.", ["from", "to"]),
]
SSML = [
    ("not SSML at all", ["my.ssml:1:", "not well formed"]),
    ("<html><body>Hello.</body></html>", ["my.ssml:1:", "<speak>"]),
    ("<speak></speak>", "no words"),
]


@pytest.mark.parametrize(("text", "says"), SCRIPTS, ids=lambda v: str(v)[:24])
def test_a_script_with_a_mistake_is_named_where_it_is(text, says, out, tmp_path):
    path = tmp_path / "my.md"
    path.write_text(text)
    refused("voice", path, "--out", out, *PARTIAL, says=says, out=out)


@pytest.mark.parametrize(("text", "says"), SSML, ids=lambda v: str(v)[:24])
def test_what_is_called_ssml_is_read_as_ssml(text, says, out, tmp_path):
    path = tmp_path / "my.ssml"
    path.write_text(text)
    refused("voice", path, "--out", out, says=says, out=out)


def test_the_first_problem_says_that_there_are_more(out, tmp_path):
    path = tmp_path / "my.md"
    path.write_text("Let go and surrender. [pause 4s]\nTake a deep breath.\n")
    refused("voice", path, "--out", out, says=["It is the first of ", "`relax check`"], out=out)


def tone(seconds, level):
    return level * np.sin(2 * np.pi * 220 * np.arange(int(seconds * RATE)) / RATE)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.wav", b"", "empty.wav"),
        ("words.mp3", b"this is not a sound at all" * 50, "words.mp3"),
        ("short.wav", tone(0.1, 0.3), "short.wav"),
        ("silent.wav", np.zeros(10 * RATE), "silent.wav"),
        ("clipped.wav", np.clip(tone(10, 9.0), -1, 1), "clipped.wav"),
    ],
)
def test_a_bed_that_cannot_serve_is_refused_with_the_reason(name, content, says, out, tmp_path):
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        soundfile.write(path, content, RATE)
    refused("make", SCAN, "--bed", path, "--out", out, says=says, out=out)


def test_folders_that_cannot_be_written(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    refused("make", SCAN, "--out", file, says="a file", out=tmp_path)
    refused("make", SCAN, "--out", tmp_path / "a" / "b", says="does not exist", out=tmp_path)


def without_privileges():
    """As anybody but root: before the program starts, nothing may pass over permissions."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        drop, passes_over_writing, passes_over_reading = 24, 1, 2  # linux/capability.h, prctl.h
        for capability in (passes_over_writing, passes_over_reading):
            assert libc.prctl(drop, capability, 0, 0, 0) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="drops capabilities as Linux does")
@pytest.mark.parametrize(
    "arguments",
    [
        ["make", SCAN, "--out", "locked"],
        ["make", SCAN, "--out", "locked/new"],
        ["script", SCAN, "--out", "locked/words.md"],
        ["templates", "--review", "locked/sheet.html"],
        ["beds", "rain", "--plot", "locked/rain.png"],
        ["inspect", "sound.flac", "--plot", "locked/level.png"],
        ["voices", "--sample", "locked/all.mp3"],
        ["voices", "say", "hello", "locked/hello.wav"],
    ],
    ids=" ".join,
)
def test_a_folder_that_may_not_be_written(arguments, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    soundfile.write(tmp_path / "sound.flac", tone(5, 0.1), RATE)
    limits = {"cwd": tmp_path, "preexec_fn": without_privileges}
    refused(*arguments, says=["locked", "permission"], out=tmp_path / "locked", **limits)


@pytest.mark.skipif(sys.platform != "linux", reason="drops capabilities as Linux does")
@pytest.mark.parametrize(
    "arguments",
    [
        ["make", SCAN, "--bed", "locked.flac", "--out", "out"],
        ["make", SCAN, "--client", "locked.flac", "--out", "out"],
        ["make", SCAN, "--pronunciations", "locked.flac", "--out", "out"],
        ["voice", "locked.flac", "--out", "out"],
        ["check", "locked.flac"],
        ["inspect", "locked.flac"],
    ],
    ids=" ".join,
)
def test_a_file_that_may_not_be_read(arguments, out, tmp_path):
    soundfile.write(tmp_path / "locked.flac", tone(10, 0.1), RATE)
    (tmp_path / "locked.flac").chmod(0)
    limits = {"cwd": tmp_path, "preexec_fn": without_privileges}
    refused(*arguments, says=["locked.flac", "read"], out=out, **limits)


def test_a_gate_refuses_with_what_is_allowed(out, tmp_path):
    path = client_file(tmp_path, "contraindications: [breath_trigger]\n")
    error = refused("make", "steady-breath", "--client", path, "--out", out, says="is", out=out)
    assert "breath_trigger" not in error


def test_unsafe_words_stop_the_track_unless_allowed(out, tmp_path):
    path = tmp_path / "my.md"
    written = relax("script", "three-minute-space", "--out", path)
    assert written.returncode == 0, written.stderr
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("There's no hurry,", "Let go and surrender,"))
    refused("voice", path, "--out", out, says=["LET_GO", "my.md:"], out=out)
    done = relax("voice", path, "--out", out, "--allow", "LET_GO", "--json")
    assert done.returncode == 0, done.stderr
    proof = json.loads(Path(json.loads(done.stdout)["proof"]).read_text())
    assert proof["allowed_rules"] == ["LET_GO"]


@pytest.mark.skipif(os.name != "posix", reason="a program that only fails")
def test_a_line_that_cannot_be_voiced_is_named_by_its_place(out, tmp_path):
    path = tmp_path / "my.md"
    assert relax("script", "three-minute-space", "--out", path).returncode == 0
    line = path.read_text(encoding="utf-8").split("## ")[0].count("\n") + 2
    engine = tmp_path / "engine.sh"
    engine.write_text("echo the battery is empty >&2; exit 3\n")
    command = f"/bin/sh {engine} {{text_file}} {{wav}}"
    says = [f"my.md:{line}:", "battery"]
    asked = ["--voice", "command", "--voice-command", command]
    refused("voice", path, "--out", out, *asked, says=says, out=out, code=1)


def started(*arguments, **kwargs):
    return subprocess.Popen(
        [sys.executable, "-m", "relax", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **kwargs,
    )


def _tasks(pid):
    """The children of each thread, as far as it is still there."""
    try:
        return [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []


def children(pid):
    """Pids and command lines of all processes below ``pid`` (Linux)."""
    found = []
    for task in _tasks(pid):
        for child in task.split():
            try:
                line = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            found += [(int(child), line), *children(int(child))]
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads the process table of Linux")
@pytest.mark.parametrize("victim", ["interrupt", "close", "encoder"])
def test_stopped_midway_nothing_half_made_is_left(victim, out):
    process = started("make", *LONG, "--out", out)
    deadline = time.monotonic() + 120
    encoder = None
    while encoder is None and time.monotonic() < deadline and process.poll() is None:
        encoder = next((pid for pid, line in children(process.pid) if "libmp3lame" in line), None)
    assert encoder, process.communicate()
    if victim == "encoder":
        os.kill(encoder, signal.SIGKILL)
    else:
        process.send_signal(signal.SIGINT if victim == "interrupt" else signal.SIGHUP)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == {"interrupt": 130, "close": 129, "encoder": 1}[victim]
    assert stdout == ""
    assert "Traceback" not in stderr
    assert ("encoder" if victim == "encoder" else "stopped") in stderr
    assert list(out.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files as Unix does")
def test_a_full_disk_leaves_nothing_half_made(out):
    import resource

    def small_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    process = started(
        "make", *SHORT, *QUICK, "--format", "wav", "--out", out, preexec_fn=small_disk
    )
    stdout, stderr = process.communicate(timeout=120)
    assert process.returncode == 1, stderr
    assert "Traceback" not in stderr
    assert stdout == ""
    assert list(out.iterdir()) == []


def test_what_a_power_cut_left_behind_is_cleared_away(out):
    process = started("make", *LONG, "--out", out)
    deadline = time.monotonic() + 120
    while not list(out.iterdir()) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=60)
    assert list(out.glob(".relax-*"))
    done = relax("make", *SHORT, *QUICK, "--out", out)
    assert done.returncode == 0, done.stderr
    assert not list(out.glob(".relax-*"))


def test_a_folder_where_a_file_is_asked(out):
    for asked in (["templates", "--review"], ["beds", "brown", "--plot"]):
        refused(*asked, out, says="is a folder", out=out)
    refused("make", SCAN, "--bed", out, "--out", out, says="is a folder", out=out)
    done = relax("script", "steady-breath", "--out", out)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in out.iterdir()] == ["steady-breath.md"]


def test_a_place_that_cannot_take_what_a_command_makes(out):
    """And no picture or sound over a file of another kind, least of all over what it shows."""
    track = out / "track.mp3"
    track.write_bytes(b"somebody's track")
    for asked in (
        ["voices", "say", "hello", "FOLDER/a.wav"],
        ["voices", "--sample", "FOLDER/a.mp3"],
        ["beds", "brown", "--plot", "FOLDER/a.png"],
        ["inspect", track, "--plot", "FOLDER/a.png"],
    ):
        away = [str(part).replace("FOLDER", str(out / "no" / "where")) for part in asked]
        refused(*away, says="Nothing can be written to", out=out)
    refused("inspect", track, "--plot", track, says="PNG", out=out)
    refused("beds", "brown", "--plot", track, says="PNG", out=out)
    assert track.read_bytes() == b"somebody's track"
    refused("voices", "say", " . ", out / "a.wav", says="nothing to say", out=out)
