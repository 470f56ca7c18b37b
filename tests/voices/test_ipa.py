"""A name in IPA is said by its sounds, by the voices that read it; the others refuse it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, strategies as st

from relax import ipa
from relax.errors import VoiceError
from relax.voices import Line, VoiceSettings, _espeak, open_voice, voice_lines
from relax.voices._ipa import for_espeak, for_piper, sounds
from relax.voices._settings import voice_data
from relax.words import Way, as_spoken, from_ssml, read_ssml, spans_for, to_ssml
from tests.voices.engines import ToneVoice

SAID_ALIKE = {
    "thought": "θɔːt",
    "vision": "ˈvɪʒən",
    "judge": "dʒʌdʒ",
    "church": "t͡ʃɜːtʃ",
    "singing": "ˈsɪŋɪŋ",
    "shoulders": "ˈʃoʊldɚz",
    "anything": "ˈɛniθɪŋ",
    "welcome": "ˈwɛlkəm",
}


@cache
def library() -> _espeak.Espeak:
    return _espeak.open_library(None)


def say(text: str) -> bytes:
    voice = library().find_voice(voice_data().pyttsx3.voice)
    return library().speak(text, voice, {"rate": 160})


@pytest.fixture(scope="module")
def espeak(alone):
    return lambda text: alone.submit(say, text).result()


def of(written):
    return for_espeak(ipa.marked(f"/{written}/"))


@pytest.mark.parametrize(("word", "written"), SAID_ALIKE.items())
def test_a_word_and_its_sounds_from_a_dictionary_are_nearly_the_same_speech(espeak, word, written):
    spelled, by_sound = espeak(word), espeak(of(written))
    assert len(by_sound) == pytest.approx(len(spelled), rel=0.12)


def test_every_sign_of_the_table_is_a_sound(espeak):
    """A name that espeak-ng does not know ends what it says."""
    without = len(espeak(f"{ipa.OPEN}p|a|'a{ipa.CLOSE}"))
    assert len(espeak(f"{ipa.OPEN}p|a|Q9|'a{ipa.CLOSE}")) < without
    known = sounds()
    for sign in (*known.vowels, *known.consonants):
        assert len(espeak(of(f"pa{sign}ˈa"))) > without, sign


def test_only_what_stands_between_slashes_alone_is_ipa():
    assert ipa.is_in(as_spoken("Siobhán, rest.", {"Siobhán": " /ʃɪˈvɔːn/ "}))
    for respelling in ("shih-VAWN", "he/she/they", "/a/ or /b/", "//", "/ /", "/"):
        assert as_spoken("Siobhán", {"Siobhán": respelling}) == respelling


@given(st.text(alphabet=st.sampled_from(f"ab/[] {ipa.OPEN}{ipa.CLOSE}")))
def test_what_a_person_typed_is_never_taken_for_ipa(text):
    assert not ipa.is_in(as_spoken(text, {"x": "/a/"}))


def test_brackets_beside_ipa_are_spoken_and_not_obeyed(espeak):
    name = of("ʃɪˈvɔːn")
    assert espeak(f"{name} [[aaa]] [[[b]]]") == espeak(f"{name} [ [aaa]] [ [ [b]]]")


@pytest.mark.parametrize("spec", ["pyttsx3:de", None])
def test_a_voice_that_reads_no_ipa_stops_the_track_with_what_to_do(cache, spec):
    voice = open_voice(spec, VoiceSettings()) if spec else ToneVoice()
    with pytest.raises(VoiceError, match=r"does not read IPA.*respelling"):
        voice_lines([Line(ipa.marked("/ʃɪˈvɔːn/"))], voice, cache)


def test_a_sign_that_is_no_sound_is_told_by_its_number(cache):
    voice = open_voice("pyttsx3", VoiceSettings())
    try:
        with pytest.raises(VoiceError, match=r"U\+0295.*respelling") as told:
            voice_lines([Line(ipa.marked("/ʕaˈli/"))], voice, cache)
    finally:
        voice.close()
    assert "ʕ" not in str(told.value)


def test_piper_gets_the_stress_where_its_models_have_it():
    assert for_piper(ipa.marked("/ʃɪˈvɔːn/")) == ipa.marked("/ʃɪvˈɔːn/")
    assert for_piper("no ˈIPA here") == "no ˈIPA here"


def test_ipa_goes_through_ssml_as_a_phoneme():
    written = '<phoneme alphabet="ipa" ph="ʃɪˈvɔːn">Siobhán</phoneme>'
    script = from_ssml(f"<speak><s>Rest, {written}.</s></speak>")
    (sentence,) = script.sentences()
    assert sentence.ways == (Way(6, 13, "/ʃɪˈvɔːn/"),)
    assert written in to_ssml(script, spans_for(5, 60))
    other = read_ssml(f"<speak><s>{written.replace('ipa', 'x-sampa')}</s></speak>")
    assert [sentence.ways for sentence in other.script.sentences()] == [()]
    assert [each.text for each in other.taken] == ['<phoneme alphabet="x-sampa">']
    for bare in ("<sub>Word</sub>", "<phoneme>Word</phoneme>"):
        (sentence,) = from_ssml(f"<speak><s>A {bare}.</s></speak>").sentences()
        assert sentence.text == "A Word."
