"""Voices from the command line: heard, named, recorded, respelled; and their course in a track."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from relax import timing
from relax.timing._manner import chapter_gains
from tests.cli.run import PARTIAL, QUICK_VOICE, RATE, decoded, everything_written, relax
from tests.tools import need_program, own_cache

FILL = QUICK_VOICE[1]
SCRIPT = """---
title: Two lines
---
## Arriving
You're welcome to stop, move or skip anything at any time. [pause 2s]
## Closing
Perhaps Siobhán notices where the hands are resting. [pause 2s]
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "two.md"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def done(*arguments, **kwargs):
    """A run that must succeed; its standard output."""
    run = relax(*arguments, **kwargs)
    assert run.returncode == 0, run.stderr
    return run.stdout


def spoken(*arguments, out):
    done("voices", "say", *arguments, out)
    samples, rate = soundfile.read(out)
    assert rate == RATE
    return samples


def test_a_name_can_be_heard_as_it_will_be_said(tmp_path):
    plain = spoken("Siobhán", out=tmp_path / "a.wav")
    as_said = spoken("Siobhán", "--as", "shih-VAWN", out=tmp_path / "b.wav")
    same = spoken("shih-VAWN", out=tmp_path / "c.wav")
    assert np.max(np.abs(as_said)) > 0.05
    assert np.array_equal(as_said, same)
    assert not np.array_equal(as_said, plain)


