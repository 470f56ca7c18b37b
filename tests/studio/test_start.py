"""Starting and closing the studio, from the command line, an icon and a page."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.cli.run import relax


@contextmanager
def started(folder, *options):
    """(process, address) of a studio of its own in ``folder``."""
    line = [sys.executable, "-m", "relax", "studio", "--no-browser", "--out", folder / "out"]
    env = {**os.environ, "RELAX_DATA": str(folder / "data")}
    process = subprocess.Popen(
        [*map(str, line), *options], env=env, cwd=folder,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def entered(address):
    """What the start address answers: (status, cookie)."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    return answer.status, answer.headers.get("set-cookie", "").partition(";")[0]


def posted(address, path, cookie):
    """Status and text of a POST as a page of the studio makes it."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    origin = f"http://{parts.netloc}"
    connection.request("POST", path, "", {"Cookie": cookie, "Origin": origin})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_second_start_opens_the_one_that_is_open_and_a_page_closes_it(tmp_path):
    with started(tmp_path) as (process, address):
        again = relax("studio", "--no-browser", env={"RELAX_DATA": str(tmp_path / "data")})
        assert (again.returncode, again.stdout.strip()) == (0, address)
        status, cookie = entered(address)
        assert status == 303
        status, text = posted(address, "/close", cookie)
        assert status == 200
        assert "<h1>The studio is closed.</h1>" in text
        assert process.wait(timeout=20) == 0
        assert not process.stderr.read().count("Traceback")
    assert not (tmp_path / "data" / "studio.address").exists()


def test_what_a_dead_studio_left_does_not_keep_the_next_from_starting(tmp_path):
    with started(tmp_path) as (process, address):
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (tmp_path / "data" / "studio.address").exists()
    with started(tmp_path) as (_, other):
        assert other != address
        assert entered(other)[0] == 303
        assert entered(address.replace(urlsplit(address).netloc, urlsplit(other).netloc))[0] == 403


def test_ctrl_c_ends_it_without_a_trace(tmp_path):
    with started(tmp_path) as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_is_told_in_one_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        env = {"RELAX_DATA": str(tmp_path / "data")}
        done = relax("studio", "--no-browser", "--port", port, env=env)
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="icons of other systems cannot be read here")
def test_the_icon_starts_the_studio_with_the_folder_it_was_made_for(tmp_path):
    out = tmp_path / 'my "50 %" $tracks'
    done = relax("studio", "--shortcut", "--out", out, env={"XDG_DATA_HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "applications").iterdir()
    assert done.stdout.strip() == str(file)
    (line,) = re.findall(r"^Exec=(.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    # the two layers of the Desktop Entry Specification: the value of a key, then a quoted word
    value = re.sub(r"\\([\\s])", lambda sign: {"\\": "\\", "s": " "}[sign[1]], line)
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', value)
    words = [re.sub(r"\\(.)", r"\1", each).replace("%%", "%") for each in quoted]
    assert words == [sys.executable, "-m", "relax", "studio", "--out", str(out)]
