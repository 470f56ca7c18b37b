"""The same words in the same manner are the same samples: in any order, in any process."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from functools import cache

from hypothesis import given, settings, strategies as st

from relax.voices import _espeak

TEXTS = (
    "You're welcome to stop, move or skip anything at any time.",
    "Six.",
    "A breath in, and a long, easy breath out; there is no hurry, and nothing to do.",
    "Siobhán, settle in.",
    "Sixty-six ships, hissing, in thick fog.",
)
VOICES = ("en-us+edward", "en-us+f5")  # Klatt's synthesiser, and espeak-ng's own

LINE = st.tuples(
    st.sampled_from(TEXTS),
    st.sampled_from(VOICES),
    st.sampled_from([110, 160, 200]),
    st.integers(40, 60),
)


@cache
def espeak() -> _espeak.Espeak:
    return _espeak.open_library(None)


def say(line: tuple[str, str, int, int]) -> str:
    text, voice, rate, pitch = line
    samples = espeak().speak(text, voice, {"rate": rate, "pitch": pitch})
    return hashlib.sha256(samples).hexdigest()


@settings(max_examples=25, deadline=None)
@given(lines=st.lists(LINE, min_size=2, max_size=8))
def test_what_was_said_before_changes_nothing(alone, lines):
    heard: dict[tuple[str, str, int, int], str] = {}
    said = [*lines, *reversed(lines)]
    for line, sound in zip(said, alone.map(say, said), strict=True):
        assert sound == heard.setdefault(line, sound)


PROGRAM = """
import json, sys
from pathlib import Path
from relax.voices import ClipCache, Line, Manner, VoiceSettings, open_voice, voice_lines
order = json.loads(sys.argv[2])
voice = open_voice("pyttsx3", VoiceSettings())
lines = [Line(text, manner=Manner(rate)) for text, rate in order]
for clip in voice_lines(lines, voice, ClipCache(Path(sys.argv[1]), b"s" * 32)):
    print(clip.path.name, clip.frames)
voice.close()
"""


def test_two_processes_with_empty_caches_make_the_same_clips(tmp_path):
    order = [(text, rate) for text in TEXTS for rate in (1.0, 0.9)]
    made = []
    for name, lines in (("one", order), ("two", order[::-1])):
        folder = tmp_path / name
        command = [sys.executable, "-c", PROGRAM, str(folder), json.dumps(lines)]
        subprocess.run(command, check=True, capture_output=True)
        made.append({path.name: path.read_bytes() for path in folder.rglob("*.wav")})
    assert len(made[0]) == len(order)
    assert made[0] == made[1]
