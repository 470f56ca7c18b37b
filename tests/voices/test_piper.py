"""Piper, with a tiny model that hums as long as it is told."""

from __future__ import annotations

import json

import numpy as np
import pytest

from relax import ipa
from relax.errors import BadInput, VoiceError
from relax.voices import Line, Manner, VoiceSettings, list_voices, open_voice, voice_lines

pytest.importorskip("piper", reason="the extra [piper] is not installed")
onnx = pytest.importorskip("onnx", reason="a model is made with onnx, which is not installed")
from onnx import TensorProto, helper  # noqa: E402

from relax.voices._piper_speaker import plain  # noqa: E402

HOP = 1024
TEXT = "Let the hands rest where they are."


def model_of(path, *, noisy: bool = True, speakers: int = 1, kind: str = "text") -> None:
    """A sine of phonemes * length * HOP samples, plus noise * its scale, as ONNX."""
    nodes = [
        helper.make_node("Shape", ["input"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["count"]),
        helper.make_node("Cast", ["count"], ["count_f"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["scales", "one"], ["length"]),
        helper.make_node("Gather", ["scales", "zero"], ["noise"]),
        helper.make_node("Mul", ["count_f", "length"], ["units"]),
        helper.make_node("Mul", ["units", "hop"], ["total"]),
        helper.make_node("Range", ["start", "total", "step"], ["time"]),
        helper.make_node("Mul", ["time", "speed"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["sine"]),
        helper.make_node("Mul", ["sine", "quiet"], ["tone"]),
        helper.make_node("RandomNormalLike", ["tone"], ["hiss"]),
        helper.make_node("Mul", ["hiss", "noise"], ["some"]),
        helper.make_node("Add" if noisy else "Max", ["tone", "some"], ["mix"]),
        helper.make_node("Reshape", ["mix", "form"], ["output"]),
    ]
    number = {"one": 1, "zero": 0}
    level = {"hop": HOP, "start": 0.0, "step": 1.0, "speed": 0.06, "quiet": 0.2}
    constants = [helper.make_tensor(k, TensorProto.INT64, [], [v]) for k, v in number.items()]
    constants += [helper.make_tensor(k, TensorProto.FLOAT, [], [v]) for k, v in level.items()]
    constants.append(helper.make_tensor("form", TensorProto.INT64, [4], [1, 1, 1, -1]))
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, ["b", "n"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["b"]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, ["b"]))
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "t"])
    graph = helper.make_graph(nodes, "hum", inputs, [output], constants)
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), path)
    letters = "ˈˌɑæəɛɪʊʌɔŋθðʃɹɾɡː_^$ abcdefghijklmnopqrstuvwxyz,.;'[]-0123456789"
    config = {
        "audio": {"sample_rate": 22_050},
        "espeak": {"voice": "en-us"},
        "phoneme_type": kind,
        "num_symbols": len(letters),
        "num_speakers": speakers,
        "phoneme_id_map": {letter: [n] for n, letter in enumerate(letters)},
        "inference": {"noise_scale": 0.6, "length_scale": 1.0, "noise_w": 0.8},
        "speaker_id_map": {"ann": 0, "bea": 1} if speakers > 1 else {},
    }
    path.with_name(f"{path.name}.json").write_text(json.dumps(config))


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "hum.onnx"
    model_of(path)
    return path


def spoken(spec, cache, *lines, settings=None):
    voice = open_voice(spec, settings or VoiceSettings())
    try:
        return voice_lines(lines, voice, cache)
    finally:
        voice.close()


def test_a_model_speaks_at_the_pace_asked_for_and_at_its_own_level(model, cache):
    own, slow = spoken(f"piper:{model}", cache, Line(TEXT), Line(TEXT, manner=Manner(0.8)))
    assert slow.frames / own.frames == pytest.approx(1.25, rel=0.02)
    # Not normalised: the sine of 0.2 stays one, and the noise of the model's settings is off.
    assert np.max(np.abs(own.samples())) / 32768 == pytest.approx(0.2, abs=0.01)


def test_the_same_words_are_the_same_samples(model, cache):
    one = spoken(f"piper:{model}", cache, Line("First of all."), Line(TEXT))[1].samples()
    cache.purge_old_private(-1)
    for path in cache.folder.rglob("*.wav"):
        path.unlink()
    assert np.array_equal(one, spoken(f"piper:{model}", cache, Line(TEXT))[0].samples())


def test_what_looks_like_phonemes_is_spoken(tmp_path, cache):
    model = tmp_path / "ipa.onnx"
    model_of(model, kind="espeak")
    lines = (Line("[[abcd]], hello there."), Line("( (abcd) ), hello there."))
    marked, spelled = spoken(f"piper:{model}", cache, *lines)
    assert marked.frames == spelled.frames
    for text in ("[[[a]]]", "a [b] [[ c ]]"):
        assert "[[" not in plain(text)
        assert plain(text).replace(" ", "") == text.replace(" ", "")


def test_ipa_reaches_the_model_as_it_is_written(tmp_path, cache):
    model = tmp_path / "ipa.onnx"
    model_of(model, kind="espeak")
    short, long = spoken(
        f"piper:{model}", cache, Line(ipa.marked("/ʃɪˈvɔːn/")), Line(ipa.marked("/ʃɪˈvɔːnʃɪvɔːn/"))
    )
    # A padding sound after each of 7 signs and 13; a sign more would be 2 * HOP longer.
    assert long.frames - short.frames == pytest.approx(2 * 2 * 6 * HOP, abs=HOP / 2)
    with pytest.raises(VoiceError, match=r"U\+0295"):
        spoken(f"piper:{model}", cache, Line(ipa.marked("/ʕa/")))


def test_the_model_of_the_settings_is_used_and_listed(model, cache):
    settings = VoiceSettings(piper_model=model)
    assert spoken("piper", cache, Line(TEXT), settings=settings)
    row = next(row for row in list_voices(settings) if row.engine == "piper")
    assert (row.needs, row.language) == ("", "en-us")


def test_speakers_are_chosen_by_name_or_number(tmp_path, cache):
    model = tmp_path / "two.onnx"
    model_of(model, speakers=2)
    for person in ("ann", "1"):
        assert spoken(f"piper:{model}#{person}", cache, Line(TEXT))
    with pytest.raises(BadInput, match=r"two\.onnx#bea\?"):
        spoken(f"piper:{model}#bee", cache, Line(TEXT))


def test_a_changed_model_is_another_voice_and_its_identity_names_no_folder(model):
    before = open_voice(f"piper:{model}", VoiceSettings()).identity
    model_of(model, noisy=False)
    after = open_voice(f"piper:{model}", VoiceSettings()).identity
    assert before != after
    assert str(model.parent) not in before


def test_what_is_missing_is_named(tmp_path, model, cache):
    with pytest.raises(BadInput, match="needs a model"):
        open_voice("piper", VoiceSettings())
    with pytest.raises(BadInput, match=r"no file .*none\.onnx"):
        open_voice(f"piper:{tmp_path / 'none.onnx'}", VoiceSettings())
    model.with_name(f"{model.name}.json").unlink()
    with pytest.raises(BadInput, match=r"no file .*hum\.onnx\.json"):
        open_voice(f"piper:{model}", VoiceSettings())
    model.with_name(f"{model.name}.json").write_text("{")
    with pytest.raises(VoiceError, match="could not"):
        spoken(f"piper:{model}", cache, Line(TEXT))
