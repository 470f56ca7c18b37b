"""A room to play in: plain tracks, and an environment of its own."""

from __future__ import annotations

import os
import subprocess

import imageio_ffmpeg
import pytest

from tests.tools import own_cache


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Two tracks of a minute."""
    tracks = tmp_path_factory.mktemp("tracks")
    for n in range(2):
        sound = f"sine=frequency={200 + n * 50}:duration=60"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", sound]
        subprocess.run([*command, "-b:a", "96k", str(tracks / f"{n}.mp3")], check=True)
    return tracks


@pytest.fixture
def place(tmp_path, tmp_path_factory):
    """An environment with data of its own; beds and phrases are made once for all tests."""
    cache = tmp_path_factory.getbasetemp() / "bed-cache"
    return {
        **os.environ,
        "RELAX_DATA": str(tmp_path),
        "RELAX_CACHE": str(own_cache(cache, "beds", "clips", "chunks")),
        "DBUS_SESSION_BUS_ADDRESS": "",
        "TERM": "xterm-256color",
    }
