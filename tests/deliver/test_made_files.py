"""What a finished track's files hold and in which order they appear, by the shortest of tracks."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import pytest
from click.testing import CliRunner
from mutagen.id3 import ID3

from relax.cli import group
from relax.errors import CheckError
from relax.making import make
from relax.words import Client
from tests.cli.run import PARTIAL, QUICK, ebur128
from tests.conftest import CLONE
from tests.deliver.short import WORDS, home, request

BESIDE = {".json", ".txt", ".vtt", ".srt", ".png", ".lrc"}


@pytest.fixture(scope="module")
def track_of(tmp_path_factory):
    """Makes the shortest track for a client, in a folder of its own."""
    base = tmp_path_factory.mktemp("made")

    def made(client=None, *, out=None, form="grounding", force=False, ffmpeg=None, **asked):
        words = WORDS.replace("title:", f"form: {form}\ntitle:", 1)
        out = out or base / str(len(list(base.iterdir())))
        person = Client.model_validate(client or {})
        here = replace(home(base / "home"), ffmpeg=ffmpeg)
        return make(request(out, person, words=words, **asked), here, force=force)

    return made


# --- what is not as it should be is not delivered ----------------------------------------------

ENCODER = """#!/bin/sh
for each do shift; set -- "$@" "$each"; [ "$each" = pipe:0 ] && set -- "$@" -af volume={volume}; done
exec {program} "$@"
"""


@pytest.mark.skipif(os.name != "posix", reason="the encoder is a shell script")
@pytest.mark.parametrize(
    ("volume", "refused"),
    [("0dB", ""), ("-3dB", "missing voice"), ("-1.5dB", "LU too quiet")],
)
def test_a_file_that_is_not_what_was_mixed_is_not_delivered(track_of, tmp_path, volume, refused):
    """An encoder that says all is well and has changed the sound: only the file tells of it."""
    program = tmp_path / "encoder"
    real = imageio_ffmpeg.get_ffmpeg_exe()
    program.write_text(ENCODER.format(volume=volume, program=real), encoding="utf-8")
    program.chmod(0o700)
    if not refused:
        assert track_of(out=tmp_path / "out", ffmpeg=program).mp3.is_file()
        return
    with pytest.raises(CheckError, match=refused):
        track_of(out=tmp_path / "out", ffmpeg=program)
    assert not list((tmp_path / "out").iterdir())


# --- what words are for chooses how loud they are ----------------------------------------------


@pytest.mark.parametrize(
    ("form", "preset", "lufs"),
    [("grounding", "default", -18), ("sleep", "sleep", -21), ("table", "table", -20)],
)
def test_the_form_chooses_the_loudness(track_of, form, preset, lufs):
    track = track_of(form=form)
    assert json.loads(track.proof.read_text("utf-8"))["preset"] == preset
    assert ebur128(track.mp3)[0] == pytest.approx(lufs, abs=0.6)


def test_a_purpose_that_is_asked_for_goes_before_the_form(track_of):
    track = track_of(form="sleep", preset="table")
    assert ebur128(track.mp3)[0] == pytest.approx(-20, abs=0.6)


@pytest.mark.parametrize("folder", ["sleep", "table"])
def test_every_template_for_sleep_or_the_table_says_so(folder):
    files = sorted((CLONE / "templates" / folder).glob("*.jinja"))
    assert len(files) >= 2
    for file in files:
        assert f"\nform: {folder}\n" in file.read_text(encoding="utf-8"), file.name


# --- where help is found -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client", "numbers"),
    [
        ({}, ("112", "findahelpline.com")),
        ({"locale_support": "GB"}, ("116 123", "999", "findahelpline.com")),
        ({"locale_support": "US", "transcript_level": "plain"}, ("988", "911", "838255")),
        ({"locale_support": "US", "transcript_level": "none"}, ("988", "911", "838255")),
    ],
)
def test_every_transcript_ends_with_where_to_find_help(track_of, client, numbers):
    _, foot = track_of(client).transcript.read_text(encoding="utf-8").split("-" * 40)
    for number in numbers:
        assert re.search(rf"(?<!\d){re.escape(number)}(?!\d)", foot), number


# --- nothing personal in what players show -----------------------------------------------------


def tagged(file):
    """Every word in a file's tags."""
    return " ".join(str(frame) for frame in ID3(file).values() if frame.FrameID != "APIC")