def test_trying_a_name_leaves_nothing_of_it_behind(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    kept = tmp_path / "kept"
    places = {"RELAX_CACHE": str(own_cache(kept / "cache")), "RELAX_DATA": str(kept / "data")}
    done("voices", "say", "Siobhán", out / "name.wav", env=places)
    assert not list(kept.rglob("*.wav"))
    assert b"Siobh" not in everything_written(tmp_path)


def test_a_file_that_is_there_is_not_replaced_unasked(tmp_path):
    out = tmp_path / "a.wav"
    out.write_bytes(b"mine")
    run = relax("voices", "say", "hello", out)
    assert run.returncode == 2
    assert "--force" in run.stderr
    assert out.read_bytes() == b"mine"
    assert relax("voices", "say", "hello", tmp_path / "a.mp3").returncode == 2


def test_every_voice_here_speaks_the_same_sentences_at_one_level(tmp_path):
    out = tmp_path / "all.mp3"
    run = relax("voices", "--sample", out)
    assert run.returncode == 0, run.stderr
    begins = re.findall(r"^(\d+):(\d\d)\t(\S+)$", run.stderr, re.MULTILINE)
    listed = [v for v in json.loads(done("voices", "--json")) if not v["needs"]]
    assert {voice for _, _, voice in begins} >= {
        v["id"] for v in listed if v["engine"] in ("pyttsx3", "flite")
    }
    samples = decoded(out, 1)[:, 0]
    starts = [(int(m) * 60 + int(s)) * RATE for m, s, _ in begins]
    parts = [p for p in np.split(samples, starts[1:]) if len(p)]
    levels = [20 * np.log10(np.sqrt(np.mean(p[np.abs(p) > 0.01] ** 2))) for p in parts]
    assert max(levels) - min(levels) < 4


def test_the_record_sheet_numbers_every_line_as_it_will_be_said(script, tmp_path):
    said = tmp_path / "said.yaml"
    said.write_text("siobhán: shih-VAWN\n", encoding="utf-8")
    sheet = tmp_path / "takes" / "record-sheet.txt"
    sheet.parent.mkdir()
    done("voices", "record-sheet", script, "--out", sheet, "--pronunciations", said)
    lines = [line for line in sheet.read_text("utf-8").splitlines() if line[:1].isdigit()]
    assert [line[:5] for line in lines] == [f"{n:03d}  " for n in range(1, len(lines) + 1)]
    assert any("shih-VAWN" in line for line in lines)


def voiced(script, out, *options):
    """The track of a script that keeps none of the rules for a whole track."""
    return json.loads(done("voice", script, "--out", out, "--json", *options, *PARTIAL))


def takes_of(sheet, folder, *, leave_out=()):
    """A folder with a record sheet, and a take of each of its lines but for some."""
    from relax.voices import Manner, VoiceSettings, open_voice

    folder.mkdir()
    (folder / "record-sheet.txt").write_text(sheet, encoding="utf-8")
    speaker = open_voice("pyttsx3:en-us+edward", VoiceSettings())
    try:
        for number, line in re.findall(r"^(\d{3})  (.+)$", sheet, re.MULTILINE):
            if number not in leave_out:
                speaker.speak(line, Manner(), folder / f"{number}.wav")
    finally:
        speaker.close()
    return folder


def test_takes_are_played_and_a_bad_one_is_told_of_each_time(script, tmp_path):
    takes = takes_of(done("voices", "record-sheet", script), tmp_path / "takes")
    soundfile.write(takes / "001.wav", np.zeros(RATE), RATE)
    (takes / "002.wav").unlink()
    options = ("--voice", "recorded", "--recordings", takes, "--bed", "none")
    run = relax("voice", script, "--out", tmp_path, *options, *PARTIAL)
    assert run.returncode in (1, 2)
    assert "take" in run.stderr
    for n in range(2):  # the second time, every line comes from the cache
        track = voiced(script, tmp_path / str(n), *options, "--fill", FILL, "--force")
        assert any("001.wav is silent" in notice for notice in track["notices"])
        assert any("1 line" in notice for notice in track["notices"])


NINE = (
    "You're welcome to stop, move or skip anything at any time.",
    "Perhaps the hands are resting somewhere.",
    "Perhaps the feet are warm, or cool.",
    "There may be sounds in the room.",
    "There is nothing to get right here.",
    "One shoulder may be heavier than the other.",
    "The breath can be as it is.",
    "In a moment the sound will end.",
    "Come back in your own time.",
)


def recorded_folder(folder, sheet):
    """Takes of a sheet as a busy person brings them: 002, 005 and 009 are missing."""
    takes_of(sheet, folder, leave_out={"002", "005", "009"})
    clipped, rate = soundfile.read(folder / "003.wav")
    soundfile.write(folder / "003.wav", np.clip(clipped * 20, -1, 1), rate)
    soundfile.write(folder / "004.wav", np.zeros(rate), rate)
    long, rate = soundfile.read(folder / "006.wav")
    soundfile.write(folder / "006.wav", np.tile(long, 8), rate)
    plain, rate = soundfile.read(folder / "007.wav")
    wide = np.interp(np.arange(0, len(plain), rate / 48_000), np.arange(len(plain)), plain)
    soundfile.write(folder / "007.wav", np.stack([wide, wide * 0.5], axis=1), 48_000)


def test_a_folder_of_takes_as_they_come(tmp_path):
    """Missing, clipped, silent, too long: said and spoken by another; stereo at 48 kHz: played."""
    script = tmp_path / "nine.md"
    text = "".join(f"{line} [pause 2s]\n" for line in NINE)
    script.write_text(f"---\ntitle: Nine lines\n---\n## Lines\n{text}", encoding="utf-8")
    takes = tmp_path / "takes"
    recorded_folder(takes, done("voices", "record-sheet", script))
    options = ("--voice", "recorded", "--recordings", takes, "--bed", "none")
    track = voiced(script, tmp_path, *options, "--fill", FILL, "--allow", "MEMORY")
    told = "\n".join(track["notices"])
    for take, fault in (("003", "clipped"), ("004", "silent"), ("006", "too long")):
        assert re.search(rf"{take}\.wav is {fault}", told), told
    assert "3 lines have no take" in told
    assert not re.search(r"00[1278]\.wav", told)
    proof = json.loads(Path(track["proof"]).read_text("utf-8"))
    assert proof["synthetic_voice"]
    assert "a synthetic voice speaks the lines" in Path(track["transcript"]).read_text("utf-8")


def test_a_voice_of_flesh_is_not_called_synthetic(script, tmp_path):
    takes = takes_of(done("voices", "record-sheet", script), tmp_path / "takes")
    options = ("--voice", "recorded", "--recordings", takes, "--bed", "none")
    track = voiced(script, tmp_path, *options)
    page = Path(track["transcript"]).read_text("utf-8")
    assert "recording of a person" in page
    assert "synthetic" not in page.lower()
    assert b"ynthetic" not in Path(track["mp3"]).read_bytes().replace(b"\0", b"")
    assert not json.loads(Path(track["proof"]).read_text("utf-8"))["synthetic_voice"]


@pytest.mark.parametrize("way", ["hah-nds", "/hɑːndz/"])
def test_a_pronunciation_changes_what_is_said_and_not_what_is_written(script, tmp_path, way):
    said = tmp_path / "said.yaml"
    said.write_text(f"hands: {way}\n", encoding="utf-8")
    plain = voiced(script, tmp_path, "--bed", "none")
    other = voiced(script, tmp_path, "--bed", "none", "--pronunciations", said)
    assert other["mp3"] != plain["mp3"]
    text = Path(other["transcript"]).read_text(encoding="utf-8")
    assert "hands" in text
    assert way not in text
    sheet = done("voices", "record-sheet", script, "--pronunciations", said)
    assert way in sheet
    assert not np.array_equal(decoded(plain["mp3"], 1), decoded(other["mp3"], 1))


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [", "hands:\n", "hands: ''\n"])
def test_a_pronunciation_file_that_is_none_is_named_with_its_place(script, tmp_path, text):
    said = tmp_path / "said.yaml"
    said.write_text(text, encoding="utf-8")
    run = relax("voice", script, "--pronunciations", said, "--out", tmp_path)
    assert run.returncode == 2
    assert "said.yaml" in run.stderr
    assert "hands" not in run.stderr


@pytest.mark.parametrize("options", [("--warmth", "plain"), ("--bed-tone", "-6")])
def test_what_changes_the_sound_makes_another_track(script, tmp_path, options):
    usual = voiced(script, tmp_path, *QUICK_VOICE)
    other = voiced(script, tmp_path, *QUICK_VOICE, *options)
    assert usual["mp3"] != other["mp3"]
    assert not np.array_equal(decoded(usual["mp3"], 1), decoded(other["mp3"], 1))


def test_a_program_of_ones_own_speaks(script, tmp_path):
    flite = need_program("flite")
    line = f"{flite} -voice slt -f {{text_file}} -o {{wav}}"
    track = voiced(script, tmp_path, "--voice", "command", "--voice-command", line)
    assert track["duration_s"] > 5


def test_another_model_behind_one_name_is_another_voice(script, tmp_path):
    run = relax("voice", script, "--voice", "piper", "--voice-model", tmp_path / "no.onnx")
    assert run.returncode == 2
    assert "no.onnx" in run.stderr or ".[piper]" in run.stderr


def test_where_things_are_can_be_said_once_for_all(script, tmp_path):
    flite, config = need_program("flite"), tmp_path / "config.yaml"
    config.write_text(
        f"voice-command: {flite} -voice slt -f {{text_file}} -o {{wav}}\nvoice-model: amy.onnx\n",
        encoding="utf-8",
    )
    env = {"RELAX_CONFIG": str(config)}
    said = relax("voices", "say", "Hello", tmp_path / "x.wav", "--voice", "command", env=env)
    assert said.returncode == 0, said.stderr
    beside = relax("voice", script, "--voice", "piper", "--out", tmp_path, env=env)
    assert beside.returncode == 2
    assert "amy.onnx" in beside.stderr or ".[piper]" in beside.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("voice-modle: x", "voice-model"),
        ("name: Siobhan", "no setting"),
        ("[a, b]", "options and their values"),
        ("fill: [a]", "options and their values"),
        ("fill: 'a", "well formed"),
        (None, "cannot be read"),
    ],
)
def test_settings_that_cannot_be_used_are_told_of(text, told, tmp_path):
    config = tmp_path / "config.yaml"
    if text is not None:
        config.write_text(text, encoding="utf-8")
    run = relax("templates", env={"RELAX_CONFIG": str(config)})
    assert (run.returncode, run.stdout) == (2, "")
    assert told in run.stderr
    assert "config.yaml" in run.stderr
    assert "Siobhan" not in run.stderr


