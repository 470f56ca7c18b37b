"""No test reaches another computer, and neither does a process that a test starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import offline
from tests.cli.run import relax
from tests.conftest import CLONE

SOMEBODY = "192.0.2.1"
"""An address that nobody has (RFC 5737)."""
CONNECT = f"import socket; socket.create_connection(({SOMEBODY!r}, 80), 0.01)"
SPAWNED = """
import multiprocessing, socket
if __name__ == "__main__":
    asked = {"target": socket.getaddrinfo, "args": ("example.org", 80)}
    process = multiprocessing.get_context("spawn").Process(**asked)
    process.start()
    process.join()
"""


def one_note():
    notes = offline.tried()
    assert len(notes) == 1
    return notes[0]


def test_this_process_connects_to_nobody():
    with pytest.raises(OSError, match="another computer"):
        exec(CONNECT)
    assert SOMEBODY in one_note()


def test_a_process_below_a_process_connects_to_nobody(tmp_path):
    (script := tmp_path / "spawns.py").write_text(SPAWNED)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert "another computer" in done.stderr
    assert "example.org" in one_note()


@pytest.mark.parametrize("cold", [False, True])
def test_the_program_connects_to_nobody(tmp_path, cold):
    """Nor the one that has read the program already: ``voices get`` is all that ever would."""
    data = {"RELAX_DATA": str(tmp_path), "no_proxy": "*"}
    done = relax("voices", "get", "fenrir", "--yes", env=data, cold=cold)
    assert done.returncode == 1
    assert "huggingface.co cannot be reached" in done.stderr
    assert "huggingface.co" in one_note()


@pytest.mark.parametrize(
    ("words", "env"),
    [(["-I", "-c", ""], os.environ), (["-c", ""], {**os.environ, "PYTHONPATH": ""})],
)
def test_a_python_that_nobody_would_watch_is_told(words, env):
    subprocess.run([sys.executable, *words], check=True, env=dict(env))
    assert "unwatched" in one_note()


@pytest.mark.skipif(not offline.alone(), reason="no process can be cut off from the network here")
def test_a_command_that_is_alone_has_a_loopback_and_nothing_else():
    command = (
        "import socket; print(socket.if_nameindex()); s = socket.create_server(('127.0.0.1', 0));"
    )
    command += "socket.create_connection(s.getsockname())"
    line = [*offline.alone(), sys.executable, "-c", command]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert done.stdout == "[(1, 'lo')]\n"


def test_a_test_whose_child_connects_fails(tmp_path):
    test = f"import subprocess, sys\ndef test_it(): subprocess.run([sys.executable, '-c', {CONNECT!r}])"
    (tmp_path / "test_it.py").write_text(test)
    line = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*line, "--rootdir", tmp_path, tmp_path],
        cwd=CLONE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert f"a connection to {SOMEBODY} (socket.getaddrinfo) was tried by -c" in done.stdout
    assert offline.tried() == []
