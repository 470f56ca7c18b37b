"""Kokoro, with a tiny model that hums as long as its signs take; the package reads the text."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from relax import ipa
from relax.errors import BadInput, VoiceError
from relax.voices import Line, Manner, VoiceSettings, list_voices, open_voice, voice_lines
from relax.voices._registry import Registry

pytest.importorskip("kokoro_onnx", reason="the extra [kokoro] is not installed")
pytest.importorskip("hibari", reason="hibari-tts is not installed")
onnx = pytest.importorskip("onnx", reason="a model is made with onnx, which is not installed")
from onnx import TensorProto, helper  # noqa: E402

from relax.voices import kokoro_voice  # noqa: E402
from tests.offline import tried  # noqa: E402
from tests.voices.test_get import voice_of  # noqa: E402

RATE = 24_000
HOP = 1200  # samples for each sign
TEXT = "Let the hands rest where they are."
SPANISH = "Deja que las manos descansen donde están."
LEVELS = {"af_heart": 0.2, "bf_emma": 0.2, "ef_dora": 0.2, "hf_alpha": 0.2, "am_puck": 3.0}
SILENT = "am_adam"
MODEL, STYLES = "kokoro-v1.0.int8.onnx", "voices-v1.0.bin"


def model_of(path, *, tone=0.06) -> None:
    """A sine of (signs + 2) * HOP / speed samples, as loud as the style's first number."""
    nodes = [
        helper.make_node("Shape", ["tokens"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["count"]),
        helper.make_node("Cast", ["count"], ["count_f"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["count_f", "hop"], ["whole"]),
        helper.make_node("Div", ["whole", "speed"], ["totals"]),
        helper.make_node("Gather", ["totals", "zero"], ["total"]),
        helper.make_node("Range", ["start", "total", "step"], ["time"]),
        helper.make_node("Mul", ["time", "tone"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["sine"]),
        helper.make_node("Gather", ["style", "zero"], ["row"]),
        helper.make_node("Gather", ["row", "zero"], ["level"]),
        helper.make_node("Mul", ["sine", "level"], ["audio"]),
    ]
    number = {"one": 1, "zero": 0}
    level = {"hop": HOP, "start": 0.0, "step": 1.0, "tone": tone}
    constants = [helper.make_tensor(k, TensorProto.INT64, [], [v]) for k, v in number.items()]
    constants += [helper.make_tensor(k, TensorProto.FLOAT, [], [v]) for k, v in level.items()]
    inputs = [
        helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "n"]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    output = helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["t"])
    graph = helper.make_graph(nodes, "hum", inputs, [output], constants)
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), path)


def register(folder, monkeypatch):
    """Let the registry name what lies in ``folder``."""
    files = {name: (folder / name).read_bytes() for name in (MODEL, STYLES)}
    known = Registry(voices=(voice_of(**files),))
    monkeypatch.setattr(kokoro_voice, "registry", lambda: known)


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A folder with the stand-in's two files, as `relax voices get` leaves them."""
    folder = tmp_path / "models"
    folder.mkdir()
    model_of(folder / MODEL)
    styles = {
        name: np.full((510, 1, 256), level, np.float32)
        for name, level in {**LEVELS, SILENT: 0.0}.items()
    }
    with (folder / STYLES).open("wb") as file:
        np.savez(file, **styles)
    register(folder, monkeypatch)
    return folder


@pytest.fixture
def settings(models):
    return VoiceSettings(models=models)


def spoken(spec, cache, settings, *lines):
    voice = open_voice(spec, settings)
    try:
        return voice_lines([Line(x) if isinstance(x, str) else x for x in lines], voice, cache)
    finally:
        voice.close()


def rows(settings, **options):
    return [row for row in list_voices(settings, **options) if row.engine == "kokoro"]


def test_the_default_voice_speaks_at_the_pace_asked_for(cache, settings):
    own, slow = spoken("kokoro", cache, settings, TEXT, Line(TEXT, manner=Manner(0.8)))
    assert slow.frames / own.frames == pytest.approx(1.25, rel=0.02)
    assert '"af_heart"' in open_voice("kokoro", settings).identity


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ("kokoro:bf_emma", TEXT),
        ("kokoro:ef_dora", SPANISH),
        ("kokoro:hf_alpha", "आप कभी भी रुक सकते हैं।"),
    ],
)
def test_other_voices_read_their_own_language(spec, text, cache, settings):
    (clip,) = spoken(spec, cache, settings, text)
    assert 0.03 < clip.frames / 44_100 / len(text) < 0.12


def test_no_sample_is_clipped_however_loud_a_voice_is(cache, settings):
    (clip,) = spoken("kokoro:am_puck", cache, settings, TEXT)
    sound = np.abs(clip.samples() / 32768)
    assert np.mean(sound > 0.99 * sound.max()) < 0.1  # of a sine; far more of one that is cut off


def test_a_voice_that_is_not_there_is_told_with_the_nearest(cache, settings):
    with pytest.raises(BadInput, match="no voice “bf_ema”") as error:
        open_voice("kokoro:bf_ema", settings)
    assert "kokoro:bf_emma?" in error.value.hint
    with pytest.raises(BadInput, match="no voice “af_sky”"):  # of the table, but not of this file
        spoken("kokoro:af_sky", cache, settings, TEXT)