@pytest.mark.parametrize("count", range(1, 9))
@pytest.mark.parametrize("sleep", [False, True])
def test_the_voice_grows_softer_and_comes_back_for_the_closing(count, sleep):
    gains = chapter_gains(count, sleep=sleep)
    assert len(gains) == count
    assert gains[0] == 0
    main = gains if sleep else gains[:-1]
    assert main == sorted(main, reverse=True)
    assert all(-3 <= gain <= 0 for gain in gains)
    if sleep and count > 1:
        assert -3 <= gains[-1] <= -2
    elif count > 2:
        assert -3 <= gains[-2] <= -2
    if not sleep:
        assert gains[-1] == 0


def test_the_level_is_one_for_each_section_of_a_track_but_for_its_first_sentence(tmp_path):
    from relax import words
    from relax.voices import Clip

    text = "---\ntitle: Four\n---\n" + "".join(
        f"## Part {n}\nOne line here. [pause 2s]\nAnother line there. [pause 2s]\n"
        for n in range(4)
    )
    script = words.parse(text)
    spans = words.spans_for(10, script.meta.silence_max_s)
    clips = {p: Clip(tmp_path, RATE) for p in timing.phrases_to_voice(script, spans)}
    line = timing.fit(script, clips, None, spans, timing.Edges(1, 1))
    levels = {}
    for one in line.spoken:
        levels.setdefault(line.sentences[one.sentence].chapter, []).append(one.gain_db)
    assert [levels[n] for n in range(4)] == [[-2, 0], [-1.25] * 2, [-2.5] * 2, [0, 0]]


@pytest.mark.parametrize("voice", ["recorded:/home/anna/takes", "piper:C:\\anna\\a.onnx"])
def test_nothing_of_a_folder_stands_in_tags(voice):
    from relax.prove import shown_voice

    assert shown_voice(voice) == voice.partition(":")[0]
    assert shown_voice("pyttsx3:en-us+f5") == "pyttsx3:en-us+f5"