def spoken(captions):
    """The sentences of the captions."""
    found = re.findall(r"-->.*\n((?:.+\n?)+)", Path(captions).read_text(encoding="utf-8"))
    return [" ".join(each.split()) for each in found if not each.startswith("[")]


@pytest.mark.parametrize(
    "client",
    [
        {"name": "Quillonette"},
        {"avoid": "belly"},
        {"absent": "left foot"},
        {"eyes": "open"},
        {"position": "side"},
        {"contraindications": ["asthma"]},
    ],
    ids=lambda client: next(iter(client)),
)
def test_words_that_preferences_have_shaped_are_in_no_tag(track_of, client):
    track = track_of(client)
    assert len(spoken(track.captions)) == 2
    for sentence in spoken(track.captions):
        assert sentence not in tagged(track.mp3)


@pytest.mark.parametrize(
    "client", [{}, {"client_ref": "K-17", "clinic_name": "The House", "seed": 3}]
)
def test_words_that_are_for_anybody_are_in_the_tags(track_of, client):
    track = track_of(client)
    for sentence in spoken(track.captions):
        assert sentence in tagged(track.mp3)
    assert "K-17" not in tagged(track.mp3)


NAMED = "now, Quillonette, if you like"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title:", "personal: [stop]\ntitle:"),
        ("title:", "one_person: true\ntitle:"),
        ("now, if you like", NAMED),
    ],
    ids=["personal", "one_person", "named"],
)
def test_words_that_were_written_for_one_person_are_in_no_tag_either(tmp_path, old, new):
    """By way of a script, which does not say what shaped it, only that somebody did, if at all."""
    (tmp_path / "a.md").write_text(WORDS.replace(old, new, 1), encoding="utf-8")
    asked = ("voice", tmp_path / "a.md", *QUICK, *PARTIAL, "-o", tmp_path / "a.mp3")
    done = CliRunner().invoke(group, [str(word) for word in asked])
    assert done.exit_code == 0, done.output
    for sentence in spoken(tmp_path / "a.vtt"):
        assert sentence not in tagged(tmp_path / "a.mp3")


# --- a track appears whole ---------------------------------------------------------------------


def test_sound_appears_after_everything_that_tells_of_it(track_of, monkeypatch):
    """Whenever the power is cut, no track is there without its proof: it could not be forgotten."""
    seen, replace = [], os.replace

    def watched(source, target, **more):
        replace(source, target, **more)
        there = {path.suffix for path in Path(target).parent.iterdir() if path.name[0] != "."}
        seen.append((Path(target).suffix, there))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", watched)
        track = track_of({"name": "Quillonette"})
    moves = [(moved, there) for moved, there in seen if moved in {".mp3", *BESIDE}]
    assert next(moved for moved, _ in moves if moved in BESIDE) == ".json"
    for moved, there in moves:
        assert ".json" in there, moved
        assert ".mp3" not in there or there >= BESIDE, moved
    assert track.mp3.is_file()


class PowerCutError(Exception):
    """The power is cut."""


@pytest.mark.parametrize("cut", [0, 1, 6])
def test_work_that_is_cut_off_leaves_no_sound(track_of, tmp_path, monkeypatch, cut):
    left, replace = [cut], os.replace

    def cut_off(source, target, **more):
        if Path(target).parent == tmp_path / "out":
            if not left[0]:
                raise PowerCutError
            left[0] -= 1
        replace(source, target, **more)

    monkeypatch.setattr(os, "replace", cut_off)
    with pytest.raises(PowerCutError):
        track_of(out=tmp_path / "out")
    suffixes = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert len(suffixes) == cut
    assert suffixes <= BESIDE


def test_a_track_that_is_made_again_never_stands_there_half(track_of, tmp_path):
    """Whoever reads a former file goes on with that: the new one has taken its name, not its place."""
    track = track_of(out=tmp_path / "out")
    (kept := tmp_path / "kept").mkdir()
    for path in track.mp3.parent.iterdir():
        os.link(path, kept / path.name)
    again = track_of(out=tmp_path / "out", force=True)
    assert again.mp3 == track.mp3
    assert len(list(kept.iterdir())) == 7
    for path in kept.iterdir():
        assert not path.samefile(track.mp3.with_name(path.name)), path.name
