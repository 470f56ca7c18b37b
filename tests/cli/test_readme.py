"""Every shell block of the README after the two that set up, run in a copy of the project."""

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


def blocks():
    """Every block marked ``sh``, in order."""
    text = (CLONE / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


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
