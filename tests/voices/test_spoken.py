"""Every word proved: what a recogniser hears, that it notices faults, and what a reading must pass."""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import pytest
import soxr
from hypothesis import HealthCheck, given, settings, strategies as st

from relax.errors import BadInput
from relax.voices import Line, VoiceSettings, _hibari, _natural, open_voice, voice_lines
from relax.voices._heard import differences, exact, plain
from relax.voices._ipa import for_kokoro
from relax.voices._protocol import Manner
from relax.voices._recognise import Recogniser
from tests.spoken import accepted, own_lines

COUNT = [
    "In",
    "Out",
    "And",
    "Pause",
    "Rest",
    *[
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ],
]
LINES = [
    *COUNT,
    "Notice where your hands are resting.",
    "Six.",
    "The left shoulder.",
    "Whatever is there,",
    "You're welcome to stop, move or skip anything at any time.",
    "Nine.",
    "Let the surface beneath you take a little more of your weight.",
    "This lasts about ten minutes.",
]
SENTENCE = "Let the shoulders rest on the warm table."


@cache
def recogniser():
    try:
        return Recogniser()
    except BadInput as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@cache
def engine():
    """The neural engine itself, in this process."""
    model = _natural.find_model("heart", VoiceSettings())
    assert model, "hibari-tts is not installed"
    return _hibari.open_model(_natural.how(model))


def samples_of(text):
    raw = engine().speak(for_kokoro(text), None, _natural.properties(text, Manner()))
    return np.frombuffer(raw, "<i2").astype(np.float32) / 32767


@cache
def at_16k(text):
    return np.asarray(soxr.resample(samples_of(text), 24_000, 16_000), np.float32)


def wrong(said, sound):
    (hearing,) = recogniser().recognise_sounds([said], [sound])
    return hearing.wrong


def test_count_words_six_and_lines_of_every_length_are_recognised(cache):
    recogniser()
    voice = open_voice("pyttsx3:heart", VoiceSettings())
    try:
        clips = voice_lines([Line(line) for line in LINES], voice, cache)
    finally:
        voice.close()
    hearings = recogniser().recognise(LINES, clips)
    assert [(each.said, each.heard) for each in hearings if each.wrong] == []


def test_another_word_is_noticed():
    assert wrong("Let the shoulders rest on the cold table.", at_16k(SENTENCE))


def test_a_word_cut_out_of_the_middle_is_noticed():
    spoken = samples_of(SENTENCE)
    start, end = spans_of(SENTENCE)[2]  # shoulders
    cut = np.concatenate([spoken[:start], spoken[end:]])
    assert wrong(SENTENCE, np.asarray(soxr.resample(cut, 24_000, 16_000), np.float32))


def test_a_cut_end_is_noticed():
    spoken = samples_of(SENTENCE)
    cut = spoken[: spans_of(SENTENCE)[-1][0]]
    assert wrong(SENTENCE, np.asarray(soxr.resample(cut, 24_000, 16_000), np.float32))


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Rest your feet.", "rest your feet"),
        ("Four, five – six.", "4, 5, 6"),
        ("The colour of the footrest.", "The color of the foot rest"),
        ("We end at 10:30.", "We end at ten thirty."),
        ("Twenty-five breaths on the third round.", "25 breaths on the 3rd round!"),
        ("Hello, *, and welcome.", "Hello, Shi Vaughan, and welcome."),
    ],
)
def test_what_sounds_the_same_is_no_difference(said, heard):
    assert differences(said, heard) == []


@pytest.mark.parametrize(
    ("said", "heard", "told"),
    [
        ("Rest your feet.", "Rest your seat.", "“feet” heard as “seat”"),
        ("Rest your feet.", "Rest feet.", "“your” not heard"),
        ("Rest your feet.", "Rest both your feet.", "“both” heard as well"),
        ("Hello, *, and welcome.", "Hello and welcome.", "“*” not heard"),
        ("Rest.", "", "“rest” not heard"),
    ],
)
def test_a_difference_is_told_in_words(said, heard, told):
    assert [str(each) for each in differences(said, heard)] == [told]


def test_a_word_too_many_is_charged_to_the_lines_it_stands_between():
    assert exact(["One.", "Two.", "Your neck."], "1, 2, and your neck") == [True, False, False]
    assert exact(["One.", "Two.", "Your neck."], "1. 2. Your neck.") == [True, True, True]


