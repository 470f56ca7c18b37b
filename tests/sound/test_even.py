"""Clips of one voice come to one loudness, as far as they are not meant to differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyloudnorm
import pytest

from relax.sound import evened
from tests.sound.material import RATE, clip, speechlike


def loudness(one) -> float:
    """Of a clip with its gain, by another meter, LUFS."""
    sound = one.samples() / 32768 * 10 ** (one.gain_db / 20)
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound))


def test_lines_that_a_voice_speaks_softer_or_louder_come_to_one_loudness(tmp_path):
    levels = {"soft": 0.04, "usual": 0.06, "loud": 0.1}
    clips = {n: clip(tmp_path, n, speechlike(2, 1, level)) for n, level in levels.items()}
    found = [loudness(one) for one in evened(clips, tmp_path).values()]
    assert list(evened(clips, tmp_path)) == list(clips)
    assert np.ptp(found) < 0.2


@pytest.mark.parametrize("level", [0.001, 0.6])
def test_what_is_far_off_is_left_there_in_part(tmp_path, level):
    (one,) = evened({"a": clip(tmp_path, "a", speechlike(2, 1, level))}, tmp_path).values()
    assert abs(one.gain_db) == 9.0


def test_what_another_line_is_like_changes_nothing(tmp_path):
    one = clip(tmp_path, "one", speechlike(2, 1, 0.05))
    other = clip(tmp_path, "other", speechlike(2, 2, 0.1))
    assert (
        evened({"one": one}, tmp_path)["one"]
        == evened({"other": other, "one": one}, tmp_path)["one"]
    )


def test_what_was_measured_is_kept_but_not_of_what_is_somebodys_own(tmp_path):
    one, own = clip(tmp_path, "one", speechlike(2, 1)), clip(tmp_path, "own", speechlike(2, 2))
    clips = {"one": one, "own": replace(own, private=True)}
    before = evened(clips, tmp_path / "cache")
    assert len(list((tmp_path / "cache").rglob("*.kept"))) == 1
    assert evened(clips, tmp_path / "cache") == before
