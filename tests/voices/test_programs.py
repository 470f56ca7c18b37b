"""flite, any command, and the clearest one there is."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from relax.errors import BadInput, VoiceError
from relax.voices import (
    ClipCache,
    Line,
    Manner,
    VoiceSettings,
    _natural,
    list_voices,
    open_voice,
    voice_lines,
)
from relax.voices._text import to_ascii
from tests.tools import need_program
from tests.voices.conftest import SECRET

TEXT = "Let the hands rest where they are, and notice the breath."


@pytest.fixture
def flite():
    need_program("flite")
    opened = open_voice("flite", VoiceSettings())
    yield opened
    opened.close()


def pitch_of(clip) -> float:
    """The median frequency of the voiced parts, in Hz, by autocorrelation."""
    samples = clip.samples().astype(float)
    found = []
    for start in range(0, len(samples) - 2048, 1024):
        frame = samples[start : start + 2048] * np.hanning(2048)
        if np.sqrt(np.mean(frame**2)) < 600:
            continue
        likeness = np.correlate(frame, frame, "full")[2047:]
        lag = 110 + int(np.argmax(likeness[110:600]))
        if likeness[lag] > 0.4 * likeness[0]:
            found.append(44_100 / lag)
    return float(np.median(found))


@pytest.mark.parametrize("spec", ["flite", "pyttsx3:en-us+f5"])
def test_rate_and_pitch_are_relative_to_the_voices_own(spec, cache):
    if spec == "flite":
        need_program("flite")
    voice = open_voice(spec, VoiceSettings())
    manners = (Manner(), Manner(rate=0.8), Manner(pitch=-3))
    own, slow, low = voice_lines([Line(TEXT, manner=m) for m in manners], voice, cache)
    voice.close()
    assert slow.frames / own.frames == pytest.approx(1 / 0.8, rel=0.06)
    assert low.frames / own.frames == pytest.approx(1, rel=0.03)
    semitones = 12 * np.log2(pitch_of(low) / pitch_of(own))
    assert semitones == pytest.approx(-3, abs=0.8)


def test_flite_says_the_same_in_the_same_samples_and_voices_differ(flite, cache):
    other = ClipCache(cache.folder.with_name("other"), SECRET)
    lines = [Line(TEXT), Line("And the next line.")]
    again = open_voice("flite:slt", VoiceSettings())
    first = voice_lines(lines, flite, cache)
    second = voice_lines(lines[::-1], again, other)
    assert np.array_equal(first[0].samples(), second[1].samples())
    assert again.identity == flite.identity != open_voice("flite:rms", VoiceSettings()).identity


def test_flite_without_a_voice_of_that_name_is_bad_input():
    need_program("flite")
    with pytest.raises(BadInput, match=r"Did you mean flite:rms\?"):
        open_voice("flite:rmz", VoiceSettings())


def test_flite_speaks_accents_and_refuses_to_lose_a_name(flite, cache):
    accents, plain = voice_lines(
        [Line("It’s Zoë — hello."), Line("It's Zoe , hello.")], flite, cache
    )
    assert np.array_equal(accents.samples(), plain.samples())
    with pytest.raises(VoiceError, match="cannot read a word") as caught:
        voice_lines([Line("Welcome, 美玲.")], flite, cache)
    assert "美" not in str(caught.value)


def test_markup_is_read_aloud_by_flite(flite, cache):
    clips = voice_lines(
        [Line('<break time="99s"/>'), Line("-t hello"), Line("{{ 7*7 }}")], flite, cache
    )
    assert all(0.5 < clip.frames / 44_100 < 6 for clip in clips)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łukasz, Søren & Zoë", "Lukasz, Soren & Zoe"),
        ("rest 🙏 now", "rest now"),
        ("“it’s” – so…", '"it\'s" - so...'),
        ("٣ days", None),
        ("שלום", None),
    ],
)
def test_what_ascii_makes_of_text(text, expected):
    assert to_ascii(text) == expected


def program(tmp_path, body: str) -> str:
    """A speech program written in Python; gets the text file and the WAV."""
    file = tmp_path / "speak.py"
    file.write_text(f"import sys, os, time, wave, json\nfrom pathlib import Path\n{body}\n")
    return f"command:{sys.executable} {file} {{text_file}} {{wav}} {{rate}}"


GOOD = """
text = Path(sys.argv[1]).read_text(encoding="utf-8")
with wave.open(sys.argv[2], "wb") as out:
    out.setparams((1, 2, 16000, 0, "NONE", ""))
    n = int((0.3 + 0.06 * len(text) / float(sys.argv[3])) * 16000)
    out.writeframes(b"".join((10000 if k % 80 < 40 else -10000).to_bytes(2, "little", signed=True)
                             for k in range(n)))
"""


def test_any_program_speaks(tmp_path, cache):
    voice = open_voice(program(tmp_path, GOOD), VoiceSettings())
    lines = [Line(TEXT), Line(TEXT, manner=Manner(0.8)), *(Line(f"Line {n}.") for n in range(8))]
    clips = voice_lines(lines, voice, cache)
    assert clips[1].frames > 1.15 * clips[0].frames
    assert len(clips) == 10


def test_a_program_is_given_text_in_a_file_only_its_owner_reads(tmp_path, cache):
    seen = tmp_path / "seen.json"
    look = f"""
