"""The one loudness meter reads what other people's meters read."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings, strategies as st

from relax.sound import Meter, loudness, true_peak
from tests.sound.material import RATE, ebur128, speechlike

KINDS = ("white", "speech", "gaps", "rumble", "quiet end")


def signal(kind: str, seconds: float = 12.34) -> np.ndarray:
    n = round(seconds * RATE)
    rng = np.random.default_rng(5)
    if kind == "speech":
        return speechlike(seconds, 3) / 32768
    if kind == "rumble":
        return np.cumsum(rng.standard_normal(n)) * 1e-3 * np.hanning(n)
    noise = 0.1 * rng.standard_normal(n)
    if kind == "gaps":
        return noise * (np.sin(np.arange(n) / RATE * 1.3) > 0)
    if kind == "quiet end":
        return noise * np.where(np.arange(n) < n // 2, 1, 0.02)
    return noise


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_ffmpeg(kind, channels, tmp_path):
    sound = np.repeat(signal(kind)[:, None], channels, axis=1).astype(np.float32)
    soundfile.write(tmp_path / "x.wav", sound, RATE, subtype="FLOAT")
    assert loudness(sound) == pytest.approx(ebur128(tmp_path / "x.wav")[0], abs=0.1)


@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_pyloudnorm(kind, rate):
    pyloudnorm = pytest.importorskip("pyloudnorm", reason="pyloudnorm is not installed")
    sound = signal(kind)
    theirs = pyloudnorm.Meter(rate).integrated_loudness(sound)
    assert loudness(sound.astype(np.float32), rate) == pytest.approx(theirs, abs=0.1)


@settings(max_examples=15, deadline=None)
@given(cuts=st.lists(st.integers(1, 60_000), min_size=1, max_size=12), whole=st.booleans())
def test_blocks_of_any_size_give_the_same_reading(cuts, whole):
    sound = signal("gaps", 6.7).astype(np.float32)
    if whole:
        sound = (sound * 20_000).astype(np.int16)
    meter, at = Meter(), 0
    while at < len(sound):
        cut = cuts[at % len(cuts)]
        meter.feed(sound[at : at + cut])
        at += cut
    assert meter.integrated() == pytest.approx(loudness(sound), abs=0.001)


def test_silence_and_nothing_read_as_silence():
    assert loudness(np.zeros(RATE, np.float32)) == -120
    assert Meter(2).integrated() == -120


def test_twice_the_channels_are_three_decibels_more():
    one = signal("white").astype(np.float32)
    both = np.stack([one, one], axis=1)
    assert loudness(both) - loudness(one) == pytest.approx(3.01, abs=0.01)


def test_range_is_that_of_two_levels():
    sound = signal("white", 60).astype(np.float32)
    sound[len(sound) // 2 :] *= 10 ** (-9 / 20)
    meter = Meter()
    meter.feed(sound)
    assert meter.range_lu() == pytest.approx(9, abs=0.5)


@pytest.mark.parametrize("phase", [0, 0.7, np.pi / 4])
def test_true_peak_finds_what_lies_between_samples(phase):
    time = np.arange(RATE)
    sound = 0.5 * np.sin(2 * np.pi * time / 4 + phase) * np.hanning(RATE)
    assert 20 * np.log10(true_peak(sound.astype(np.float32))) == pytest.approx(-6.02, abs=0.1)


@pytest.mark.parametrize("kind", ["white", "speech"])
def test_true_peak_agrees_with_ffmpeg(kind, tmp_path):
    sound = signal(kind).astype(np.float32)
    soundfile.write(tmp_path / "x.wav", sound, RATE, subtype="FLOAT")
    theirs = ebur128(tmp_path / "x.wav")[1]
    assert 20 * np.log10(true_peak(sound)) == pytest.approx(theirs, abs=0.35)
