"""Beds: no seam, no step, the spectrum their name promises, the same every time."""

from __future__ import annotations

import functools
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

from relax.errors import SoundError
from relax.progress import silent
from relax.sound import SoundSettings, bed_names, bed_plot, describe_beds, loudness
from relax.sound._beds import open_bed
from relax.sound._grains import Grains
from relax.sound._synth import synthesise
from tests.sound.material import RATE

BEDS = describe_beds()
WATER = ("ocean", "rain", "stream")


@functools.lru_cache(maxsize=4)
def bed(name: str, seed: int = 1, tone: float = 0.0) -> np.ndarray:
    return synthesise(BEDS[name], seed, tone)


def windows_db(sound: np.ndarray, width: int) -> np.ndarray:
    """RMS of both channels together in windows that go on round the loop's end."""
    tenths = np.mean(sound[:, : sound.shape[1] // 4410 * 4410].reshape(2, -1, 4410) ** 2, (0, 2))
    count = width // 4410
    round_ = np.concatenate([tenths, tenths[: count - 1]])
    return 10 * np.log10(np.convolve(round_, np.ones(count) / count, "valid"))


def test_every_bed_promised_is_there():
    promised = "none brown pink ocean rain stream wind pad drone bowls night"
    assert set(promised.split()) == set(bed_names())
    assert bed_names()[0] == "none"


@settings(max_examples=12, deadline=None)
@given(name=st.sampled_from(list(BEDS)), seed=st.integers(0, 2**63), tone=st.sampled_from([0, -6]))
def test_the_end_leads_into_the_beginning(name, seed, tone):
    sound = synthesise(BEDS[name], seed, tone)
    steps = np.abs(np.diff(sound, axis=1))
    seam = np.abs(sound[:, 0] - sound[:, -1])
    assert (seam <= np.quantile(steps, 0.999, axis=1)).all()
    around = np.concatenate([sound[:, -2:], sound[:, :2]], axis=1)
    bends = np.quantile(np.abs(np.diff(sound, n=2, axis=1)), 0.9995, axis=1)
    assert (np.abs(np.diff(around, n=2, axis=1)).max(axis=1) <= bends * 1.5).all()


def test_a_grain_that_ends_after_the_loop_goes_on_at_its_start():
    layer = Grains(
        kind="grains", db=0, width=0, per_second=8, low_hz=300, high_hz=400, length_s=0.5
    )
    sound = np.zeros((2, 10 * RATE), np.float32)
    layer.add_to(sound, np.random.default_rng(1))
    assert np.std(sound[0, : RATE // 50]) > 0.2 * np.std(sound[0])


@pytest.mark.parametrize("name", BEDS)
def test_nothing_moves_six_decibels_in_a_second(name):
    level = windows_db(bed(name), 4 * 4410)
    assert max(np.abs(np.roll(level, -k) - level).max() for k in range(1, 11)) < 6


@pytest.mark.parametrize("name", ["brown", "pink", "rain", "stream", "drone"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_steady_beds_keep_their_level(name, seed):
    assert np.ptp(windows_db(bed(name, seed), 10 * 4410)) <= 3


@pytest.mark.parametrize(("name", "slope"), [("brown", -6.02), ("pink", -3.01)])
def test_noise_falls_as_its_name_says(name, slope):
    sound = bed(name)[0]
    power = np.abs(np.fft.rfft(sound)) ** 2
    edges = np.array([125, 250, 500, 1000, 2000, 4000, 8000]) * len(sound) // RATE
    per_octave = [10 * np.log10(power[a:b].mean()) for a, b in pairwise(edges)]
    found = np.diff(per_octave)
    assert found.mean() == pytest.approx(slope, abs=0.15)
    assert np.abs(found - slope).max() < 0.5


@pytest.mark.parametrize("name", BEDS)
def test_one_earbud_or_speaker_loses_nothing(name):
    left, right = bed(name)
    whole = np.mean(left**2 + right**2) / 2
    together = np.mean(((left + right) / 2) ** 2)
    assert 10 * np.log10(together / whole) > -3.5
    apart = np.abs(np.fft.rfft((left - right) / 2)) ** 2
    low = int(110 * len(left) / RATE)
    assert 10 * np.log10(apart[:low].sum() / (apart.sum() + np.square(left).sum())) < -30


@pytest.mark.parametrize("name", BEDS)
def test_left_and_right_are_equally_loud(name):
    left, right = bed(name)
    assert 10 * np.log10(np.mean(left**2) / np.mean(right**2)) == pytest.approx(0, abs=1.5)


@pytest.mark.parametrize("name", WATER)
def test_water_says_what_it_may_do(name):
    assert "bladder" in BEDS[name].note


def test_every_bed_is_described():
    assert all(bed.title and bed.description for bed in BEDS.values())


def test_a_darker_tone_takes_treble_only():
    plain, dark = bed("pink", 1)[0], bed("pink", 1, -6.0)[0]
    hz = np.fft.rfftfreq(len(plain), 1 / RATE)
    change = 20 * np.log10(np.abs(np.fft.rfft(dark)[1:]) / np.abs(np.fft.rfft(plain)[1:]) + 1e-12)
    assert np.median(change[(hz[1:] > 100) & (hz[1:] < 300)]) == pytest.approx(0, abs=0.3)
    assert np.median(change[(hz[1:] > 6000) & (hz[1:] < 12_000)]) == pytest.approx(-6, abs=0.3)


def opened(cache, **chosen):
    return open_bed(SoundSettings(**chosen), 600 * RATE, cache, silent, None)


def content(loop, start, frames):
    with loop.path.open("rb") as file:
        return loop.read(file, start, frames)


def test_a_bed_repeats_for_ever(tmp_path):
    loop = opened(tmp_path, bed="drone")
    assert loop.intro == 0
    first = content(loop, 1000, 5000)
    assert np.array_equal(first, content(loop, 1000 + 7 * loop.cycle, 5000))
    across = content(loop, loop.cycle - 10, 20)
    assert np.array_equal(across[20:], content(loop, 0, 10))


def test_what_is_stored_reads_as_loud_as_it_says(tmp_path):
    loop = opened(tmp_path, bed="ocean")
    heard = content(loop, 0, loop.cycle).reshape(-1, 2)
    assert loop.lufs == pytest.approx(loudness(heard), abs=0.2)
    assert loop.peak == pytest.approx(np.abs(heard.astype(int)).max() / 32768, abs=1e-4)
    assert 1 < loop.top - loop.lufs < 5


def test_a_bed_of_no_such_name_names_those_there_are(tmp_path):
    with pytest.raises(SoundError, match=r"oceann.*ocean, rain") as caught:
        opened(tmp_path, bed="oceann")
    assert caught.value.exit_code == 2


def test_another_process_makes_the_same_bed():
    script = (
        "import hashlib; from relax.sound import describe_beds;"
        "from relax.sound._synth import synthesise;"
        "print(hashlib.sha256(synthesise(describe_beds()['rain'], 7).tobytes()).hexdigest())"
    )
    said = {
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(said) == 1


def test_the_picture_of_a_bed(tmp_path):
    bed_plot("rain", tmp_path / "rain.png")
    with Image.open(tmp_path / "rain.png") as picture:
        assert picture.format == "PNG"
        assert len(picture.getcolors(100_000)) > 3
    with pytest.raises(SoundError):
        bed_plot("none", tmp_path / "none.png")
    assert not (tmp_path / "none.png").exists()
