"""A video of one picture for those who publish: as long as its sound, and the same every time."""

from __future__ import annotations

import io
import os
import re
import subprocess

import imageio_ffmpeg
import mutagen
import numpy as np
import pytest
from PIL import Image

from relax.deliver import Cover, Credits, load_proof, read_marks, sha256_of
from relax.errors import EncodeError
from relax.making import make
from relax.play import find_pieces
from relax.track import find_track
from tests.cli.run import RATE, decoded, ffmpeg
from tests.deliver.short import home, request

SIZE = (1280, 720)


def frames(path):
    """Every frame of the video as ffmpeg decodes it; shape (frames, height, width, 3)."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-v", "error", "-i", path, "-map", "0:v:0", "-fps_mode", "passthrough"]
    raw = subprocess.run(
        [*command, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], capture_output=True, check=True
    )
    return np.frombuffer(raw.stdout, np.uint8).reshape(-1, SIZE[1], SIZE[0], 3)


def atoms(path):
    """Kinds of the boxes at the top of an MP4 file, in order."""
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        found.append(data[at + 4 : at + 8].decode())
        at += int.from_bytes(data[at : at + 4], "big") or len(data)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("video")


@pytest.fixture(scope="module")
def video(folder):
    return make(request(folder / "out", format="mp4"), home(folder))


@pytest.fixture(scope="module")
def sound(folder):
    return make(request(folder / "out", format="m4a"), home(folder))


def test_it_is_h264_with_aac_and_begins_at_once(video):
    told = ffmpeg("-i", video.mp3, "-t", "0", "-f", "null", "-")
    assert re.search(r"Video: h264 .*yuv420p\(tv, bt709.*1280x720", told)
    assert re.search(r"Audio: aac \(LC\)", told)
    kinds = atoms(video.mp3)
    assert kinds.index("moov") < kinds.index("mdat"), "it is played while it is fetched"
    assert video.mp3.suffix == ".mp4"
    assert mutagen.File(video.mp3).tags["\xa9nam"] == ["Two Lines"]


def test_its_sound_is_that_of_an_m4a_and_its_picture_lasts_as_long(video, sound):
    proof = load_proof(video.proof)
    assert len(decoded(video.mp3, 1)) == round(proof.decoded_s * RATE)
    assert np.array_equal(decoded(video.mp3, 1), decoded(sound.mp3, 1))
    program = imageio_ffmpeg.get_ffmpeg_exe()
    for kind in ("v", "a"):
        command = [program, "-v", "error", "-i", video.mp3, "-map", f"0:{kind}:0"]
        done = subprocess.run(
            [*command, "-f", "null", "-progress", "-", "/dev/null"], capture_output=True, check=True
        )
        lasts = int(re.findall(rb"out_time_us=(\d+)", done.stdout)[-1]) / 1e6
        assert lasts == pytest.approx(proof.decoded_s, abs=0.05), kind
    assert video.mp3.stat().st_size < sound.mp3.stat().st_size + 300_000
    assert proof.format == "mp4"
    assert proof.file_sha256 == sha256_of(video.mp3)


def test_without_a_cover_it_shows_the_course_of_the_track(video):
    seen = frames(video.mp3)
    assert len(seen) == round(video.duration_s)
    assert max(np.abs(seen.astype(int) - seen[0]).mean(axis=(1, 2, 3))) < 0.5, "it stands still"
    drawn = Image.open(video.picture).convert("RGB").resize((1280, 448), Image.Resampling.LANCZOS)
    middle = seen[0][136:584].astype(int)
    assert np.abs(middle - np.asarray(drawn)).mean() < 4, "all but the line of facts"
    assert seen[0][:130].min() > 245


def test_the_cover_is_shown_whole_and_the_file_is_the_same_every_time(folder, video):
    art = Image.new("RGB", (301, 301), (20, 90, 160))
    art.paste((240, 200, 40), (100, 100, 201, 201))
    out = io.BytesIO()
    art.save(out, "PNG")
    own = Credits(cover=Cover(out.getvalue(), "image/png", "c" * 64))
    asked = request(folder / "out", format="mp4", credits=own)
    track = make(asked, home(folder))
    assert track.mp3 != video.mp3
    first = frames(track.mp3)[0].astype(int)
    for x, y, colour in (
        (640, 360, (240, 200, 40)),
        (320, 30, (20, 90, 160)),
        (20, 360, (20, 90, 160)),
        (1260, 700, (20, 90, 160)),
    ):
        assert np.abs(first[y, x] - colour).max() < 8, (x, y)
    before = track.mp3.read_bytes()
    again = make(asked, home(folder), force=True)
    assert again.mp3.read_bytes() == before
    assert find_track(track.mp3, load_proof(track.proof).request)
    left = {path.suffix for path in (folder / "out").iterdir() if path.stem == track.mp3.stem}
    assert left == {".mp4", ".json", ".txt", ".vtt", ".srt", ".lrc", ".png"}


def test_the_player_plays_its_sound(video):
    (piece,), troubles = find_pieces([video.mp3.parent / video.mp3.name])
    assert not troubles
    assert piece.seconds == pytest.approx(video.duration_s, abs=0.05)
    marks = read_marks(video.mp3)
    assert (marks.ours, marks.personal, marks.wakes) == (True, False, False)


@pytest.mark.skipif(os.name != "posix", reason="the program is a shell script")
def test_an_encoder_without_video_is_told_before_any_work(folder, tmp_path):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ' A....D aac'\n", encoding="utf-8")
    program.chmod(0o755)
    from dataclasses import replace

    with pytest.raises(EncodeError, match="no video"):
        make(request(tmp_path / "out", format="mp4"), replace(home(folder), ffmpeg=program))
    assert not (tmp_path / "out").exists()
