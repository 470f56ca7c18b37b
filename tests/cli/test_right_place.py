"""The right words in the right place: every line is heard when the captions say so, and no other.

Each line is recorded as a tone of its own, so that a program that knows nothing of relax can tell
from the finished file which line sounds when.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from tests.cli.run import PARTIAL, relax
from tests.sound.material import decoded

RATE = 44_100
STEP = RATE // 50  # 20 ms
WORDS = """---
title: Eight Tones
---
## Arriving
You're welcome to stop at any time. [pause 2s]
One option is to feel where your hands are resting.
There is nothing that needs to happen. [pause 3-5s]
Perhaps there is a sound in the room.

## The feet
The feet are there too. [pause 2s]
There is nothing that needs to happen.
Let them be as they are.

## Come back now
You might look around the room now.
You could move your fingers and your toes. [pause 2s]
You have all the time you like.
"""
LINES = [
    "You have all the time you like.",  # on the sheet in another order than in the script
    "The feet are there too.",
    "One option is to feel where your hands are resting.",
    "You might look around the room now.",
    "There is nothing that needs to happen.",
    "You're welcome to stop at any time.",
    "Let them be as they are.",
    "You could move your fingers and your toes.",
    "Perhaps there is a sound in the room.",
]
PITCHES = {line: 400 * 1.17**n for n, line in enumerate(LINES)}
SPOKEN = [line for line in re.split(r" \[.*?\]\n?|\n+", WORDS.split("---\n")[2]) if line in PITCHES]


@dataclass
class Sounding:
    """A stretch of one pitch: the line it stands for, and where it is in the file, in seconds."""

    line: str
    start: float
    end: float


def take(pitch: float, line: str) -> np.ndarray:
    """A second of the room, the tone for as long as the line would take, the room again."""
    time = np.arange(round((0.3 + 0.07 * len(line)) * RATE)) / RATE
    ramp = np.clip(np.minimum(time, time[-1] - time) / 0.02, 0, 1)
    room = np.zeros(RATE)
    whole = np.concatenate([room, 0.3 * ramp * np.sin(2 * np.pi * pitch * time), room])
    return whole + 1e-4 * np.random.default_rng(1).standard_normal(len(whole))


def line_of(window: np.ndarray) -> str:
    """Whose tone sounds in 20 ms of the file."""
    heard = np.abs(np.fft.rfft(window * np.hanning(len(window)), 16_384))
    pitch = float(np.argmax(heard) * RATE / 16_384)
    return min(PITCHES, key=lambda line: abs(np.log(pitch / PITCHES[line])))


def heard(file) -> list[Sounding]:
    """Every line in the order it sounds; the same line after a pause is another one."""
    sound = decoded(file).mean(axis=1)
    windows = sound[: len(sound) // STEP * STEP].reshape(-1, STEP)
    found: list[Sounding] = []
    for n, window in enumerate(windows):
        if 20 * np.log10(np.sqrt(np.mean(window**2)) + 1e-9) < -40:
            continue
        line, at = line_of(window), n * STEP / RATE
        if found and found[-1].line == line and at - found[-1].end < 0.1:
            found[-1].end = at + STEP / RATE
        else:
            found.append(Sounding(line, at, at + STEP / RATE))
    return found


def seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.replace(",", ".").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


def cues(text: str) -> list[Sounding]:
    """What captions say is spoken, and when."""
    pattern = r"(\S+) --> (\S+)\n(.+?)(?:\n\n|\n?\Z)"
    found = re.findall(pattern, text, re.DOTALL)
    said = [Sounding(" ".join(words.split()), seconds(a), seconds(b)) for a, b, words in found]
    return [cue for cue in said if not cue.line.startswith("[")]


@pytest.fixture(scope="module")
def track(tmp_path_factory):
    """The folder of a track spoken in tones, called track.mp3."""
    folder = tmp_path_factory.mktemp("tones")
    (takes := folder / "takes").mkdir()
    sheet = "".join(f"{n:03d}  {line}\n" for n, line in enumerate(LINES, 1))
    (takes / "record-sheet.txt").write_text(sheet, encoding="utf-8")
    for n, line in enumerate(LINES, 1):
        soundfile.write(takes / f"{n:03d}.wav", take(PITCHES[line], line), RATE)
    (folder / "words.md").write_text(WORDS, encoding="utf-8")
    voice = ("--voice", f"recorded:{takes}", "--bed", "none")
    done = relax("voice", folder / "words.md", *voice, "-o", folder / "track.mp3", *PARTIAL)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_lines_sound_in_the_order_of_the_script(track):
    assert len(SPOKEN) == 10
    assert [each.line for each in heard(track / "track.mp3")] == SPOKEN


@pytest.mark.parametrize("captions", ["track.vtt", "track.srt"])
def test_each_line_sounds_when_the_captions_say_so(track, captions):
    told = cues((track / captions).read_text(encoding="utf-8"))
    assert [each.line for each in told] == SPOKEN
    for said, sounds in zip(told, heard(track / "track.mp3"), strict=True):
        assert sounds.line == said.line
        assert sounds.start == pytest.approx(said.start, abs=0.15)
        assert sounds.end == pytest.approx(said.end, abs=0.25)


def test_timed_lyrics_tell_of_each_line_as_it_begins(track):
    text = (track / "track.lrc").read_text(encoding="utf-8")
    rows = re.findall(r"^\[(\d+):(\d\d\.\d+)\](.+)$", text, re.MULTILINE)
    told = [(60 * int(m) + float(s), words.strip()) for m, s, words in rows]
    told = [(at, words) for at, words in told if words in PITCHES]
    assert [words for _, words in told] == SPOKEN
    for (at, _), sounds in zip(told, heard(track / "track.mp3"), strict=True):
        assert sounds.start == pytest.approx(at, abs=0.15)


def test_chapters_begin_between_the_lines_they_part(track):
    sounds = heard(track / "track.mp3")
    starts = [chapter.start_time / 1000 for chapter in ID3(track / "track.mp3").getall("CHAP")]
    for at, before, after in zip(sorted(starts)[1:], (3, 6), (4, 7), strict=True):
        assert sounds[before].end - 0.1 <= at <= sounds[after].start + 0.1


def test_pauses_are_as_long_as_they_are_written(track):
    sounds = heard(track / "track.mp3")
    for n in (0, 4, 8):  # [pause 2s]
        assert sounds[n + 1].start - sounds[n].end == pytest.approx(2.0, abs=0.4)
    assert 2.7 <= sounds[3].start - sounds[2].end <= 5.4


def test_the_transcript_has_them_in_the_same_order(track):
    text = (track / "track.txt").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line in PITCHES] == SPOKEN
