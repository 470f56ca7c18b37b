"""Tags of every format, read by other programs: what was chosen, and how loud a player makes it."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace

import mutagen
import numpy as np
import pytest
from mutagen.flac import Picture
from PIL import Image

from relax.deliver import (
    Cover,
    Credits,
    Gain,
    Measured,
    Tags,
    gain_of,
    load_proof,
    measure,
    sha256_of,
    tag,
    tag_again,
)
from relax.encode import EncodeSettings, encode
from relax.errors import CheckError
from relax.making import make
from relax.sound import load_presets
from relax.timing import ChapterSpan, Timeline
from relax.units import SAMPLE_RATE as RATE
from tests.cli.run import decoded, ffmpeg
from tests.deliver.short import home, request, short_track

FORMATS = ["mp3", "m4a", "opus", "flac"]


def sound(seconds=6, level=0.1):
    t = np.arange(seconds * RATE) / RATE
    return (np.sin(2 * np.pi * 997 * t) * level * 32767).astype("<i2").tobytes()


def picture(kind):
    out = io.BytesIO()
    Image.new("RGB", (32, 16), (10, 120, 90)).save(out, kind)
    return Cover(out.getvalue(), f"image/{kind.lower()}")


def tags(kind="JPEG", artist="The House", gain=None):
    return Tags(
        title="Evening",
        artist=artist,
        album="Relaxation",
        language="en",
        year=2026,
        cover=picture(kind),
        lyrics="Words.",
        voice="a voice",
        personal=False,
        ending="reorient",
        gain=gain,
    )


def timeline(seconds=6):
    middle = seconds * RATE // 2
    spans = (ChapterSpan("One", 0, middle), ChapterSpan("Come back now", middle, seconds * RATE))
    return Timeline(seconds * RATE, 0, 0, spans, (), ())


def plain(path):
    """Name → text of every tag as mutagen reads it."""
    found = mutagen.File(path)
    names = {"tit2": "title", "\xa9nam": "title", "tpe1": "artist", "\xa9art": "artist"}
    texts = {}
    for key, value in dict(found.tags).items():
        name = key.rpartition(":")[2].lower()
        text = getattr(value, "text", value)
        text = text[0] if isinstance(text, list) else text
        texts[names.get(name, name)] = (
            bytes(text).decode(errors="replace") if isinstance(text, bytes) else str(text)
        )
    return texts


def cover_in(path):
    """The picture's bytes and its kind, as mutagen reads them."""
    found = mutagen.File(path)
    match path.suffix:
        case ".mp3":
            (frame,) = found.tags.getall("APIC")
            return bytes(frame.data), frame.mime
        case ".m4a" | ".mp4":
            (atom,) = found.tags["covr"]
            return bytes(atom), {13: "image/jpeg", 14: "image/png"}[int(atom.imageformat)]
        case ".flac":
            (block,) = found.pictures
        case _:
            block = Picture(base64.b64decode(found.tags["metadata_block_picture"][0]))
    return bytes(block.data), block.mime


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("format_", FORMATS)
def test_title_artist_and_cover_are_read_by_other_programs(format_, kind, tmp_path):
    path = tmp_path / f"a.{format_}"
    encode([sound()], 1, path, EncodeSettings(format_))
    tag(path, tags("PNG" if kind == "JPEG" else "JPEG", "Somebody else"), timeline())
    tag_again(path, tags(kind, gain=Gain(-1.5, 0.5)), timeline())
    found = plain(path)
    assert (found["title"], found["artist"]) == ("Evening", "The House")
    assert cover_in(path) == (picture(kind).data, picture(kind).mime)
    told = ffmpeg("-i", path, "-f", "null", "-")
    assert re.search(r"(?mi)^ +artist +: The House$", told)
    assert re.search(r"(?mi)^ +title +: Evening$", told)
    assert "attached pic" in told
    if format_ != "m4a":
        assert {"One", "Come back now"} <= set(re.findall(r"title +: (.+)", told))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_player_that_obeys_brings_the_file_to_its_reference(format_, tmp_path):
    path = tmp_path / f"a.{format_}"
    encode([sound()], 1, path, EncodeSettings(format_))
    tag(path, tags(), timeline())
    measured = measure(path, 1)
    tag_again(path, tags(gain=gain_of(measured, -18)), timeline())
    found = plain(path)
    lufs = float(
        re.findall(r"I: +(-[\d.]+) LUFS", ffmpeg("-i", path, "-af", "ebur128", "-f", "null", "-"))[
            -1
        ]
    )
    if format_ == "opus":  # RFC 7845: 256ths of a decibel to −23 LUFS, and none of the others
        assert re.fullmatch(r"-?\d{1,5}", found["r128_track_gain"])
        assert lufs + int(found["r128_track_gain"]) / 256 == pytest.approx(-23, abs=0.15)
        assert not any("replaygain" in name for name in found)
        return
    assert not any("r128" in name for name in found)
    assert re.fullmatch(r"[+-]\d+\.\d\d dB", found["replaygain_track_gain"])
    assert lufs + float(found["replaygain_track_gain"].split()[0]) == pytest.approx(-18, abs=0.15)
    peak = float(found["replaygain_track_peak"])
    assert peak == pytest.approx(np.abs(decoded(path, 1)).max(), abs=0.003)
    told = ffmpeg("-i", path, "-f", "null", "-")
    (read,) = set(re.findall(r"(?i)replay ?gain: track gain - ([-\d.]+)", told))
    assert f"{float(read):+.2f} dB" == found["replaygain_track_gain"]


