"""Every shell block of the README after the two that set up, and every Python block, run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.run import seconds
from tests.conftest import CLONE

SETTING_UP = 2
"""The first blocks make a virtual environment and run this suite: whoever runs it has done so."""


def blocks(language="sh"):
    """Every block in a language, in order."""
    text = (CLONE / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def copied(folder):
    """The project in ``folder``, with the environment that runs this test as its own."""
    left_out = shutil.ignore_patterns(".*", "__pycache__", "*.mp3", "*.egg-info")
    shutil.copytree(CLONE, folder, ignore=left_out)
    if not (Path(sys.prefix) / "bin" / "activate").is_file():
        if os.environ.get("CI"):
            pytest.fail("this Python is in no virtual environment")
        pytest.skip("this Python is in no virtual environment")
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def test_every_command_of_the_readme_works_as_it_stands(tmp_path):
    folder = copied(tmp_path / "relax")
    script = "".join(blocks()[SETTING_UP:])
    for line in ("relax make", "relax script", "relax check", "relax voice", "relax batch"):
        assert line in script
    bash = ["bash", "-euo", "pipefail", "-c", script]
    run = subprocess.run(bash, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    made = [line for line in run.stdout.splitlines() if re.fullmatch(r"\S+\.mp3", line)]
    assert [round(seconds(folder / each)) for each in made] == [240, 360]
    assert (folder / "clients.csv").read_text(encoding="utf-8-sig").startswith("client_ref")


def test_the_python_of_the_readme_works_as_it_stands(tmp_path):
    program = "".join(blocks("python"))
    python = [sys.executable, "-c", program]
    run = subprocess.run(python, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (mp3, length, transcript), *_ = (line.split() for line in run.stdout.splitlines())
    assert seconds(tmp_path / mp3) == pytest.approx(float(length), abs=1e-3)
    said = (tmp_path / transcript).read_text(encoding="utf-8")
    assert "Ana" in said
    assert not re.search(r"\bbell(y|ies)\b", said)
    assert "Outside In" in (tmp_path / "mine.md").read_text(encoding="utf-8")
    assert f"track {Path(mp3).name}" in run.stdout  # it would be played
