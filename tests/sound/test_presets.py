"""Presets: those promised are there, and a slip in the data is caught when it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from relax import sound
from relax.data import checked
from relax.errors import RelaxError
from relax.sound import Preset, SoundSettings, load_presets, loudness
from relax.sound._settings import encoder_loss_db
from tests.sound.material import clips, ebur128, encoded, mixed, timeline


def test_every_preset_promised_is_there():
    promised = "default podcast sleep table accessible voice-only acx"
    assert list(load_presets()) == promised.split()


def test_presets_say_what_the_reference_asks_for():
    presets = load_presets()
    assert presets["default"].voice_lufs == -18
    assert presets["podcast"].voice_lufs == -16
    assert -22 <= presets["sleep"].voice_lufs <= -20
    assert presets["table"].voice_lufs == -20
    assert presets["accessible"].bed_at_least_lu == 20
    assert presets["acx"].bitrate_kbps >= 192
    assert all(preset.ceiling_dbtp <= -1 for preset in presets.values())


@pytest.mark.parametrize(
    ("field", "value"),
    [("voice_lufs", 0), ("voice_lufs", "loud"), ("lift_lu", 9), ("volume", 3), ("format", "mp5")],
)
def test_a_slip_in_the_data_is_caught(field, value):
    data = yaml.safe_load(
        Path(sound.__file__).with_name("data").joinpath("presets.yaml").read_text("utf-8")
    )
    data["sleep"][field] = value
    with pytest.raises(RelaxError, match=f"presets.yaml.*sleep.{field}"):
        checked(yaml.safe_dump(data), dict[str, Preset], "presets.yaml")


@pytest.mark.parametrize("preset", ["voice-only", "acx"])
def test_a_preset_may_insist_on_no_bed(preset):
    assert SoundSettings.of(load_presets()[preset], bed="ocean").bed == "none"


@pytest.mark.parametrize(
    ("bitrate", "kind"), [(64, "mp3"), (128, "mp3"), (192, "mp3"), (128, "m4a")]
)
def test_what_an_encoder_takes_away_is_known(tmp_path, bitrate, kind):
    _, samples = mixed(timeline(clips(tmp_path), 30), SoundSettings(), tmp_path)
    file = encoded(samples, tmp_path / f"x.{kind}", f"{bitrate}k")
    lost = loudness(samples) - ebur128(file)[0]
    assert lost == pytest.approx(encoder_loss_db(kind, bitrate), abs=0.15)


def test_other_formats_need_no_makeup():
    chosen = load_presets()["default"]
    assert SoundSettings.of(chosen).makeup_db > 0.3
    assert SoundSettings.of(chosen, format="flac").makeup_db == 0