def measured(lufs, dbtp=-2.0):
    nothing = np.zeros(0)
    return Measured(1, lufs, 0.0, dbtp, 0, nothing.astype(np.float32), nothing)


def test_a_track_for_sleep_stays_softer_than_the_others_by_what_it_was_made_softer():
    presets = load_presets()
    heard = {}
    for name in ("default", "sleep", "table", "podcast"):
        lufs = presets[name].voice_lufs - 0.4
        gain = gain_of(measured(lufs), presets[name].voice_lufs)
        by_replay_gain = lufs + float(gain.replay_gain["REPLAYGAIN_TRACK_GAIN"].split()[0])
        by_r128 = lufs + int(gain.r128["R128_TRACK_GAIN"]) / 256
        assert by_replay_gain - by_r128 == pytest.approx(5, abs=0.01)
        heard[name] = round(by_replay_gain, 1)
    assert heard == {"default": -18.0, "sleep": -21.0, "table": -20.0, "podcast": -18.0}
    assert gain_of(measured(-18.0), -18.0).replay_gain["REPLAYGAIN_TRACK_GAIN"] == "+0.00 dB"
    for silent in (-70.0, float("-inf"), float("nan")):
        assert gain_of(measured(silent), -18.0) is None


def test_tags_that_hurt_the_sound_are_found(tmp_path, monkeypatch):
    path = tmp_path / "a.mp3"
    encode([sound()], 1, path, EncodeSettings("mp3"))

    def hurt(file, *_, **__):
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 255
        file.write_bytes(content)

    monkeypatch.setattr("relax.deliver._tags.tag", hurt)
    with pytest.raises(CheckError, match="tags"):
        tag_again(path, tags(), timeline())


def test_the_proof_is_of_the_file_with_its_gain(tmp_path):
    track = short_track(tmp_path, preset="sleep")
    proof = load_proof(track.proof)
    assert sha256_of(track.mp3) == proof.file_sha256
    gain = float(plain(track.mp3)["replaygain_track_gain"].split()[0])
    assert gain == pytest.approx(-21 - proof.programme_lufs, abs=0.011)
    again = short_track(tmp_path, preset="sleep")
    assert again == replace(track, kept=True)
    before = track.mp3.read_bytes()
    remade = make(request(tmp_path / "out", preset="sleep"), home(tmp_path), force=True)
    assert (remade.kept, remade.mp3.read_bytes()) == (False, before)
    waves = request(tmp_path / "out", format="wav", credits=Credits(artist="The House"))
    (told,) = [each for each in make(waves, home(tmp_path)).notices if "WAV" in each]
    assert told.startswith("A WAV file holds no tags")