def test_what_is_missing_is_named_with_what_to_do(models, settings, monkeypatch):
    assert {row.needs for row in rows(settings)} == {""}
    (models / STYLES).unlink()
    for lacking in (settings, VoiceSettings()):
        with pytest.raises(BadInput, match="model of the voice kokoro is not on") as error:
            open_voice("kokoro", lacking)
        assert "relax voices get kokoro" in error.value.hint
        (row,) = rows(lacking)
        assert (row.id, row.needs) == ("kokoro", "relax voices get kokoro")
    monkeypatch.setattr(kokoro_voice, "find_spec", lambda _: None)
    with pytest.raises(BadInput, match="not installed") as error:
        open_voice("kokoro:bf_emma", settings)
    wanted = "Python 3" if sys.version_info >= (3, 14) else r"pip install '.[kokoro]'"
    assert wanted in error.value.hint
    assert all(wanted in row.needs for row in rows(settings, everything=True))


def test_all_voices_are_listed_when_all_are_asked_for(settings):
    every, best = rows(settings, everything=True), rows(settings)
    assert {row.id for row in best} < {row.id for row in every}
    assert sum(row.language.startswith("en") for row in every) == 28
    for language in ("es", "fr", "it", "pt-BR", "hi"):
        assert any(row.language == language for row in best)


def test_names_in_ipa_are_said_by_an_english_voice(cache, settings):
    named = [ipa.marked("/ʃɪˈvɔːn/"), ipa.marked("/ʃɪˈvɔːnʃɪvɔːn/")]
    short, long = spoken("kokoro:bf_emma", cache, settings, *named)
    # Five signs more, for the model's alphabet has no length, at the pace of a lone word.
    assert long.frames / 44_100 - short.frames / 44_100 == pytest.approx(
        5 * HOP / RATE / kokoro_voice.kokoro_data().lone_speed, abs=0.03
    )
    with pytest.raises(VoiceError, match=r"U\+0295"):
        spoken("kokoro", cache, settings, ipa.marked("/ʕa/"))


def test_a_persons_brackets_are_not_obeyed(cache, settings):
    typed, plain, obeyed = spoken(
        "kokoro", cache, settings, "[Anna](/mama/)", "Anna mama", ipa.marked("/mama/")
    )
    assert typed.frames > plain.frames > 1.4 * obeyed.frames


def test_ipa_is_refused_where_the_language_is_another(cache, settings, monkeypatch):
    marked = f"Hola, {ipa.marked('/ʃɪˈvɔːn/')}."
    with pytest.raises(VoiceError, match="does not read IPA"):
        spoken("kokoro:ef_dora", cache, settings, marked)
    monkeypatch.setattr(kokoro_voice, "find_spec", lambda name: name != "hibari" or None)
    with pytest.raises(VoiceError, match="does not read IPA"):
        spoken("kokoro", cache, settings, marked)
    assert spoken("kokoro", cache, settings, TEXT)  # read by espeak-ng


@pytest.mark.parametrize("spec", ["kokoro", "kokoro:ef_dora"])
@pytest.mark.parametrize("text", ["Hello, 小明.", "Алёна", "…", "?!"])
def test_what_has_no_sound_is_an_error_and_never_a_gap(spec, text, cache, settings):
    with pytest.raises(VoiceError, match=r"cannot read a word|no sound for|no word in it"):
        spoken(spec, cache, settings, text)


def test_a_model_that_gives_silence_is_an_error(cache, settings):
    with pytest.raises(VoiceError, match="silent"):
        spoken(f"kokoro:{SILENT}", cache, settings, TEXT)


@pytest.mark.parametrize(("spec", "text"), [("kokoro", TEXT), ("kokoro:ef_dora", SPANISH)])
def test_the_same_words_are_the_same_samples(spec, text, cache, settings):
    one = spoken(spec, cache, settings, "Bueno.", text)[1].samples()
    for path in cache.folder.rglob("*.wav"):
        path.unlink()
    assert np.array_equal(one, spoken(spec, cache, settings, text)[0].samples())


def test_another_model_is_another_voice_and_a_damaged_one_speaks_nothing(
    models, settings, monkeypatch
):
    before = open_voice("kokoro", settings).identity
    for fact in ("kokoro-onnx ", "onnxruntime ", "numpy ", "hibari-tts "):
        assert fact in before
    assert str(models) not in before
    assert before != open_voice("kokoro:bf_emma", settings).identity
    content = (models / MODEL).read_bytes()
    model_of(models / MODEL, tone=0.07)
    assert len((models / MODEL).read_bytes()) == len(content)
    with pytest.raises(VoiceError, match="damaged") as error:
        _ = open_voice("kokoro", settings).identity
    assert "relax voices get kokoro" in error.value.hint
    register(models, monkeypatch)
    assert open_voice("kokoro", settings).identity != before


@pytest.mark.parametrize("end", [". ", ", ", " "])
def test_a_long_text_is_said_in_pieces_to_its_end(end, cache, settings):
    text = end.join(["The hands can rest where they are"] * 30) + "."
    (clip,) = spoken("kokoro", cache, settings, text)
    still = np.abs(clip.samples()) < 30
    edges = np.flatnonzero(np.diff(np.concatenate([[0], still, [0]])))
    pauses = [
        (b - a) / 44_100 for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 2000
    ]
    assert 2 <= len(pauses) <= 4
    assert pauses == pytest.approx([0.3] * len(pauses), abs=0.02)
    assert clip.frames / 44_100 > 0.04 * len(text)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows keeps a loaded library")
def test_no_connection_is_opened_and_nothing_left_behind(tmp_path, cache, settings, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    spoken("kokoro:ef_dora", cache, settings, SPANISH)
    spoken("kokoro", cache, settings, TEXT)
    assert tried() == []
    assert list(temporary.iterdir()) == []
