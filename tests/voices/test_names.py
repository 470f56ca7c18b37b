"""Names as they are said: by the list, by a first guess, and in the alphabets of the voices."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from importlib.resources import files

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings, strategies as st

from relax import ipa
from relax.errors import BadInput, RelaxError
from relax.voices import Manner, VoiceSettings, _espeak, open_voice
from relax.voices._guess import guess, language_of, own_reading
from relax.voices._ipa import for_espeak, for_kokoro, sounds
from relax.words.speech._names import known_names
from tests.cli.run import relax

SETTINGS = VoiceSettings()
LANGUAGES = [
    "ar",
    "bg",
    "cmn",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en-us",
    "es",
    "eu",
    "fa",
    "fi",
    "fr",
    "ga",
    "gd",
    "he",
    "hi",
    "hr",
    "hu",
    "is",
    "it",
    "ja",
    "ko",
    "lt",
    "nb",
    "nl",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sv",
    "ta",
    "tr",
    "uk",
    "vi",
]
LETTERS = "aábcčćdđeéěfgğhiíjklłmnñoóöøőpqrřsšşßtuúüűvwxyzžżåæãçАБвгджзиюяёїαβγδωשלוםمحمدあアかサ소연小明अनिल"


@cache
def vocabulary():
    pytest.importorskip("hibari")
    return set(json.loads(files("hibari").joinpath("assets/vocab.json").read_text("utf-8")))


def signs_of(said):
    return set(for_kokoro(ipa.marked(said))) - {ipa.OPEN, ipa.CLOSE}


def test_every_sign_of_the_table_is_in_the_vocabulary_of_the_natural_voice():
    known = sounds()
    for sign in (*known.vowels, *known.consonants):
        for around in ("pa{}a", "ˈ{}", "{}", "ˌp{}ˈa"):
            assert signs_of(f"/{around.format(sign)}/") <= vocabulary(), sign


def test_every_name_of_the_list_is_in_its_vocabulary():
    for name, said in known_names().items():
        assert signs_of(said) <= vocabulary(), name


@pytest.fixture(scope="module")
def heart():
    pytest.importorskip("hibari")
    voice = open_voice("pyttsx3:heart", SETTINGS)
    yield voice
    voice.close()


def test_names_of_the_list_are_spoken(heart, tmp_path):
    """Forty of them: each a sound of its own, as long as a name is."""
    names = known_names()
    clips = set()
    for n, name in enumerate(random.Random(7).sample(sorted(names), 40)):
        out = tmp_path / f"{n}.wav"
        heart.speak(f"{ipa.marked(names[name])}.", Manner(), out)
        samples, rate = soundfile.read(out)
        loud = np.flatnonzero(np.abs(samples) > 0.02)
        assert 0.12 < (loud[-1] - loud[0]) / rate < 1.8, name
        clips.add(samples.tobytes())
    assert len(clips) == 40


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Łukasz", "pl"),
        ("Jiří", "cs"),
        ("Erdoğan", "tr"),
        ("Gergő", "hu"),
        ("João", "pt"),
        ("Begoña", "es"),
        ("Øystein", "nb"),
        ("Åsa", "sv"),
        ("Jürgen", "de"),
        ("François", "fr"),
        ("Đorđe", "hr"),
        ("Þóra", "is"),
        ("Nguyễn", "vi"),
        ("Ольга", "ru"),
        ("Їжак", "uk"),
        ("Γιώργος", "el"),
        ("さくら", "ja"),
        ("桜子さ", "ja"),
        ("민준", "ko"),
        ("小明", "cmn"),
        ("محمد", "ar"),
        ("ژاله", "fa"),
        ("דוד", "he"),
        ("प्रिया", "hi"),
        ("Anna", ""),
        ("O’Neill", ""),
        ("", ""),
    ],
)
def test_letters_tell_a_language(name, language):
    assert language_of(name) == language
    assert language_of(name.upper()) == language


def test_a_language_can_be_named_as_people_call_it():
    by_code, by_title = guess("Anna", SETTINGS, "pl"), guess("Anna", SETTINGS, "polish")
    assert by_code == by_title
    assert (by_code.code, by_code.language) == ("pl", "Polish")
    assert guess("Niamh", SETTINGS, "Irish").code == "ga"
    assert guess("José", SETTINGS, "es").spoken == "/hosˈeɪ/"


def test_a_language_that_is_none_is_told_with_the_nearest():
    with pytest.raises(BadInput, match="Polish"):
        guess("Anna", SETTINGS, "polsh")


def test_letters_that_a_language_does_not_have_give_no_reading_of_it():
    assert guess("Michail", SETTINGS, "ru") is None
    assert guess("Anna", SETTINGS) is None


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet=LETTERS, max_size=12), st.sampled_from(["", *LANGUAGES]))
def test_a_guess_holds_only_signs_that_every_voice_knows(name, language):
    found = guess(name, SETTINGS, language)
    if found is None:
        return
    marked = ipa.marked(found.spoken)
    assert ipa.is_in(marked)
    for_espeak(marked)  # raises where a sign is unknown
    assert signs_of(found.spoken) <= vocabulary()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=30))
def test_any_text_can_be_guessed_at(text):
    found = guess(text, SETTINGS)
    assert found is None or re.fullmatch("/[^/]+/", found.spoken)


@pytest.mark.parametrize("word", ["Wei", "Michael", "Turner", "Butter", "Bottle", "Joyce", "House"])
def test_the_natural_voice_is_quoted_so_that_it_would_say_it_again(word):
    g2p = pytest.importorskip("hibari.g2p").G2P(british=False)
    said = own_reading(word, "pyttsx3:heart", SETTINGS)
    (token,) = g2p.phonemize_tokens(g2p.tokenize(word))
    again = for_kokoro(ipa.marked(said)).strip(ipa.OPEN + ipa.CLOSE)
    assert again.replace("ᵊ", "ə") == token.phonemes.replace("ᵊ", "ə")


def test_another_voice_reads_otherwise_or_does_not_tell():
    assert own_reading("Wei", "pyttsx3:en-us+f5", SETTINGS) != own_reading("Wei", "", SETTINGS)
    assert own_reading("Wei", "flite:slt", SETTINGS) is None
    assert own_reading("Wei", "pyttsx3:de", SETTINGS) is None


def test_espeak_reads_every_clause():
    library = _espeak.open_library(None)
    try:
        voice = library.find_voice("en-us")
        assert len(library.phonemes("One. Two, three! Four", voice).split()) == 4
        assert library.phonemes("", voice) == ""
    finally:
        library.close()


def test_a_library_that_is_not_there_is_told_of(tmp_path):
    missing = VoiceSettings(espeak_library=tmp_path / "no.so")
    with pytest.raises(RelaxError, match="espeak-ng"):
        guess("Łukasz", missing)


def said(tmp_path, *arguments, env=None):
    """What `relax voices say … --json` prints, and the samples."""
    out = tmp_path / "said.wav"
    run = relax("voices", "say", *arguments, out, "--json", "--force", env=env)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told.pop("wav") == str(out)
    return told, soundfile.read(out)[0]


def test_a_name_is_said_by_the_list_and_so_again_from_the_line_it_prints(tmp_path):
    out = tmp_path / "a.wav"
    run = relax("voices", "say", "Siobhan", out)
    assert (run.returncode, run.stdout) == (0, f"{out}\n")
    assert "from the list of names (Irish)" in run.stderr
    line = re.search(r'pronunciation: "(/.+/)"$', run.stderr, re.MULTILINE)
    assert line[1] == "/ʃɪˈvɔːn/"
    told, samples = said(tmp_path, "Siobhan", "--as", line[1])
    assert told == {"spoken": line[1], "source": "you", "language": ""}
    assert np.array_equal(samples, soundfile.read(out)[0])


@pytest.mark.parametrize(
    ("arguments", "source", "language", "spoken"),
    [
        (("Đurđica",), "guess", "Croatian", None),
        (("Ольга",), "guess", "Russian", "/ˈolɡɑː/"),
        (("Łukasz", "--language", "pl"), "guess", "Polish", "/wˈukɑːʃ/"),
        (("Łukasz",), "names", "Polish", "/ˈwuːkɑːʃ/"),
        (("Wei",), "voice", "", "/wˈeɪ/"),
        (("The sky is blue.",), "voice", "", "The sky is blue."),
        (("Hello, José.",), "names", "Spanish", "Hello, /hoʊˈseɪ/."),
        (("José", "--voice", "pyttsx3:de"), "voice", "", "José"),
    ],
)
def test_where_a_reading_comes_from_is_told(arguments, source, language, spoken, tmp_path):
    told, samples = said(tmp_path, *arguments)
    assert (told["source"], told["language"]) == (source, language)
    assert spoken is None or told["spoken"] == spoken
    assert np.max(np.abs(samples)) > 0.05


def test_a_pronunciation_file_comes_before_the_list(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("Siobhán: shiv\n", encoding="utf-8")
    told, _ = said(tmp_path, "Siobhán", "--pronunciations", own)
    assert told == {"spoken": "shiv", "source": "pronunciations", "language": ""}


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("Anna", "--language", "polsh"), "Polish"),
        (("Michail", "--language", "ru"), "--as"),
        (("Anna", "--language", "pl", "--as", "AH-na"), "take one"),
        (("Łukasz", "--language", "pl", "--voice", "pyttsx3:de"), "IPA"),
    ],
)
def test_what_cannot_be_said_so_is_told_and_nothing_is_written(arguments, hint, tmp_path):
    out = tmp_path / "a.wav"
    run = relax("voices", "say", *arguments, out)
    assert run.returncode in (1, 2)
    assert hint in run.stderr
    assert "Traceback" not in run.stderr
    assert not out.exists()
