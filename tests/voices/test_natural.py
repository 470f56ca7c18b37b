"""The natural voice: the default, whole in every word, and never swapped without a sentence."""

from __future__ import annotations

import json
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile

from relax.composing import compose
from relax.errors import BadInput, VoiceError
from relax.home import Home
from relax.plan import plan_for
from relax.progress import silent
from relax.request import Request, settle
from relax.sound import evened
from relax.speaking import OpenVoices
from relax.voices import Line, Manner, VoiceSettings, open_voice, voice_lines
from relax.voices._settings import voice_data
from relax.words import Client, bundled_folder, load_template, template_files
from tests.cli.run import PARTIAL, RATE, decoded, make, relax
from tests.offline import python_path

HEART = "pyttsx3:heart"
LINES = (
    "Hello, and welcome.",
    "You're welcome to stop, move or skip anything at any time.",
    "One option is to feel where your hands are resting.",
    "Six.",
    "Perhaps there is warmth, or weight, or nothing much at all, and all of that is fine.",
    "Out for six, and in for four.",
    "We're coming towards the end.",
)
FEW = """---
title: A Few Lines
---
## Arriving
Hello, and welcome. [pause 2s]
You're welcome to stop, move or skip anything at any time. [pause 2s]
One option is to feel where your hands are resting. [pause 2s]
Perhaps there is warmth, or weight, or nothing much at all. [pause 2s]
There may be sounds in the room, near or far. [pause 2s]
There is nothing to get right here. [pause 2s]
## Closing
We're coming towards the end. [pause 2s]
"""
NO_SPEC = """
import importlib.util as util
known = util.find_spec
util.find_spec = lambda name, package=None: None if name == "hibari" else known(name, package)
"""


@pytest.fixture
def heart():
    voice = open_voice(HEART, VoiceSettings())
    yield voice
    voice.close()


def said(text, voice, cache, rate=1.0):
    return voice_lines([Line(text, manner=Manner(rate))], voice, cache)[0]


def test_it_is_what_pyttsx3_stands_for_and_what_speaks_unless_asked_otherwise(tmp_path):
    made = make("three-minute-space", "--minutes", "3", out=tmp_path)
    proof = json.loads(Path(made["proof"]).read_text(encoding="utf-8"))
    assert '"heart"' in proof["voice"]
    for fact in ("hibari-tts 0.2.1", "onnxruntime", "numpy", voice_data().natural.model_sha256):
        assert fact in proof["voice"]
    assert "pyttsx3:heart" in Path(made["transcript"]).read_text(encoding="utf-8")
    assert proof["notices"] == []


def test_the_runtime_of_the_model_reports_to_nobody(tmp_path):
    """It leaves a queue of reports in the temporary folder and in the home of who it watches."""
    seen = tmp_path / "seen"
    seen.mkdir()
    env = dict.fromkeys(("TMPDIR", "HOME", "XDG_CACHE_HOME"), str(seen))
    done = relax("voices", "say", "Let the hands rest.", tmp_path / "a.wav", env=env)
    assert done.returncode == 0, done.stderr
    assert not [path for path in seen.rglob("*") if "microsoft" in str(path).lower()]
    assert not list(seen.rglob(".ses"))


def _where(hidden, tmp_path):
    """An environment in which the engine is hidden, broken, or has a damaged model."""
    folder = tmp_path / "python"
    folder.mkdir()
    if hidden == "gone":
        (folder / "sitecustomize.py").write_text(NO_SPEC, encoding="utf-8")
    elif hidden == "broken":
        (folder / "onnxruntime.py").write_text("raise ImportError('DLL load failed')\n")
    else:
        package = Path(find_spec("hibari").origin).parent
        shutil.copytree(package, folder / "hibari")
        model = folder / "hibari" / "assets" / "hibari.onnx"
        content = bytearray(model.read_bytes())
        content[4_000_000] ^= 1
        model.write_bytes(content)
    return {"PYTHONPATH": python_path(folder), "RELAX_CACHE": str(tmp_path / "cache")}