facts = [sys.argv, os.stat(sys.argv[1]).st_mode, os.stat(Path(sys.argv[1]).parent).st_mode]
Path({str(seen)!r}).write_text(json.dumps(facts))
"""
    voice = open_voice(program(tmp_path, look + GOOD), VoiceSettings())
    voice_lines([Line("Settle in, Margaret; $(id) `id`.", private=True)], voice, cache)
    arguments, mode, folder_mode = json.loads(seen.read_text())
    assert "argaret" not in " ".join(arguments)
    assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE(folder_mode) == 0o700
    assert not Path(arguments[1]).exists()


def test_beside_what_a_program_spoke_no_file_holds_the_words(tmp_path):
    """Where a voice is asked directly nobody deletes the folder afterwards."""
    voice = open_voice(program(tmp_path, GOOD), VoiceSettings())
    folder = tmp_path / "spoken"
    folder.mkdir()
    voice.speak("Settle in, Margaret.", Manner(), folder / "a.wav")
    assert [path.name for path in folder.iterdir()] == ["a.wav"]


def test_a_program_killed_once_costs_a_retry(tmp_path, cache):
    once = f"""
mark = Path({str(tmp_path / "mark")!r})
if not mark.exists():
    mark.write_text("")
    os.kill(os.getpid(), 9)
"""
    voice = open_voice(program(tmp_path, once + GOOD), VoiceSettings())
    assert voice_lines([Line(TEXT)], voice, cache)


FAILING = {
    "Margaret is not a word": (
        'sys.exit("error: Margaret is not a word")',
        "error: … is not a word",
    ),
    "silent exit": ("sys.exit(3)", "ended with status 3"),
    "killed": ("os.kill(os.getpid(), 9)", "ended with status -9"),
    "hangs": ("time.sleep(60)", "took over 0.5 s"),
    "hangs with a child": (
        "import subprocess; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])",
        "took over 0.5 s",
    ),
    "no file": ("", "wrote no sound"),
    "empty file": ("Path(sys.argv[2]).write_bytes(b'')", "not a sound file"),
}


@pytest.mark.parametrize("case", FAILING)
def test_a_program_that_fails_stops_the_track_in_its_own_words(tmp_path, cache, case):
    body, words = FAILING[case]
    patience = 0.5 if "hangs" in case else 60  # a busy machine is slow to start a program
    voice = open_voice(program(tmp_path, body), VoiceSettings(timeout_s=patience))
    with pytest.raises(VoiceError) as caught:
        voice_lines([Line("Settle in, Margaret.", private=True)], voice, cache)
    assert words in str(caught.value)
    assert "Margaret" not in str(caught.value)


def test_a_program_that_hangs_does_not_go_on_running(tmp_path, cache):
    pids = tmp_path / "pids"
    body = f"open({str(pids)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"
    voice = open_voice(program(tmp_path, body), VoiceSettings(timeout_s=1))
    with pytest.raises(VoiceError, match="took over 1 s"):
        voice_lines([Line(TEXT)], voice, cache)
    assert len(pids.read_text().split()) == 2
    for pid in pids.read_text().split():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("command", "needs a command"),
        ("command:cat {text_file}", "where {wav} goes"),
        ("command:cat {wav}", "where {text_file} goes"),
        ("command:no-such-program {text_file} {wav}", "no program no-such-program"),
        ("command:cat '{text_file} {wav}", "cannot be read"),
    ],
)
def test_a_command_that_cannot_work_is_bad_input(spec, words):
    with pytest.raises(BadInput) as caught:
        open_voice(spec, VoiceSettings())
    assert words in str(caught.value)


def test_a_program_changed_is_another_voice_and_its_identity_names_no_folder(tmp_path):
    spec = program(tmp_path, GOOD)
    first = open_voice(spec, VoiceSettings()).identity
    assert first == open_voice(spec, VoiceSettings()).identity
    program(tmp_path, GOOD + "\n#")
    assert first != open_voice(spec, VoiceSettings()).identity
    assert str(tmp_path) not in first


def test_auto_is_the_natural_voice_else_flite_on_linux_else_espeak(tmp_path, monkeypatch):
    need_program("flite")
    assert '"heart"' in open_voice("auto", VoiceSettings()).identity
    monkeypatch.setattr(_natural, "trouble", lambda _: "it is not here")
    monkeypatch.setattr(sys, "platform", "linux")
    assert open_voice("auto", VoiceSettings()).identity.startswith("flite")
    missing = VoiceSettings(flite=tmp_path / "none")
    assert "edward" in open_voice("auto", missing).identity
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "edward" in open_voice("auto", VoiceSettings()).identity


def test_listing_says_what_each_voice_needs(tmp_path):
    rows = list_voices(VoiceSettings(flite=tmp_path / "none"))
    assert rows[0].id == "pyttsx3:heart"
    assert rows[0].needs == ""
    assert "woman's voice" in rows[0].description
    other = next(row for row in rows if "man's voice" in row.description)
    assert not other.needs  # and it works on every computer
    needs = {row.id: row.needs for row in rows}
    assert "install flite" in needs["flite:slt"]
    assert "{text_file}" in needs["command"]
    assert "FOLDER" in needs["recorded"]
    assert needs["piper"]
    everything = list_voices(VoiceSettings(), everything=True)
    assert "pyttsx3:de" in {row.id for row in everything}
    assert len({row.id for row in everything}) == len(everything) > 100


LIGHT = """
import sys
from relax.voices import VoiceSettings, list_voices, open_voice
list_voices(VoiceSettings())
open_voice("pyttsx3", VoiceSettings()).identity
heavy = {"numpy", "scipy", "soundfile", "soxr", "pyttsx3", "onnxruntime", "piper"}
sys.exit(", ".join(heavy & set(sys.modules)) or 0)
"""


def test_listing_and_opening_import_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", LIGHT], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