def test_every_homophone_says_why_and_stands_in_one_group_alone():
    from relax.voices._heard import homophones

    ways = [word for group in homophones().groups for word in group.words]
    assert len(ways) == len(set(ways))
    assert all(
        plain(word) == plain(group.words[0])
        for group in homophones().groups
        for word in group.words
    )


# What the engine holds every reading against.


def reading_of(text, monkeypatch):
    """The arguments of ``prove`` for the reading of one line."""
    caught = []
    with monkeypatch.context() as patch:
        patch.setattr(_hibari, "prove", lambda *given: caught.append(given))
        engine().speak(text, None, {"speed": 0.75, "pitch": 0.0, "reading": 0})
    (only,) = caught
    return only


def spans_of(text):
    with pytest.MonkeyPatch.context() as patch:
        return reading_of(text, patch)[1]


@pytest.fixture
def reading(monkeypatch):
    return reading_of(SENTENCE, monkeypatch)


def refused(reading, samples):
    _, spans, longest, limits = reading
    with pytest.raises(_hibari.UnwholeError):
        _hibari.prove(samples, spans, longest, limits)


def test_a_real_reading_is_whole(reading):
    _hibari.prove(*reading)


def test_each_word_silenced_is_refused(reading):
    samples, spans, *_ = reading
    for start, end in spans:
        silenced = samples.copy()
        silenced[start:end] = 0
        refused(reading, silenced)


def test_a_click_before_the_words_is_refused(reading):
    samples, spans, longest, limits = reading
    rate = 24_000
    later = np.concatenate([np.zeros(rate, np.float32), samples])
    later[rate // 4 : rate // 4 + 48] = 0.5
    moved = [(start + rate, end + rate) for start, end in spans]
    refused((later, moved, longest, limits), later)


def test_a_cut_end_is_refused(reading):
    samples, spans, *_ = reading
    start, end = spans[-1]
    refused(reading, samples[: (start + end) // 2])


def test_noise_after_the_words_is_refused(reading):
    samples, *_ = reading
    noise = np.random.default_rng(0).normal(0, 0.05, 24_000).astype(np.float32)
    refused(reading, np.concatenate([samples, noise, np.zeros(2400, np.float32)]))


def test_damaged_and_silent_samples_are_refused(reading):
    samples, *_ = reading
    refused(reading, np.zeros_like(samples))
    damaged = samples.copy()
    damaged[100] = np.nan
    refused(reading, damaged)


def test_one_sound_held_for_ever_is_refused(reading):
    samples, spans, _, limits = reading
    held = (limits.longest_sound_s + 0.1) * 24_000
    refused((samples, spans, held, limits), samples)


WORDS = st.sampled_from(
    [
        "rest",
        "your",
        "hands",
        "the",
        "left",
        "foot",
        "softly",
        "and",
        "now",
        "warm",
        "cool",
        "notice",
        "breath",
        "six",
        "shoulders",
        "whatever",
        "settles",
        "evening",
        "quiet",
        "edge",
        "through",
        "both",
        "ease",
        "ribs",
        "jaw",
        "twelve",
        "again",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(WORDS, min_size=1, max_size=14), mark=st.sampled_from([".", ",", "?", ""]))
def test_lines_of_any_words_pass(words, mark):
    text = " ".join(words).capitalize() + mark
    assert len(samples_of(text)) > 24_000 * 0.1 * len(words)


# What ``python -m tests.spoken`` works with.


def test_every_accepted_mishearing_has_a_reason_and_loses_no_word():
    known = accepted()
    assert known.lines
    assert all(said != heard for said, heard in known.lines.items())


def test_the_500_lines_are_500_and_of_their_kinds():
    kinds = {kind: lines for kind, lines, _ in own_lines()}
    assert {kind: len(set(lines)) for kind, lines in kinds.items()} == {
        "short": 100,
        "names": 50,
        "homographs": 50,
        "numbers": 50,
        "sentences": 250,
    }
    assert all(1 <= len(line.split()) <= 3 for line in kinds["short"])
    assert all(any(char.isdigit() for char in line) for line in kinds["numbers"])
