"""Voices and caches to test with."""

from __future__ import annotations

import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from relax.voices import ClipCache, VoiceSettings, open_voice

SECRET = bytes(range(32))


@pytest.fixture(scope="module")
def alone():
    """A process that speaks and does nothing else, as a voice's worker is one.

    Another user of the library in the same process would keep it loaded, with all it remembers.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.fixture
def cache():
    # Not tmp_path: pytest keeps those, and hours of speech are large.
    with tempfile.TemporaryDirectory() as folder:
        yield ClipCache(Path(folder) / "clips", SECRET)


@pytest.fixture
def voice():
    opened = open_voice("pyttsx3:en-us+f5", VoiceSettings())
    yield opened
    opened.close()
