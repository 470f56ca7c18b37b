"""One long recording instead of a file for each line: cut, recognised, aligned, re-spaced."""

from __future__ import annotations

import json
import re
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
import soxr
from scipy import signal

from relax.errors import BadInput, Place
from relax.home import Home, voice_settings
from relax.voices import ClipCache, Line, Manner, VoiceSettings, open_voice, voice_lines
from relax.voices._take_sound import TakeSound
from relax.voices._take_stretches import stretches
from tests.cli.run import decoded, ffmpeg, relax

pytest.importorskip("pocketsphinx")

RATE = 24_000
LINES = (
    "One option is to feel where your hands are resting.",
    "You're welcome to stop or move at any time.",
    "The left shoulder may be heavy.",
    "The right shoulder may be heavy.",
    "There is nothing that needs to happen.",
    "If you like, notice one easy breath.",
    "Open your eyes whenever you like.",
)
CHATTER = "Sorry, could you close that window?"
ABSENT = "Perhaps the room is warm."
ALLOW = ("ANCHORS", "OPEN_EYES", "OPEN_LENGTH", "CLOSE_REORIENT")


def script_of(lines):
    text = "".join(f"{line} [pause 2-9s]\n" for line in lines)
    return f"---\ntitle: Seven lines\n---\n## Lines\n{text}"


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """A take with a line said again, a false start, words to somebody, two lines run together."""
    folder = tmp_path_factory.mktemp("studio")
    sounds = said(folder)
    order = ["0", "1", "again", "chatter", "2", "start", "3", "4+5", "6"]
    rng = np.random.default_rng(1)
    parts = []
    for name in order:
        parts += [np.zeros(round(RATE * rng.uniform(0.7, 2.5))), sounds[name]]
    parts.append(np.zeros(RATE))
    whole = np.concatenate(parts)
    whole += rng.normal(0, 10 ** (-60 / 20), len(whole))
    take = folder / "take.wav"
    soundfile.write(take, whole, RATE, subtype="PCM_16")
    script = folder / "seven.md"
    script.write_text(script_of(LINES), encoding="utf-8")
    home = Home(folder / "cache", folder / "data", (), recordings=take)
    return SimpleNamespace(folder=folder, take=take, script=script, sounds=sounds, home=home)


def said(folder):
    """What the reader says, each by its name as samples at 24 kHz."""
    texts = {str(n): (line, 1.0) for n, line in enumerate(LINES)}
    texts |= {"again": (LINES[1], 0.9), "chatter": (CHATTER, 1.0), "start": ("The right", 1.0)}
    texts["4+5"] = (f"{LINES[4].rstrip('.')} {LINES[5][0].lower()}{LINES[5][1:]}", 1.0)
    sounds = {}
    voice = open_voice("pyttsx3:heart", VoiceSettings())
    try:
        for name, (text, rate) in texts.items():
            voice.speak(text, Manner(rate), folder / f"{name}.wav")
            sound, made = soundfile.read(folder / f"{name}.wav")
            assert made == RATE
            heard = np.flatnonzero(np.abs(sound) > 0.02 * np.max(np.abs(sound)))
            sounds[name] = sound[heard[0] : heard[-1]]
    finally:
        voice.close()
    return sounds


def lines_of(*texts, private=False):
    return [Line(text, private, place=Place("seven.md", n + 5, 1)) for n, text in enumerate(texts)]


def voiced(studio, lines, fill=""):
    settings = voice_settings(studio.home)
    voice = open_voice(f"recorded:{studio.take}", VoiceSettings(fill=fill, cache=settings.cache))
    cache = ClipCache(studio.home.clips, bytes(32))
    try:
        return voice_lines(lines, voice, cache), voice.notices_for(())
    finally:
        voice.close()


def likeness(sound, within):
    """How alike ``sound`` and the part of ``within`` are that is most like it (0 to 1), and where.

    Shapes: (n,), (m,) at 24 kHz. Normalised cross-correlation.
    """
    if len(within) < len(sound):
        within = np.pad(within, (0, len(sound) - len(within)))
    products = signal.correlate(within, sound, mode="valid")
    power = _power(within, len(sound))
    shares = products / np.sqrt(np.maximum(power, 1e-9) * np.sum(sound**2))
    return float(np.max(shares)), int(np.argmax(shares)) / RATE


def _power(sound, size):
    summed = np.concatenate([[0.0], np.cumsum(sound**2)])
    return summed[size:] - summed[:-size]


def clean(sound):
    """Without the rumble that takes are cleared of."""
    rumble = signal.butter(2, 120, "highpass", fs=RATE, output="sos")
    return signal.sosfiltfilt(rumble, sound)


def at_24k(clip):
    return clean(soxr.resample(clip.samples() / 32768, 44_100, RATE))


