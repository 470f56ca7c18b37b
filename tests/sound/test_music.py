"""The user's own file as a bed: any common format, looped unheard, or refused with a reason."""

from __future__ import annotations

import os

import numpy as np
import pytest
import soundfile

from relax.errors import SoundError
from relax.progress import silent
from relax.sound import SoundSettings, loudness, mix
from relax.sound._beds import open_bed
from tests.sound.material import FFMPEG, RATE, clips, encoded, levels_db, mixed, timeline


def music(seconds: float, level: float = 0.1, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    chord = sum(np.sin(2 * np.pi * hz * time + rng.random()) for hz in (220, 277, 330, 440))
    noise = rng.standard_normal(len(time))
    one = level * (0.5 * chord + 0.3 * noise)
    return np.stack([one, np.roll(one, 99)], axis=1)


def write(path, sound, rate=RATE, **more):
    soundfile.write(path, sound, rate, **more)
    return path


def opened(path, cache, minutes=5.0, tone=0.0, ffmpeg=FFMPEG):
    chosen = SoundSettings(bed=path, bed_tone_db=tone)
    return open_bed(chosen, round(minutes * 60 * RATE), cache, silent, ffmpeg)


def content(loop, seconds):
    with loop.path.open("rb") as file:
        return loop.read(file, 0, round(seconds * RATE)).reshape(-1, 2)


@pytest.mark.parametrize("name", ["x.mp3", "x.flac", "x.wav", "x.m4a", "x.ogg"])
def test_common_formats_are_read(tmp_path, name):
    sound = music(8)
    path = encoded((sound * 32768).astype(np.int16), tmp_path / name)
    loop = opened(path, tmp_path)
    heard = content(loop, 3)
    assert np.corrcoef(heard[:, 0], sound[: len(heard), 0])[0, 1] > 0.9
    assert loop.lufs == pytest.approx(loudness(heard), abs=1)


def test_it_is_looped_for_a_long_track(tmp_path):
    path = write(tmp_path / "x.wav", music(10))
    loop = opened(path, tmp_path)
    assert loop.intro + loop.cycle == pytest.approx(10 * RATE, abs=2)
    first = content(loop, loop.intro / RATE + 60)
    later = first[loop.intro :]
    assert np.array_equal(later[: loop.cycle], later[loop.cycle : 2 * loop.cycle])


def test_the_beginning_is_heard_as_it_is(tmp_path):
    sound = music(12)
    heard = content(opened(write(tmp_path / "x.wav", sound), tmp_path), 8) / 32768
    gain = np.dot(heard[:, 0], sound[: len(heard), 0]) / np.dot(sound[:, 0], sound[:, 0])
    assert np.corrcoef(heard[:, 0], sound[: len(heard), 0])[0, 1] > 0.9999
    assert gain > 0


def test_the_crossfade_neither_dips_nor_bumps(tmp_path):
    rng = np.random.default_rng(2)
    noise = 0.1 * rng.standard_normal((20 * RATE, 2))
    heard = content(opened(write(tmp_path / "x.wav", noise), tmp_path), 60)
    level = levels_db(heard[:, 0] / 32768, RATE // 2)
    assert np.ptp(level) < 0.5


def test_the_crossfade_has_no_step(tmp_path):
    time = np.arange(9 * RATE) / RATE
    hum = 0.2 * np.sin(2 * np.pi * 173.3 * time)  # not whole cycles in the file
    loop = opened(write(tmp_path / "x.wav", hum), tmp_path)
    heard = content(loop, 30)[:, 0].astype(float)
    steps = np.abs(np.diff(heard))
    assert steps.max() < 1.5 * np.quantile(steps, 0.999)


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (22_050, 1), (44_100, 6), (96_000, 2)])
def test_any_rate_and_number_of_channels(tmp_path, rate, channels):
    time = np.arange(8 * rate) / rate
    sound = np.repeat(0.2 * np.sin(2 * np.pi * 1000 * time)[:, None], channels, axis=1)
    heard = content(opened(write(tmp_path / "x.wav", sound, rate), tmp_path), 4)
    spectrum = np.abs(np.fft.rfft(heard[RATE : 2 * RATE, 0] * np.hanning(RATE)))
    assert np.argmax(spectrum) == 1000
    assert heard[RATE:, 0] == pytest.approx(heard[RATE:, 1], abs=1)


@pytest.mark.parametrize("level", [0.005, 0.2])
def test_it_is_levelled_by_its_own_loudness(tmp_path, level):
    path = write(tmp_path / "x.wav", music(20, level))
    chosen = SoundSettings(bed=path, lift_lu=0)
    _, samples = mixed(timeline([], 60), chosen, tmp_path)
    assert loudness(samples[10 * RATE : 40 * RATE]) == pytest.approx(-38, abs=0.6)