@pytest.mark.parametrize(
    ("hidden", "reason"),
    [
        ("gone", "hibari-tts is not installed"),
        ("broken", "DLL load failed"),
        ("damaged", "its file is damaged"),
    ],
)
def test_where_it_cannot_speak_espeak_does_and_all_say_so(hidden, reason, tmp_path):
    env = _where(hidden, tmp_path)
    sentence = f"The natural voice cannot speak on this computer ({reason}): espeak-ng speaks"
    script = tmp_path / "few.md"
    script.write_text(FEW, encoding="utf-8")
    voiced = ("voice", script, "--bed", "none", "--out", tmp_path, *PARTIAL)
    done = relax(*voiced, env=env)
    assert done.returncode == 0, done.stderr
    assert sentence in done.stderr
    transcript = Path(done.stdout.strip()).with_suffix(".txt").read_text(encoding="utf-8")
    assert sentence in transcript
    assert "pyttsx3:en-us+edward" in transcript
    doctor = relax("doctor", env=env)
    assert sentence in doctor.stdout
    asked = relax(*voiced, "--voice", HEART, env=env)
    assert asked.returncode in (1, 2)
    assert "Traceback" not in asked.stderr
    assert "hibari" in asked.stderr or "DLL" in asked.stderr
    named = relax(*voiced, "--voice", "pyttsx3:en-us+f5", env=env)
    assert named.returncode == 0
    assert sentence not in named.stderr


def test_every_voice_is_told_apart_by_its_name():
    for name in ("heart", "en-us+edward", "de"):
        assert f'"{name}"' in open_voice(f"pyttsx3:{name}", VoiceSettings()).identity
    with pytest.raises(BadInput, match="voices get pyttsx3:fenrir"):
        open_voice("pyttsx3:fenrir", VoiceSettings())


@pytest.mark.parametrize("text", ["🙂", "小明", "Алёна", "…", "?!"])
def test_what_has_no_sound_is_an_error_and_never_a_gap(text, heart, cache):
    with pytest.raises(VoiceError):
        said(text, heart, cache)


def test_a_persons_brackets_are_not_obeyed(cache):
    """The engine takes [word](/sounds/) for sounds; of a person's own they are only signs."""
    typed = open_voice(HEART, VoiceSettings())
    with pytest.raises(VoiceError, match="cannot read"):
        said("[Anna](/ʃɪvˈɔn/)", typed, cache)


def test_a_sentence_of_a_thousand_characters_is_said_to_its_end(heart, cache):
    text = "and the hands can rest where they are " * 28
    clip = said(text.strip() + ".", heart, cache)
    assert clip.frames / RATE > 0.045 * len(text)


def test_pace_and_pitch_follow_what_is_asked(heart, cache):
    text = LINES[1]
    usual = said(text, heart, cache)
    slow = said(text, heart, cache, 0.8)
    assert 1.1 < slow.frames / usual.frames < 1.45
    high = voice_lines([Line(text, manner=Manner(pitch=3.0))], heart, cache)[0]
    assert high.frames == pytest.approx(usual.frames, rel=0.02)
    assert pitch_of(high) / pitch_of(usual) == pytest.approx(2 ** (3 / 12), rel=0.05)


def test_a_word_alone_is_never_said_more_slowly_than_it_is_understood(heart, cache):
    data = voice_data().natural
    least = data.lone_speed / data.speed
    at_least, slow, slower = (said("Warmth.", heart, cache, least * by) for by in (1, 0.9, 0.75))
    assert at_least.frames == slow.frames == slower.frames
    two, two_slow = (said("Your hands.", heart, cache, least * by) for by in (1, 0.75))
    assert two_slow.frames > 1.1 * two.frames


