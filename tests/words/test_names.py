"""Names that an English reading gets wrong: found as people write them, and only then."""

from __future__ import annotations

import gzip
import json
import re
import time
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from hypothesis import given, strategies as st

from relax import ipa
from relax.data import bundled, checked
from relax.errors import RelaxError
from relax.voices._ipa import for_espeak, for_kokoro
from relax.words import as_spoken, merged
from relax.words.speech._names import _Names, find_name, known_name, known_names, names_in

DATA = bundled("words", "names", _Names)
LISTED = {name: said for group in DATA.languages.values() for name, said in group.names.items()}
FILE = Path(__file__).parents[2] / "relax/words/data/names.yaml"


@pytest.mark.parametrize(
    ("written", "said", "language"),
    [
        ("Siobhán", "/ʃɪˈvɔːn/", "Irish"),
        ("Siobhan", "/ʃɪˈvɔːn/", "Irish"),
        ("SIOBHÁN", "/ʃɪˈvɔːn/", "Irish"),
        ("José", "/hoʊˈseɪ/", "Spanish"),
        ("Jose", "/hoʊˈseɪ/", "Spanish"),
        ("Łukasz", "/ˈwuːkɑːʃ/", "Polish"),
        ("Lukasz", "/ˈwuːkɑːʃ/", "Polish"),
        ("Jürgen", "/ˈjɜːɡən/", "German"),
        ("Juergen", "/ˈjɜːɡən/", "German"),
        ("Jurgen", "/ˈjɜːɡən/", "German"),
        ("Þóra", "/ˈθoʊɹə/", "Icelandic"),
        ("Thora", "/ˈθoʊɹə/", "Icelandic"),
        ("Nguyen", "/ˈŋwɪn/", "Vietnamese"),
        ("Xochitl", "/ˈsoʊtʃɪl/", "Nahuatl"),
        (unicodedata.normalize("NFD", "Siobhán"), "/ʃɪˈvɔːn/", "Irish"),
    ],
)
def test_a_name_is_found_with_its_marks_and_without(written, said, language):
    found = find_name(written)
    assert found is not None
    assert (found.spoken, found.language) == (said, language)


def test_there_are_many_names_of_many_languages():
    assert len(LISTED) >= 1000
    assert len(DATA.languages) >= 45
    assert sum(len(group.names) for group in DATA.languages.values()) == len(LISTED)


@pytest.mark.parametrize("other", ["Zoe", "Chloe", "Martin", "Simon", "Mate", "Jesus", "Oscar"])
def test_a_name_whose_plain_form_is_another_is_found_with_its_marks_only(other):
    assert known_name(other) is None
    marked = [n for n in DATA.only_with_marks if unicodedata.normalize("NFD", n)[0] == other[0]]
    assert any(known_name(name) for name in marked)


def test_what_counts_only_with_its_marks_is_listed_and_has_some():
    assert set(LISTED) >= DATA.only_with_marks
    assert not [name for name in DATA.only_with_marks if name.isascii()]


def test_plain_letters_that_stand_for_two_names_stand_for_neither():
    assert known_name("Tomás") != known_name("Tomáš")
    assert known_name("Tomas") is None


@pytest.mark.parametrize("text", ["siobhán", "", " ", "-", "Rose", "Joy", "Mark", "Michael"])
def test_other_words_are_no_names(text):
    assert known_name(text) is None


@given(st.text(max_size=20))
def test_any_text_can_be_asked_for(text):
    assert known_name(text) is None or text.strip()[:1].isupper()
    assert all(piece in text for piece in names_in(text))


def test_the_names_in_a_line_are_said_by_the_list_unless_somebody_says_otherwise():
    line = "Welcome, Siobhán O’Neill, Anne-Niamh and José’s thao."
    found = names_in(line)
    assert set(found) == {"Siobhán", "Niamh", "José"}
    spoken = ipa.written(as_spoken(line, merged({"José": "ho-zay"}, found)))
    assert spoken == "Welcome, /ʃɪˈvɔːn/ O’Neill, Anne-/ˈniːv/ and ho-zay’s thao."


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_in_a_line_is_found_however_its_marks_are_stored(form):
    line = unicodedata.normalize(form, "Rest, Siobhán, for a while.")
    assert ipa.written(as_spoken(line, names_in(line))) == "Rest, /ʃɪˈvɔːn/, for a while."


