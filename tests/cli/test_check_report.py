"""What ``relax check`` prints: for a person, for grep, for a program."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from relax.cli.check import command

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PAGE = (
    "Take a slow, deep breath and let everything go, with each breath sinking deeper into the bed.\n"
    "The room is quiet.\n"
    "Take a deep breath.\n"
)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def on_a_terminal(path, columns, **more):
    """What a terminal of so many columns is sent."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "relax", "check", str(path)],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color", **more},
    )
    os.close(theirs)
    sent = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so at the end
            break
        if not piece:
            break
        sent += piece
    done.wait()
    os.close(ours)
    return sent.decode().replace("\r\n", "\n")


def test_a_terminal_gets_wrapped_lines_and_colour(page):
    sent = on_a_terminal(page, 60)
    plain = COLOUR.sub("", sent)
    assert sent != plain
    assert plain.splitlines()[0] == str(page)  # a name is never cut
    assert all(len(line) <= 60 for line in plain.splitlines()[1:])
    joined = " ".join(plain.split())
    assert f"“{PAGE.splitlines()[0]}”" in joined  # the sentence, once for all its findings
    assert joined.count("sinking deeper into the bed") == 1
    without = on_a_terminal(page, 60, NO_COLOR="1")
    assert COLOUR.sub("", without) == plain
    assert not re.search(r"\x1b\[(?:\d+;)*[349]\d[;m]", without)  # bold may stay


def test_findings_are_grouped_by_file_and_sentence_without_colour_in_a_pipe(page, tmp_path):
    second = tmp_path / "second.txt"
    second.write_text("You're safe here.\n", encoding="utf-8")
    done = run(page, second)
    assert done.exit_code == 1
    assert "\x1b" not in done.stdout
    lines = done.stdout.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")].count(str(page)) <= 1
    assert done.stdout.count("page.txt") == done.stdout.count("second.txt") == 1
    assert all(line == line.rstrip() for line in lines)
    assert "line 3  “Take a deep breath.”" in done.stdout
    assert done.stdout.count("line 2") == 1


def test_concise_is_one_whole_line_for_each_finding(page):
    found = json.loads(run(page, "--json").stdout)
    lines = run(page, "--format", "concise").stdout.splitlines()
    assert len(lines) == len(found)
    for line, finding in zip(lines, found, strict=True):
        place = f"{page}:{finding['line']}:{finding['column']}: {finding['severity']} "
        assert line.startswith(place + finding["rule"])
        assert finding["message"] in line


@pytest.mark.parametrize("shape", ["full", "concise"])
def test_nothing_in_a_file_is_obeyed_by_the_terminal(tmp_path, shape):
    path = tmp_path / "odd.txt"
    path.write_text("Let it go \x1b[31m\x1b]0;title\x07 now.\n", encoding="utf-8")
    sent = run(path, "--format", shape).stdout
    assert "LET_GO" in sent
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", sent)


def test_fix_shows_each_change_and_what_remains(page):
    done = run(page, "--fix")
    lines = done.stdout.splitlines()
    assert "    - Take a deep breath." in lines
    assert "    + Take an easy breath." in lines
    assert "1 change made" in done.stderr
    assert page.read_text(encoding="utf-8") == PAGE.replace("Take a deep", "Take an easy")
    assert "LET_GO" in done.stdout


def test_fix_with_json_keeps_the_list_alone_on_standard_output(page):
    done = run(page, "--fix", "--json")
    assert {finding["rule"] for finding in json.loads(done.stdout)} >= {"LET_GO"}
    assert "“Take a deep breath.” → “Take an easy breath.”" in done.stderr


def test_what_was_left_out_or_is_personal_is_not_quoted(tmp_path):
    path = tmp_path / "hers.md"
    path.write_text(
        "---\ntitle: Hers\npersonal: [Zuleika]\n---\nLet it all go, Zuleika.\n", encoding="utf-8"
    )
    for shape in ("full", "concise"):
        sent = run(path, "--format", shape).output
        assert "LET_GO" in sent
        assert "Zuleika" not in sent
    path.write_text(path.read_text().replace("Let it all go", "Take a deep breath"))
    for shape in ("full", "concise"):
        sent = run(path, "--fix", "--format", shape).output
        assert "Zuleika" not in sent
    assert "Take an easy breath, Zuleika." in path.read_text()
