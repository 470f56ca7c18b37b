"""What an engine wrote becomes a clip without silence, clicks or lost sound."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from hypothesis import given, strategies as st

from relax.errors import VoiceError
from relax.voices import Clip
from relax.voices._clips import check_length, finish, plausible_seconds, trim
from relax.voices._text import clean, without_words
from tests.voices.engines import tone

TEXT = "Let the hands rest where they are."


def padded(path, before, after, *, rate=22_050, channels=1, kind="WAV"):
    """Two seconds of tone between silences, in seconds."""
    tone(path, 2, rate=rate)
    wave, _ = soundfile.read(path)
    whole = np.concatenate([np.zeros(round(before * rate)), wave, np.zeros(round(after * rate))])
    soundfile.write(path, np.column_stack([whole] * channels), rate, format=kind)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize(("kind", "channels"), [("WAV", 1), ("AIFF", 1), ("WAV", 2), ("FLAC", 2)])
def test_any_rate_and_kind_becomes_two_seconds_without_silence(tmp_path, rate, kind, channels):
    raw, out = tmp_path / "raw", tmp_path / "out.wav"
    padded(raw, 0.4, 0.7, rate=rate, kind=kind, channels=channels)
    frames = finish(raw, TEXT, out)
    assert frames / 44_100 == pytest.approx(2 + 0.02 + 0.06, abs=0.011)
    assert soundfile.info(out).samplerate == 44_100
    samples = Clip(out, frames).samples().astype(float)
    assert len(samples) == frames
    middle = samples[4410:-4410]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * 44_100 / len(middle) == pytest.approx(220, abs=1)
    assert np.sqrt(np.mean(middle**2)) / 32768 == pytest.approx(0.3 / np.sqrt(2), rel=0.01)


def test_a_clip_begins_and_ends_without_a_step(tmp_path):
    raw, out = tmp_path / "raw.wav", tmp_path / "out.wav"
    soundfile.write(raw, np.full(44_100, 0.5), 44_100)
    samples = Clip(out, finish(raw, TEXT, out)).samples().astype(int)
    assert abs(samples[0]) < 10
    assert abs(samples[-1]) < 10
    assert np.max(np.abs(np.diff(samples))) < 0.01 * 32768


def test_a_soft_ending_is_not_cut_off():
    rate = 22_050
    loud = 0.5 * np.sin(np.arange(rate) / 10)
    soft = 0.003 * np.random.default_rng(1).standard_normal(rate // 5)  # -42 dB: a dying “s”
    silence = np.zeros(rate)
    cut = trim(np.concatenate([silence, loud, soft, silence]).astype(np.float32), rate)
    assert len(cut) / rate == pytest.approx(1.2 + 0.08, abs=0.012)


def test_sound_at_full_scale_does_not_wrap_round(tmp_path):
    raw, out = tmp_path / "raw.wav", tmp_path / "out.wav"
    square = np.sign(np.sin(np.arange(44_100) / 7)).astype(np.float32)
    soundfile.write(raw, square, 22_050, subtype="FLOAT")
    samples = Clip(out, finish(raw, TEXT, out)).samples().astype(float)
    assert np.max(np.abs(samples)) <= 32767
    want = np.repeat(square, 2)[2000:6000]
    assert np.corrcoef(samples[2000:6000], want)[0, 1] > 0.95


def test_damaged_samples_are_refused(tmp_path):
    raw = tmp_path / "raw.wav"
    soundfile.write(raw, np.full(44_100, np.nan), 22_050, subtype="FLOAT")
    with pytest.raises(VoiceError, match="damaged"):
        finish(raw, TEXT, tmp_path / "out.wav")


@pytest.mark.parametrize("level_dbfs", [None, -90])
def test_silence_that_is_as_long_as_its_line_is_refused(tmp_path, level_dbfs):
    """Nothing but its level tells it from speech."""
    level = 0.0 if level_dbfs is None else 10 ** (level_dbfs / 20)
    hum = level * np.sin(np.arange(3 * 22_050) / 30)
    soundfile.write(tmp_path / "raw.wav", hum, 22_050, subtype="FLOAT")
    with pytest.raises(VoiceError, match="silence"):
        finish(tmp_path / "raw.wav", "One option is to feel your hands.", tmp_path / "out.wav")
    assert not (tmp_path / "out.wav").exists()


def test_ordinary_speech_is_plausible_and_half_or_tenfold_is_not():
    letters = sum(char.isalpha() for char in TEXT)
    spoken = letters * 0.075
    check_length(spoken, TEXT)
    check_length(spoken / 0.6, TEXT, rate=0.6)
    with pytest.raises(VoiceError, match="too little"):
        check_length(spoken * 0.3, TEXT)
    with pytest.raises(VoiceError, match="too much"):
        check_length(spoken * 10, TEXT)


@given(st.text(), st.text())
def test_more_text_may_last_longer(one, other):
    low, high = plausible_seconds(f"{one} {other}")
    assert plausible_seconds(one)[0] <= low < high
    assert plausible_seconds(other)[1] <= high


@given(st.text())
def test_clean_text_can_be_written_down_and_is_clean(text):
    once = clean(text)
    assert clean(once) == once
    assert once.encode().decode() == once
    assert not any(char in once for char in "\n\r\t\x00\x1b\x85")


def test_clean_text_keeps_what_is_read():
    text = "Siobhán, 你好 שלום 👩‍👧 {{ 7*7 }} a\u200cb"
    assert clean(f"  {text}\n") == text


def test_an_engines_words_come_without_those_of_the_line():
    message = "cannot say 'Margaret':\n  margaret is not in the lexicon."
    text = "Settle in, Margaret."
    assert without_words(message, text) == "cannot say '…': … is not … the lexicon"
