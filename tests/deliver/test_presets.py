"""Presets in finished files, as other programs read them; ten of each: tests.benchmarks.presets."""

from __future__ import annotations

import pytest

from relax.sound import load_presets
from tests.benchmarks.presets import faults, rows_of


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A folder whose cache of voice and beds serves every preset."""
    return tmp_path_factory.mktemp("presets")


@pytest.mark.parametrize("preset", load_presets())
def test_two_tracks_with_different_words_and_beds_hold_the_figures(shared, preset):
    rows = rows_of((preset, 2, shared))
    assert not faults(preset, rows), rows
