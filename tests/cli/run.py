"""Running the program as a user does, and reading files by other programs than ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import numpy as np

RATE = 44_100


def relax(*arguments, cwd=None, stdin=None, env=None, timeout=300, preexec_fn=None):
    """One run of the program; returns the finished process."""
    return subprocess.run(
        [sys.executable, "-m", "relax", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        preexec_fn=preexec_fn,
        check=False,
    )


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
