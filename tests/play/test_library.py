"""What there is to play: folders, playlists, lengths, spoken lines and the way back."""

from __future__ import annotations

import subprocess
from urllib.parse import quote

import imageio_ffmpeg
import pytest

from relax.errors import BadInput
from relax.play._library import find_pieces
from tests.cli.run import make, seconds

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def tone(path, length=2.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    source = f"sine=frequency=300:duration={length}"
    subprocess.run([FFMPEG, "-v", "error", "-f", "lavfi", "-i", source, str(path)], check=True)
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
    made = make("three-minute-space", out=tmp_path)
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
