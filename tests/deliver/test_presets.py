"""Presets reach the mix, and finished files as other programs read them.

That the mix keeps to the figures of every preset: tests.sound.test_mix. Ten finished tracks of each:
tests.benchmarks.presets.
"""

from __future__ import annotations

import dataclasses

import pytest

from relax.home import Home
from relax.request import Request, settle
from relax.settings import settings_for
from relax.sound import load_presets
from relax.words import Client, bundled_folder, find_template
from tests.benchmarks.presets import faults, rows_of


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A folder whose cache of voice and beds serves every preset."""
    return tmp_path_factory.mktemp("presets")


@pytest.mark.parametrize("preset", ["default", "acx"])
def test_two_tracks_with_different_words_and_beds_hold_the_figures(shared, preset):
    rows = rows_of((preset, 2, shared))
    assert not faults(preset, rows), rows


@pytest.mark.parametrize("preset", load_presets())
def test_a_request_is_made_by_the_figures_of_its_preset(tmp_path, preset):
    """What was chosen with ``--loudness`` is, figure for figure, what the mix is made by."""
    home = Home(tmp_path, tmp_path, (bundled_folder(),))
    template = find_template("three-minute-space", home.templates)
    asked = Request(
        template, Client(), tmp_path, minutes=3, bed="rain", preset=preset, voice="pyttsx3:de"
    )
    settings = settings_for(settle(asked), home)
    figures = load_presets()[preset].model_dump()
    sound = dataclasses.asdict(settings.sound)
    same = figures.keys() & sound.keys() - {"bed"}
    assert same >= {"voice_lufs", "file_rms_db", "bed_below_lu", "lift_lu", "ceiling_dbtp"}
    assert {name: sound[name] for name in same} == {name: figures[name] for name in same}
    assert settings.sound.bed == (figures["bed"] or "rain")
    assert settings.encoding.bitrate_kbps == figures["bitrate_kbps"]
    assert settings.chapters == figures["chapters"]
