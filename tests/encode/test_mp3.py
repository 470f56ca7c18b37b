"""MP3s put together from chunks are exactly what one long encode gives, and as long as asked."""

from __future__ import annotations

import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings, strategies as st

from relax.encode import EncodeSettings, decode, encode
from relax.encode._chunks import CHUNK
from relax.encode._lame import FRAME, split_frames
from relax.errors import EncodeError
from tests.tools import need_program

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def music(frames, channels=2, seed=1):
    """Speech-like bursts over noise, as 16-bit samples."""
    rng = np.random.default_rng(seed)
    time = np.arange(frames) / 44_100
    voice = 9000 * np.sin(2 * np.pi * 190 * time) * (np.sin(2 * np.pi * 0.7 * time) > 0)
    noise = rng.standard_normal((frames, channels)) * 400
    return (voice[:, None] + noise).astype("<i2")


def in_blocks(samples, size=441_000):
    return [samples[n : n + size].tobytes() for n in range(0, len(samples), size)]


@pytest.mark.parametrize(("channels", "kbps"), [(2, 128), (1, 64), (2, 192)])
def test_chunks_join_to_what_one_long_encode_gives(channels, kbps, tmp_path):
    samples = music(2 * CHUNK + 700 * FRAME + 321, channels)
    ours = tmp_path / "ours.mp3"
    encode(in_blocks(samples), channels, ours, EncodeSettings(bitrate_kbps=kbps))
    whole = subprocess.run(
        [
            FFMPEG,
            "-v",
            "error",
            "-f",
            "s16le",
            "-ar",
            "44100",
            "-ac",
            str(channels),
            "-i",
            "-",
            "-c:a",
            "libmp3lame",
            "-b:a",
            f"{kbps}k",
            "-reservoir",
            "0",
            "-write_xing",
            "0",
            "-id3v2_version",
            "0",
            "-f",
            "mp3",
            "-",
        ],
        input=samples.tobytes(),
        capture_output=True,
        check=True,
    ).stdout
    assert b"".join(split_frames(ours.read_bytes())[1:]) == whole


@given(frames=st.integers(min_value=1, max_value=200_000), channels=st.sampled_from([1, 2]))
@settings(deadline=None, max_examples=12)
def test_every_decoder_gives_back_as_many_samples_as_went_in(frames, channels, tmp_path_factory):
    path = tmp_path_factory.mktemp("mp3") / "x.mp3"
    encode(in_blocks(music(frames, channels)), channels, path, EncodeSettings(bitrate_kbps=64))
    assert sum(len(block) for block in decode(path, channels)) == frames
    assert soundfile.info(path).frames == frames


def test_mpg123_and_mp3val_agree(tmp_path):
    mpg123, mp3val = need_program("mpg123"), need_program("mp3val")
    frames = CHUNK + 100 * FRAME + 5
    path = tmp_path / "x.mp3"
    encode(in_blocks(music(frames)), 2, path, EncodeSettings())
    raw = subprocess.run([mpg123, "-q", "-s", path], capture_output=True, check=True).stdout
    assert len(raw) == frames * 4
    report = subprocess.run([mp3val, path], capture_output=True, text=True, check=True).stdout
    assert "CBR" in report
    problems = [line for line in report.splitlines() if line.startswith(("WARNING", "ERROR"))]
    assert all("No supported tags" in line for line in problems), report


def test_decoded_sound_stands_where_it_stood(tmp_path):
    """A click goes in at a known sample and comes out within a fraction of a millisecond of it."""
    samples = np.zeros((2 * CHUNK + 60 * FRAME, 1), "<i2")
    marks = [20_000, CHUNK, CHUNK + 30_000]
    for at in marks:
        samples[at : at + 40] = 20_000
    path = tmp_path / "clicks.mp3"
    encode(in_blocks(samples), 1, path, EncodeSettings(bitrate_kbps=128))
    heard = np.abs(np.concatenate(list(decode(path, 1)))[:, 0].astype(float))
    for at in marks:
        window = heard[at - 2000 : at + 2000]
        assert abs(int(window.argmax()) - 2000) < 60


def test_the_digest_is_of_the_pcm(tmp_path):
    import hashlib

    samples = music(50_000)
    digest = encode(in_blocks(samples, 1000), 2, tmp_path / "a.mp3", EncodeSettings())
    assert digest == hashlib.sha256(samples.tobytes()).hexdigest()


def test_a_broken_encoder_is_one_clear_error(tmp_path):
    fake = tmp_path / "ffmpeg"
    fake.write_text("#!/bin/sh\necho 'no such codec in /secret/path' >&2\nexit 3\n")
    fake.chmod(0o755)
    for format_ in ("mp3", "flac"):
        with pytest.raises(EncodeError) as error:
            settings_ = EncodeSettings(format=format_, ffmpeg=fake)
            encode(in_blocks(music(900_000)), 2, tmp_path / "x", settings_)
        assert "/secret/path" not in str(error.value)
        assert error.value.exit_code == 1


def test_a_file_of_another_rate_is_decoded_at_its_own_speed(tmp_path):
    path = tmp_path / "x.wav"
    soundfile.write(path, np.zeros(48_000), 48_000)
    assert sum(len(block) for block in decode(path, 1)) == pytest.approx(44_100, abs=50)


def test_what_is_not_sound_is_not_decoded(tmp_path):
    path = tmp_path / "x.mp3"
    path.write_bytes(b"not a sound" * 100)
    with pytest.raises(EncodeError):
        list(decode(path, 2))
