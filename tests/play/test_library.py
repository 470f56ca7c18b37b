"""What there is to play: folders, playlists, lengths, spoken lines and the way back."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from urllib.parse import quote

import imageio_ffmpeg
import numpy as np
import pytest

from relax.errors import BadInput
from relax.play.library import find_pieces
from relax.play.sound import open_sound
from tests.cli.run import QUICK, decoded, ffmpeg, make, relax, seconds

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def tone(path, length=2.0, *how):
    path.parent.mkdir(parents=True, exist_ok=True)
    source = f"sine=frequency=300:duration={length}"
    command = [FFMPEG, "-v", "error", "-f", "lavfi", "-i", source, *how, f"file:{path}"]
    subprocess.run(command, check=True)
    return path


@pytest.fixture
def music(tmp_path):
    folder = tmp_path / "rest & quiet"
    for name in ("b ü.flac", "a.mp3", "deep/c.ogg", "deep/d.wav"):
        tone(folder / name)
    (folder / "e.mp3").write_bytes(b"")
    (folder / "f.flac").write_text("no sound")
    (folder / "g.mp3").write_bytes((folder / "a.mp3").read_bytes()[:90])
    whole = (folder / "a.mp3").read_bytes()
    (folder / "h.mp3").write_bytes(whole[: len(whole) * 3 // 4])
    (folder / "notes.txt").write_text("no sound either")
    return folder


def test_a_folder_gives_its_sound_in_order_and_tells_what_is_none(music):
    pieces, troubles = find_pieces([music])
    names = [piece.path.relative_to(music).as_posix() for piece in pieces]
    assert names == ["a.mp3", "b ü.flac", "deep/c.ogg", "deep/d.wav"]
    assert [t.split(" ")[0] for t in troubles] == ["e.mp3", "f.flac", "g.mp3", "h.mp3"]
    assert "cut off" in troubles[-1]


OTHERS = ["m4a", "m4b", "opus", "aiff", "wma", "aac", "mka"]


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    """Two and a half seconds in every kind of file that a folder of music holds."""
    folder = tmp_path_factory.mktemp("others")
    for ending in [*OTHERS, "ogg", "flac", "wav", "mp3"]:
        tone(folder / f"a.{ending}", 2.5)
    tone(folder / "vbr.mp3", 2.5, "-q:a", "4")
    tone(folder / "front.m4a", 2.5, "-movflags", "faststart")
    return folder


@pytest.mark.parametrize("ending", OTHERS)
def test_every_kind_that_can_be_decoded_is_played_as_another_decoder_has_it(others, ending):
    (piece,), troubles = find_pieces([others / f"a.{ending}"])
    assert not troubles
    assert piece.seconds == pytest.approx(seconds(piece.path), abs=0.06)
    sound = everything(open_sound(piece.path, piece.seconds, 0.0))
    whole = decoded(piece.path)
    assert len(sound) == pytest.approx(len(whole), abs=0.1 * 44_100)
    both = min(len(sound), len(whole))
    assert np.allclose(sound[:both], whole[:both], atol=0.01)
    late = everything(open_sound(piece.path, piece.seconds, 1.0))
    assert len(late) == pytest.approx(len(sound) - 44_100, abs=0.1 * 44_100)


def everything(source):
    """A source to its end, which must be a whole one."""
    parts = []
    while source.state == "open":
        parts.append(source.read(10_000))
    assert source.state == "ended"
    source.close()
    return np.concatenate(parts)


def test_a_file_that_ends_before_its_length_has_broken_off(others):
    source = open_sound(others / "a.m4a", 4.0, 0.0)
    while source.state == "open":
        source.read(10_000)
    source.close()
    assert source.state == "failed"


@pytest.mark.parametrize("name", [
    "vbr.mp3", "a.mp3", "front.m4a", "a.m4a", "a.opus", "a.ogg", "a.flac", "a.wav", "a.aiff",
    "a.wma",
])  # fmt: skip
def test_half_a_file_of_any_kind_does_not_count_as_whole(others, tmp_path, name):
    data = (others / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) * 6 // 10])
    tone(tmp_path / "whole.wav")
    pieces, troubles = find_pieces([tmp_path])
    assert [piece.path.name for piece in pieces] == ["whole.wav"]
    assert len(troubles) == 1
    assert troubles[0].startswith(f"{name} cannot be played: it is cut off")


def test_what_cannot_be_played_is_named_with_the_reason(others, tmp_path):
    tone(tmp_path / "whole.wav")
    (tmp_path / "a.m4a").write_bytes(b"")
    (tmp_path / "b.wma").write_text("no sound")
    (tmp_path / "c.mid").write_bytes(b"MThd\0\0\0\6\0\0\0\1\0\x60")
    (tmp_path / "d.mp3").mkdir()
    os.mkfifo(tmp_path / "e.aiff")  # would be waited for
    ffmpeg("-f", "lavfi", "-i", "color=size=16x16:duration=1", tmp_path / "f.mp4")
    _, troubles = find_pieces([tmp_path])
    assert [trouble.partition(" cannot be played: ")[::2] for trouble in troubles] == [
        ("a.m4a", "it is empty. It is left out."),
        ("b.wma", "it is not sound of a kind that is known. It is left out."),
        ("c.mid", "it is not sound of a kind that is known. It is left out."),
        ("f.mp4", "there is no sound in it. It is left out."),
    ]
    with pytest.raises(BadInput) as refused:
        find_pieces([tmp_path / "e.aiff"])
    assert "no ordinary file" in refused.value.hint


def test_what_is_hidden_or_not_yet_finished_is_not_played(tmp_path):
    for name in ("a.wav", ".b.wav", ".relax-0123-1-x/c.wav"):
        tone(tmp_path / name)
    assert [piece.path.name for piece in find_pieces([tmp_path])[0]] == ["a.wav"]


def test_no_name_of_a_file_is_obeyed_by_the_terminal(tmp_path):
    tone(tmp_path / "a\x1b[2Jb\u202ec\x9b.wav", 61)
    tone(tmp_path / "sh\x1b[31mort.wav")
    (tmp_path / "bad\x07\n.m4a").write_text("no sound")
    (tmp_path / os.fsdecode(b"latin\xe4.wma")).write_text("no sound")
    (piece, _), troubles = find_pieces([tmp_path])
    words = ["play", tmp_path, "--for", "2m", "--plan"]
    done = relax(*words)
    assert done.returncode == 0, done.stderr
    told = (
        "".join(troubles) + piece.title + done.stdout + done.stderr + relax(*words, "--json").stdout
    )
    assert r"sh\x1b[31mort.wav" in told
    assert not [sign for sign in told if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} - {""}
                and sign not in "\n\t"]  # fmt: skip
    missing = relax("play", tmp_path / "no\x1b[2Jthing", "--plan")
    assert missing.returncode == 2
    assert "\x1b" not in missing.stderr


def test_lengths_are_those_of_another_decoder(music):
    for piece in find_pieces([music])[0]:
        assert piece.seconds == pytest.approx(seconds(piece.path), abs=0.001)


def test_playlists_are_read_in_their_order(music, tmp_path):
    inside = ["deep/d.wav", "a.mp3", "b ü.flac"]
    plain = music / "list.m3u8"
    plain.write_text("#EXTM3U\n#EXTINF:2,Two\n" + "\n".join(inside), encoding="utf-8")
    shared = music / "list.xspf"
    tracks = "".join(f"<track><location>{quote(name)}</location></track>" for name in inside)
    shared.write_text(
        '<playlist version="1" xmlns="http://xspf.org/ns/0/">'
        f"<trackList>{tracks}</trackList></playlist>"
    )
    by_url = tmp_path / "far.m3u8"
    by_url.write_text("\n".join((music / name).as_uri() for name in inside))
    windows = music / "old.m3u"
    windows.write_bytes("deep\\d.wav\r\na.mp3\r\nb ü.flac\r\n".encode("cp1252"))
    for playlist in (plain, shared, by_url, windows):
        found = [piece.path.resolve() for piece in find_pieces([playlist])[0]]
        assert found == [(music / name).resolve() for name in inside]


def test_our_own_tracks_bring_their_lines_and_their_way_back(tmp_path):
    made = make("three-minute-space", *QUICK, out=tmp_path)
    (piece,), _ = find_pieces([tmp_path])
    assert piece.seconds == pytest.approx(180, abs=0.001)
    start = (
        next(c for c in made["sections"] if c["title"] == "Come back now")
        if ("sections" in made)
        else None
    )
    assert piece.way_back is not None
    assert start is None or piece.way_back == pytest.approx(start["start_s"], abs=0.01)
    assert 120 < piece.way_back < 170
    assert all(0 < a < b < 180 for a, b in piece.spoken)
    assert len(piece.spoken) > 20


@pytest.mark.parametrize("name", ["missing", "empty", "broken.xspf", "notes.txt"])
def test_nothing_to_play_is_one_sentence(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.xspf").write_text("<playlist>")
    (tmp_path / "notes.txt").write_text("words")
    with pytest.raises(BadInput):
        find_pieces([tmp_path / name])