def pitch_of(clip):
    """Median of the strongest period between 120 and 350 Hz, by autocorrelation; Hz."""
    sound = clip.samples().astype(float)
    found = []
    for at in range(0, len(sound) - 2048, 2048):
        frame = sound[at : at + 2048]
        if np.std(frame) < 0.3 * np.std(sound):
            continue
        alike = np.correlate(frame, frame, "full")[2047:]
        low, high = RATE // 350, RATE // 120
        found.append(RATE / (low + int(np.argmax(alike[low:high]))))
    return float(np.median(found))


def test_lines_are_even_within_a_loudness_unit(heart, cache, tmp_path):
    clips = dict(zip(LINES, voice_lines([Line(x) for x in LINES], heart, cache), strict=True))
    meter = pyloudnorm.Meter(RATE)
    levels = []
    for clip in evened(clips, tmp_path).values():
        samples = soundfile.read(clip.path)[0] * 10 ** (clip.gain_db / 20)
        if len(samples) > 0.4 * RATE:
            levels.append(meter.integrated_loudness(samples))
    assert len(levels) >= 6
    assert max(levels) - min(levels) < 1.0


def test_a_worker_killed_in_the_middle_costs_a_retry_and_nothing_else(heart, cache):
    first = said(LINES[0], heart, cache)
    heart._worker.kill()
    again = said(LINES[1], heart, cache)
    assert first.frames
    assert again.frames
    assert open_voice("pyttsx3:en-us+f5", VoiceSettings()).identity


def test_two_voices_have_the_same_sections(tmp_path):
    home = Home(tmp_path, tmp_path, (bundled_folder(),))
    template = load_template(template_files(home.templates)["steady-breath"])
    found = []
    with OpenVoices() as opened:
        for voice in (HEART, "pyttsx3:en-us+f5"):
            request = settle(Request(template, Client(), tmp_path, minutes=6, voice=voice))
            composed = compose(plan_for(request, home), home, opened, silent)
            assert composed.timeline.frames == 6 * 60 * RATE
            found.append([chapter.title for chapter in composed.script.chapters])
    assert len(found[0]) > 3
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """A track of a few lines, as the default voice speaks them."""
    return few_lines(tmp_path_factory.mktemp("few"))


def few_lines(folder, *options, env=None):
    """The track of a few lines, and the spans of its captions in seconds."""
    (folder / "few.md").write_text(FEW, encoding="utf-8")
    asked = (folder / "few.md", "--bed", "none", "--out", folder, "--json")
    done = relax("voice", *asked, *PARTIAL, *options, env=env)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    captions = Path(made["captions"]).read_text(encoding="utf-8")
    times = re.findall(r"([\d:.]+) --> ([\d:.]+)", captions)
    return made, [tuple(map(seconds_of, pair)) for pair in times]


def test_the_greeting_is_the_softest_of_the_first_lines(few):
    made, times = few
    sound = decoded(made["mp3"], 1)[:, 0]
    meter = pyloudnorm.Meter(RATE)
    spans = [(round(start * RATE), round(end * RATE)) for start, end in times[:6]]
    levels = [meter.integrated_loudness(sound[a:b]) for a, b in spans if b - a > 0.5 * RATE]
    assert len(levels) >= 5
    assert levels[0] < min(levels[1:]) - 0.25  # 2 dB by plan, less after soft compression


def seconds_of(stamp):
    """A caption's time, ``01:02.345``, in seconds."""
    return sum(float(part) * 60**n for n, part in enumerate(reversed(stamp.split(":"))))


def test_a_slower_rate_is_heard_from_the_option_and_from_the_settings(few, tmp_path):
    settings = tmp_path / "config.yaml"
    settings.write_text("rate: 0.85\n", encoding="utf-8")
    (tmp_path / "settings").mkdir()
    _, by_option = few_lines(tmp_path, "--rate", "0.85")
    env = {"RELAX_CONFIG": str(settings)}
    _, by_settings = few_lines(tmp_path / "settings", env=env)
    usual, option, settled = (
        times[2][1] - times[2][0] for times in (few[1], by_option, by_settings)
    )
    assert option == pytest.approx(settled, abs=0.01)
    assert option > 1.05 * usual
