"""Filters and measures of our own beside scipy's, which wrote them long before."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage, signal

from relax.deliver import _listen
from relax.filters import Filter, band_pass, both_ways, high_pass
from relax.voices import _take_stretches
from relax.voices._denoise import denoise
from relax.voices._settings import voice_data

RATES = (8_000, 22_050, 44_100, 48_000)


def noise(seconds, rate, seed=1):
    return np.random.default_rng(seed).normal(0.1, 0.2, round(seconds * rate) + 77)


@pytest.mark.parametrize("rate", RATES)
def test_a_signal_is_filtered_as_by_scipy_whole_and_in_parts(rate):
    x = noise(2, rate)
    for order, hz in ((2, 70), (2, 250), (4, 120)):
        sections = signal.butter(order, hz, "highpass", fs=rate, output="sos")
        expected, ours = signal.sosfilt(sections, x), Filter(high_pass(hz, rate, order))
        parts = np.concatenate([ours(part) for part in np.split(x, [1, 100, 128, 5_000])])
        assert np.abs(parts - expected).max() < 1e-11
    sections = signal.butter(2, (300, 1200), "bandpass", fs=rate, output="sos")
    assert np.abs(Filter(band_pass(300, 1200, rate))(x) - signal.sosfilt(sections, x)).max() < 1e-11
    sections = signal.butter(2, 70, "highpass", fs=rate, output="sos")
    ours = both_ways(high_pass(70, rate), x)
    assert np.abs(ours - signal.sosfiltfilt(sections, x)).max() < 1e-9


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("length", [0.1, 1.0])
@pytest.mark.parametrize("room", [True, False])
def test_noise_is_turned_down_as_by_scipy(rate, length, room):
    """As it was written with scipy's transform: the same to a bit of a 24-bit sample."""
    sound = (
        np.sin(np.arange(round(length * rate)) / 9) * noise(length, rate)[: round(length * rate)]
    )
    takes, alone = voice_data().takes, noise(1, rate, 2) / 20 if room else None
    rumble = signal.butter(2, takes.high_pass_hz, "highpass", fs=rate, output="sos")
    expected = signal.sosfiltfilt(rumble, sound)
    size = 2 ** round(np.log2(rate * 0.03))
    if len(sound) >= 4 * size:
        bins = signal.ShortTimeFFT(signal.windows.hann(size, sym=False), size // 4, rate)
        spectrum = bins.stft(expected)
        known = np.abs(spectrum if alone is None else bins.stft(alone)) ** 2
        floor = np.percentile(known, 10, axis=1, keepdims=True)
        gain = np.sqrt(np.clip(1 - 4 * floor / np.maximum(np.abs(spectrum) ** 2, 1e-20), 0, 1))
        even = signal.convolve(gain, np.full((3, 5), 1 / 15), mode="same")
        least = 10 ** (-takes.denoise_db / 20)
        expected = bins.istft(spectrum * np.maximum(even, least), k1=len(expected))
    ours = denoise(sound, rate, alone)
    assert ours.dtype == np.float32
    assert ours.shape == expected.shape
    assert np.abs(ours - expected).max() < 2**-23


def walks(count):
    """Levels that wander, as those of speech do."""
    chance = np.random.default_rng(5)
    return [np.cumsum(chance.normal(0, 2, chance.integers(3, 400))) for _ in range(count)]


def test_levels_are_judged_as_by_scipy():
    for x in walks(200):
        for dip in (1.5, 3.0):
            peaks, _ = signal.find_peaks(x, prominence=dip, distance=12, height=x.max() - 20)
            assert _listen._syllables(x, dip) == len(peaks)
        assert np.array_equal(_listen._lowest_near(x, 300), ndimage.minimum_filter1d(x, 600))
        begins, stays = x > x.max() - 3, x > x.max() - 9
        spread = ndimage.binary_propagation(begins, mask=stays)
        assert np.array_equal(_take_stretches._spread(begins, stays), spread)
        for points in (3, 15):
            mean = ndimage.uniform_filter1d(x, points)
            assert np.abs(_take_stretches._moving_mean(x, points) - mean).max() < 1e-4


def test_of_level_peaks_the_middle_counts_once():
    steps = np.repeat([0.0, 3.0, 0.0, 2.0, 2.0, 0.0], 20)
    assert _listen._peaks(steps, 0.0) == list(signal.find_peaks(steps, height=0.0)[0])