def test_no_more_is_read_than_is_heard(tmp_path):
    path = write(tmp_path / "x.wav", music(150))
    loop = opened(path, tmp_path, minutes=0.5)
    assert (loop.intro + loop.cycle) / RATE < 90


def test_a_darker_tone_reaches_music_too(tmp_path):
    rng = np.random.default_rng(2)
    path = write(tmp_path / "x.wav", 0.1 * rng.standard_normal((9 * RATE, 2)))
    plain, dark = (content(opened(path, tmp_path, tone=tone), 5)[:, 0] for tone in (0, -6))
    spectra = [
        np.abs(np.fft.rfft(x[: 4 * RATE].reshape(-1, RATE))).mean(axis=0) for x in (plain, dark)
    ]
    change = 20 * np.log10(spectra[1] / spectra[0])
    assert change[200:400].mean() == pytest.approx(0, abs=0.4)
    assert change[8000:12_000].mean() == pytest.approx(-6, abs=0.4)


def clipped(seconds):
    return np.clip(music(seconds, 0.9) * 3, -0.99, 0.99)


def sudden():
    sound = music(20, 0.02)
    sound[12 * RATE : 12 * RATE + RATE // 3] *= 30
    return sound


BAD = {
    "a door that slams": (lambda p: write(p, sudden()), "sudden loud moment near 0:1[12]"),
    "too short": (lambda p: write(p, music(3.5)), "too short"),
    "a tenth of a second": (lambda p: write(p, music(0.1)), "too short"),
    "no frames": (lambda p: write(p, np.zeros((0, 2))), "too short|empty|not sound"),
    "silent": (lambda p: write(p, np.zeros((10 * RATE, 2))), "silent"),
    "all but silent": (lambda p: write(p, music(10, 1e-5)), "silent"),
    "clipped": (lambda p: write(p, clipped(10)), "clipped"),
    "clipped, then turned down": (lambda p: write(p, 0.5 * clipped(10)), "clipped"),
    "empty": (lambda p: p.write_bytes(b""), "empty"),
    "text": (lambda p: p.write_text("not a sound " * 500), "not sound"),
    "half a header": (lambda p: p.write_bytes(b"RIFF\xff\xff\xff\xffWAVEfmt "), "not sound|short"),
    "missing": (lambda p: p.exists(), "does not exist"),
    "a folder": (lambda p: p.mkdir(), "is a folder"),
}  # fmt: skip
if hasattr(os, "mkfifo"):
    BAD["a pipe nobody writes to"] = (os.mkfifo, "no ordinary file")


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("ffmpeg", [FFMPEG, None], ids=["with ffmpeg", "without"])
def test_what_cannot_serve_is_refused_with_a_reason(tmp_path, kind, ffmpeg):
    make, reason = BAD[kind]
    path = tmp_path / "Anna's song.wav"
    make(path)
    cache = tmp_path / "cache"
    with pytest.raises(SoundError, match=reason) as caught:
        opened(path, cache, ffmpeg=ffmpeg)
    assert caught.value.exit_code == 2
    assert "Anna" not in str(caught.value)
    assert not cache.exists() or not list(cache.iterdir())


def test_loud_but_whole_music_is_not_called_clipped(tmp_path):
    time = np.arange(10 * RATE) / RATE
    loud = 0.999 * np.sin(2 * np.pi * 55 * time)
    assert opened(write(tmp_path / "x.wav", loud), tmp_path).peak > 0.6


def test_mp3_that_overshoots_a_little_is_taken(tmp_path):
    sound = music(10)
    sound *= 0.98 / np.abs(sound).max()
    path = encoded((sound * 32767).astype(np.int16), tmp_path / "x.mp3", "64k")
    assert opened(path, tmp_path).cycle > 0


def test_a_replaced_file_is_read_again(tmp_path):
    path = write(tmp_path / "x.wav", music(8))
    first = opened(path, tmp_path).path
    write(path, music(8, seed=5))
    assert opened(path, tmp_path).path != first


def test_a_file_that_differs_far_from_its_beginning_and_end_is_read_again(tmp_path):
    sound = music(20)
    path = write(tmp_path / "x.wav", sound)
    first = opened(path, tmp_path).path
    sound[9 * RATE : 11 * RATE] *= 0.5
    os.utime(write(path, sound), ns=(0, path.stat().st_mtime_ns + 10**9))
    assert opened(path, tmp_path).path != first


def test_it_plays_under_a_voice(tmp_path):
    path = write(tmp_path / "x.flac", music(30))
    track = timeline(clips(tmp_path), 60)
    made = mix(track, SoundSettings(bed=str(path)), cache=tmp_path)
    assert sum(len(block) for block in made.blocks()) == track.frames * 4