def test_each_line_is_its_own_sound_whole_and_the_second_take_counts(studio):
    clips, notices = voiced(studio, lines_of(*LINES))
    sounds = {name: clean(sound) for name, sound in studio.sounds.items()}
    for n, clip in enumerate(clips):
        heard = at_24k(clip)
        name = {1: "again", 4: "4+5", 5: "4+5"}.get(n, str(n))
        source = sounds[name]
        if name == "4+5":  # one of two that were run together: either end of it is in the clip
            ends = [likeness(source[: RATE // 2], heard), likeness(source[-RATE // 2 :], heard)]
            assert [alike > 0.9 for alike, _ in ends] == [n == 4, n == 5]
        else:
            assert likeness(source, heard)[0] > 0.9
        assert clip.frames / 44_100 < len(source) / RATE + 0.45
    assert sum(clips[n].frames for n in (4, 5)) / 44_100 == pytest.approx(
        len(sounds["4+5"]) / RATE, abs=0.5
    )
    (told,) = notices[:1]
    assert told.startswith("7 lines found in the recording; line 6 “You're welcome to stop")
    assert "was said twice: the second take is used, at 0:" in told
    assert "2 stretches with words of no line were left out: 0:" in told


def test_nothing_is_heard_twice_and_what_was_heard_is_its_owners_alone(studio, monkeypatch):
    first, told = voiced(studio, lines_of(*LINES))
    notes = list((studio.home.cache / "voices" / "takes").glob("*.json"))
    assert len(notes) == 1
    assert stat.S_IMODE(notes[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(notes[0].parent.stat().st_mode) == 0o700
    monkeypatch.setattr("relax.voices._take_hear.Ears.__init__", None)
    monkeypatch.setattr("relax.voices._take_sound.TakeSound.__init__", None)
    again, told_again = voiced(studio, lines_of(*LINES))
    assert [clip.path for clip in again] == [clip.path for clip in first]
    assert told_again == told


def test_of_a_script_with_somebodys_own_words_nothing_heard_is_kept(studio, monkeypatch):
    """The notes of the take would hold a name; they are made anew, here from what is known."""
    known = next((studio.home.cache / "voices" / "takes").glob("*.json"))
    words = json.loads(known.read_text("utf-8"))["words"]
    from relax.voices._take_hear import Ears, Word

    monkeypatch.setattr(Ears, "__init__", lambda _self: None)
    monkeypatch.setattr(Ears, "hear_all", lambda *_: [Word(*word) for word in words])
    monkeypatch.setattr(
        Ears,
        "hear",
        lambda _s, _sound, _cut, numbers: [Word(*word) for word in words if word[3] in numbers],
    )
    monkeypatch.setattr(Ears, "text", lambda *_: "")
    before = {path: path.read_bytes() for path in known.parent.iterdir()}
    clips, told = voiced(studio, lines_of(*LINES, private=True))
    assert {path: path.read_bytes() for path in known.parent.iterdir()} == before
    assert all("private" in str(clip.path) for clip in clips)
    assert "welcome" not in " ".join(told)
    with pytest.raises(BadInput, match="1 line is missing") as caught:
        voiced(studio, lines_of("Somebody's own name.", *LINES, private=True))
    assert "own name" not in str(caught.value)


def test_every_missing_line_is_named_with_its_place_or_another_voice_speaks_it(studio):
    lines = lines_of(LINES[0], ABSENT, *LINES[1:], "And the feet are there too.")
    with pytest.raises(BadInput) as caught:
        voiced(studio, lines)
    assert caught.value.message == (
        "2 lines are missing in the recording take.wav: seven.md:6:1 “Perhaps the room is warm.”; "
        "seven.md:13:1 “And the feet are there too.”."
    )
    clips, told = voiced(studio, lines, fill="pyttsx3:en-us+edward")
    assert len(clips) == len(lines)
    assert told[-1].startswith("Another voice speaks what is missing: seven.md:6:1 “Perhaps")


def test_a_missing_line_ends_the_work_before_anything_is_written(studio, tmp_path):
    script = tmp_path / "eight.md"
    script.write_text(script_of((*LINES[:3], ABSENT, *LINES[3:])), encoding="utf-8")
    run = by_command(studio, script, tmp_path / "out")
    assert run.returncode == 2
    assert re.search(rf"{re.escape(str(script))}:8:1 “Perhaps the room is warm\.”", run.stderr)
    assert "Traceback" not in run.stderr
    assert not list((tmp_path / "out").iterdir())


def by_command(studio, script, out, *options):
    allow = [word for rule in ALLOW for word in ("--allow", rule)]
    env = {
        "RELAX_CACHE": str(studio.home.cache),
        "RELAX_DATA": str(studio.home.data),
    }
    return relax(
        "voice", "--recordings", studio.take, script, "--out", out, "--bed", "none",
        *allow, *options, env=env,
    )  # fmt: skip


def test_the_finished_track_has_the_lines_in_their_order_and_nothing_else(studio, tmp_path):
    run = by_command(studio, studio.script, tmp_path, "--minutes", "1", "--json")
    assert run.returncode == 0, run.stderr
    track = json.loads(run.stdout)
    heard = decoded(track["mp3"], 1)[:, 0]
    assert len(heard) / 44_100 == pytest.approx(60, abs=0.05)
    heard = clean(soxr.resample(heard, 44_100, RATE))
    sounds = {name: clean(sound) for name, sound in studio.sounds.items()}
    half = len(sounds["4+5"]) // 2
    wanted = [sounds[name] for name in ("0", "again", "2", "3")]
    wanted += [sounds["4+5"][: half // 2], sounds["4+5"][-half // 2 :], sounds["6"]]
    found = [likeness(sound, heard) for sound in wanted]
    assert all(alike > 0.7 for alike, _ in found)
    starts = [at for _, at in found]
    assert starts == sorted(starts)
    assert min(np.diff(starts)) > 2
    for unwanted in ("chatter", "start", "1"):
        assert likeness(sounds[unwanted], heard)[0] < 0.6
    assert any("was said twice" in notice for notice in track["notices"])
    proof = json.loads(Path(track["proof"]).read_text("utf-8"))
    assert proof["voice"].startswith("recorded take ")
    assert not proof["synthetic_voice"]


def test_without_the_recognisers_the_extra_is_named(studio, monkeypatch):
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(BadInput, match="needs the speech recognisers") as caught:
        voiced(studio, lines_of(*LINES))
    assert caught.value.hint.endswith("pip install '.[proof]'")


def test_a_take_in_any_usual_format_is_the_same_sound(studio, tmp_path):
    with TakeSound(studio.take) as sound:
        first = stretches(sound.levels)
        part = sound.read(*first[0])
    for suffix in ("mp3", "m4a", "flac", "ogg"):
        copy = tmp_path / f"take.{suffix}"
        ffmpeg("-i", studio.take, copy)
        with TakeSound(copy) as sound:
            found = stretches(sound.levels)
            assert len(found) == len(first)
            assert likeness(sound.read(*found[0])[: RATE // 2], part)[0] > 0.95
    wide = tmp_path / "wide.wav"
    samples = soundfile.read(studio.take)[0]
    soundfile.write(wide, np.column_stack([samples, -samples]), RATE)
    with TakeSound(wide) as sound:  # two channels that cancel each other
        assert len(stretches(sound.levels)) == len(first)


@pytest.mark.parametrize(
    ("name", "write", "words"),
    [
        ("text.wav", lambda path: path.write_text("hello"), "cannot be read as sound"),
        ("empty.wav", lambda path: soundfile.write(path, np.zeros(0), RATE), "is empty"),
        (
            "room.wav",
            lambda path: soundfile.write(
                path, np.random.default_rng(1).normal(0, 0.01, 5 * RATE), RATE
            ),
            "Nothing in the recording stands out",
        ),
    ],
)
def test_a_file_that_is_no_recording_of_speech_is_bad_input(tmp_path, name, write, words):
    path = tmp_path / name
    write(path)
    voice = open_voice(f"recorded:{path}", VoiceSettings())
    with pytest.raises(BadInput, match=words):
        voice.expect(lines_of(*LINES))
    voice.close()


def bursts(*times, length=0.3):
    """Something like words, half a second each, in a room at −60 dBFS for 20 s; shape (n,)."""
    rng = np.random.default_rng(2)
    sound = rng.normal(0, 0.001, 20 * RATE)
    for time in times:
        at, size = round(time * RATE), round(length * RATE)
        sound[at : at + size] += 0.1 * rng.normal(0, 1, size)
    return sound


def found_in(sound, path):
    soundfile.write(path, sound, RATE)
    with TakeSound(path) as take:
        return stretches(take.levels)


def test_a_recording_is_cut_at_its_silences(tmp_path):
    found = found_in(bursts(2, 2.5, 8, 15), tmp_path / "a.wav")
    assert len(found) == 3
    for (start, end), (first, last) in zip(found, [(2, 2.8), (8, 8.3), (15, 15.3)], strict=True):
        assert first - 0.2 < start < first - 0.1
        assert last + 0.2 < end < last + 0.3


def test_hum_clicks_faint_breaths_and_a_louder_room_make_no_stretches(tmp_path):
    sound = bursts(2, 8, 15)
    time = np.arange(len(sound)) / RATE
    sound += sum(0.03 * np.sin(2 * np.pi * 50 * k * time) / k for k in range(1, 6))
    sound[5 * RATE : 5 * RATE + RATE // 100] += 0.3  # a click
    breath = np.random.default_rng(3).normal(0, 0.002, RATE // 2)
    sound[11 * RATE : 11 * RATE + RATE // 2] += breath
    assert len(found_in(sound, tmp_path / "a.wav")) == 3
