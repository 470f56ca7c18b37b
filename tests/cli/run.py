"""Running the program as a user does, and reading files by other programs than ours."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from tests.cli.warm import SIZE
from tests.conftest import CLONE

RATE = 44_100
TEMPLATES = CLONE / "tests" / "templates"
SHORT = ("short", "--templates", TEMPLATES)
"""A template of two minutes, for what does not depend on the words."""
QUICK_VOICE = ("--voice", "pyttsx3:en-us+edward")
"""Speaks in a tenth of the time of the default; for what does not depend on how it sounds."""
QUICK = (*QUICK_VOICE, "--bed", "none")
"""The track that is made in the least time."""
WHOLE = (
    "OPEN_LENGTH", "OPEN_CHOICE", "OPEN_EYES", "ANCHORS", "POSTURE", "SOUND_NOTICE",
    "CLOSE_REORIENT", "CLOSE_AGENCY", "CHOICE_RATE",
)  # fmt: skip
"""The rules that a script of a few lines cannot keep, as they are for whole tracks."""
PARTIAL = tuple(word for rule in WHOLE for word in ("--allow", rule))
"""Lets a script of a few lines pass."""


def relax(
    *arguments, cwd=None, stdin=None, env=None, timeout=300, preexec_fn=None, cold=False, before=()
):
    """One run of the program; returns the finished process.

    ``cold``: by a Python that begins with nothing, as every user's does. Otherwise, where it makes
    no difference, by one that has read the program already: see tests.cli.warm. ``before``: words that the command line begins with, as
    ``tests.offline.alone`` gives.
    """
    line = [*before, sys.executable, "-m", "relax", *map(str, arguments)]
    whole = {**os.environ, **(env or {})}
    if not cold and not before and preexec_fn is None and (warm := Warm.here(whole)):
        return warm.run(line, cwd, stdin, whole, timeout)
    return subprocess.run(
        line,
        cwd=cwd,
        input=stdin,
        env=whole,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        preexec_fn=preexec_fn,
        check=False,
    )


class Warm:
    """The process that divides for every run, while pytest lasts."""

    _one = None

    def __init__(self):
        self.channel, theirs = socket.socketpair()
        line = [sys.executable, "-m", "tests.cli.warm", str(theirs.fileno())]
        self.process = subprocess.Popen(
            line, cwd=CLONE, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        self.began_with = _fixed(os.environ)

    @classmethod
    def here(cls, env):
        """It, unless ``env`` is of a kind that is read when a Python begins."""
        if sys.platform != "linux":  # others do not divide well, or at all
            return None
        cls._one = cls._one or cls()
        return cls._one if _fixed(env) == cls._one.began_with else None

    def run(self, line, cwd, stdin, env, timeout):
        """As ``subprocess.run`` would."""
        asked = {"arguments": line[3:], "cwd": str(cwd or Path.cwd()), "env": env, "umask": umask()}
        ours_in, ours_out, ours_err = self._begin(json.dumps(asked).encode())
        try:
            pid = self._told()
            with ThreadPoolExecutor(3) as pool:
                pool.submit(_give, ours_in, (stdin or "").encode())
                said = [pool.submit(_take, each) for each in (ours_out, ours_err)]
                code = self._ended(pid, line, timeout)
                out, err = (each.result() for each in said)
        except BaseException:
            Warm._one = None  # what it would tell next is of this run
            raise
        return subprocess.CompletedProcess(line, code, out, err)

    def _begin(self, body):
        """Ask for a run; the other ends of its three streams."""
        (theirs_in, ours_in), (ours_out, theirs_out), (ours_err, theirs_err) = (
            os.pipe() for _ in range(3)
        )
        theirs = [theirs_in, theirs_out, theirs_err]
        socket.send_fds(self.channel, [SIZE.pack(len(body))], theirs)
        self.channel.sendall(body)
        for each in theirs:
            os.close(each)
        return ours_in, ours_out, ours_err

    def _ended(self, pid, line, timeout):
        """How the run has ended."""
        self.channel.settimeout(timeout)
        try:
            return self._told()
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired(line, timeout) from None
        finally:
            self.channel.settimeout(None)

    def _told(self):
        return SIZE.unpack(self.channel.recv(SIZE.size, socket.MSG_WAITALL))[0]


def _fixed(env):
    """What of an environment a Python reads once for all, or might."""
    return {key: env[key] for key in env if not key.startswith(("RELAX_", "PYTEST_"))}


def umask():
    """What new files of this process are kept from."""
    now = os.umask(0o077)
    os.umask(now)
    return now


def _give(pipe, content):
    with suppress(BrokenPipeError), os.fdopen(pipe, "wb") as file:
        file.write(content)


def _take(pipe):
    with os.fdopen(pipe, encoding="utf-8") as file:
        return file.read()


def make(*arguments, out, **kwargs):
    """A track that must succeed; returns what --json prints."""
    done = relax("make", *arguments, "--out", out, "--json", **kwargs)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ffmpeg(*arguments):
    """Run the ffmpeg that came with a package, as an independent reader; returns stderr."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    done = subprocess.run(
        [program, "-hide_banner", "-nostdin", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def decoded(path, channels=2):
    """Samples of a file as ffmpeg decodes it; float, shape (frames, channels)."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    raw = subprocess.run(
        [
            program,
            "-v",
            "error",
            "-i",
            str(path),
            "-f",
            "f32le",
            "-ac",
            str(channels),
            "-ar",
            str(RATE),
            "-",
        ],
        capture_output=True,
        check=True,
    ).stdout
    return np.frombuffer(raw, np.float32).reshape(-1, channels)


def seconds(path):
    """Decoded length."""
    return len(decoded(path, 1)) / RATE


def ebur128(path):
    """(integrated LUFS, true peak dBTP) by ffmpeg's meter."""
    text = ffmpeg("-i", path, "-af", "ebur128=peak=true", "-f", "null", "-")
    summary = text[text.rindex("Summary:") :]
    return (
        float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary)[1]),
        float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)[1]),
    )


def everything_written(folder: Path) -> bytes:
    """All bytes of all files below a folder, and their names."""
    parts = []
    for path in sorted(folder.rglob("*")):
        parts.append(str(path.relative_to(folder)).encode())
        if path.is_file():
            parts.append(path.read_bytes())
    return b"\n".join(parts)