def test_every_form_is_in_the_map():
    every = known_names()
    assert len(every) > len(LISTED)
    assert {every[form] for form in ("Siobhán", "Siobhan")} == {"/ʃɪˈvɔːn/"}
    assert all(known_name(form) == said for form, said in every.items())


def test_every_sign_is_one_that_voices_know_and_one_vowel_is_stressed():
    for name, said in LISTED.items():
        marked = ipa.marked(f"/{said}/")
        assert ipa.is_in(marked), name
        for_espeak(marked)  # raises where a sign is unknown
        signs = for_kokoro(marked)
        assert said.count("ˈ") == 1, name
        assert "ˈ" in signs, f"{name}: the stress stands before no vowel"
        # Some signs bring an r that is not meant: “iə” is the vowel of “near”.
        assert signs.count("ɹ") == len(re.findall("[ɹɻɚɝɜ]", said)), name


@pytest.fixture(scope="module")
def english():
    """Lower-case words of an English dictionary that is not ours, and of our scripts."""
    pytest.importorskip("hibari")
    packed = files("hibari").joinpath("assets/lexicon_us_gold.json.gz").read_bytes()
    words = {word for word in json.loads(gzip.decompress(packed)) if word.islower()}
    scripts = Path(__file__).parents[2] / "scripts"
    texts = " ".join(path.read_text("utf-8") for path in scripts.glob("*.md"))
    assert len(words) > 50_000
    return words | set(re.findall(r"\b[a-z]+\b", texts))


def test_no_name_is_an_english_word(english):
    assert not [form for form in known_names() if form.casefold() in english]


def test_the_natural_voice_would_have_read_every_name_otherwise():
    g2p = pytest.importorskip("hibari.g2p").G2P(british=False)

    @cache
    def own(word):
        return "".join(token.phonemes or "" for token in g2p.phonemize_tokens(g2p.tokenize(word)))

    def alike(signs):
        return re.sub("[ˌ]", "", signs).replace("T", "t").replace("ᵻ", "ɪ").replace("ᵊ", "ə")

    forms = {}
    for form, way in known_names().items():
        forms.setdefault(way, []).append(form)
    needless = []
    for name, said in LISTED.items():
        wanted = for_kokoro(ipa.marked(f"/{said}/")).strip(ipa.OPEN + ipa.CLOSE)
        if all(alike(own(form)) == alike(wanted) for form in forms[f"/{said}/"]):
            needless.append(name)
    assert not needless


def test_reading_the_list_costs_little():
    content = FILE.read_bytes()
    spent = []
    for _ in range(5):
        start = time.process_time()
        checked(content, _Names, "names.yaml")
        spent.append(time.process_time() - start)
    assert min(spent) < 0.020  # about 6 ms; the machine may be busy


@pytest.mark.parametrize(
    "names", ["Siobhán", "Siobhán a\n      Siobhán b", "'': [a]", "Siobhán ʃɪˈvɔːn\n      Niamh"]
)
def test_a_damaged_list_is_told_of(names):
    text = f"only_with_marks: ''\nlanguages:\n  ga:\n    language: Irish\n    source: x\n    names: |\n      {names}\n"
    if names.startswith("'"):
        text = text.replace("names: |", "words: |")
    with pytest.raises(RelaxError):
        checked(text.encode(), _Names, "names.yaml")


def test_the_file_says_where_names_come_from_and_holds_composed_letters():
    raw = yaml.safe_load(FILE.read_text("utf-8"))
    for code, group in raw["languages"].items():
        assert re.fullmatch("[a-z]{2,3}", code)
        assert len(group["source"]) > 12
        names = [line.split()[0] for line in group["names"].splitlines()]
        assert all(unicodedata.is_normalized("NFC", name) for name in names)
