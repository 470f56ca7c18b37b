"""Voices and caches to test with."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from relax.voices import ClipCache, VoiceSettings, open_voice

SECRET = bytes(range(32))


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
