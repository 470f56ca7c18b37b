"""The thirty templates: what they say, for anybody, in whatever is left of the body.

A sample of what ``python -m tests.exhaustive`` tries in full.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from relax.errors import BadInput, RelaxError
from relax.words import Client, bundled_folder, print_script
from relax.words.care._gate_data import gate_file
from relax.words.care._occasions import choices
from relax.words.template._render import render
from relax.words.template._wanted import Wanted
from tests.exhaustive import AREAS, CLIENTS, lengths, places
from tests.words.proof import TEMPLATES, UNSAFE, Case, faults, made
from tests.words.test_data import CATALOGUE

every_template = pytest.mark.parametrize("template", TEMPLATES)
quick = settings(
    max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@st.composite
def cases(draw, template, client):
    place = draw(st.sampled_from(places(template)))
    return Case(
        template,
        draw(st.sampled_from(lengths(template))),
        {**place, **draw(client)},
        seed=draw(st.integers(0, 10_000)),
        bed=draw(st.sampled_from(["brown", "none"])),
        pace=draw(st.floats(0.85, 1.15)),
    )


def test_all_thirty_of_the_catalogue_are_there():
    assert sorted(CATALOGUE) == sorted(TEMPLATES)


@every_template
@pytest.mark.parametrize("length", [0, 1, 2])
def test_it_is_sound_at_its_shortest_its_default_and_its_longest(template, length):
    assert faults(Case(template, lengths(template)[length], places(template)[0])) == []


@every_template
@quick
@given(st.data())
def test_it_is_sound_for_anybody(template, data):
    case = data.draw(cases(template, st.sampled_from(CLIENTS)))
    assert faults(case) == []


@every_template
@quick
@given(st.data())
def test_what_is_left_out_is_not_heard_and_the_rest_makes_sense(template, data):
    some = st.lists(st.sampled_from(AREAS), unique=True, max_size=4)
    client = st.builds(lambda a, b: {"avoid": a, "absent": b}, some, some)
    assert faults(data.draw(cases(template, client))) == []


STILL = {"movement_ok": False, "contraindications": ["breath_trigger", "dizziness"]}
NOT_SITTING = [
    (template, place)
    for template in TEMPLATES
    for place in places(template)
    if place["position"] in ("prone", "standing") or place["setting"] == "on_table"
]


@pytest.mark.parametrize("template", sorted({template for template, _ in NOT_SITTING}))
def test_nothing_is_said_that_cannot_be_done_there(template):
    """Face down, standing or on the table, without movement, and with the breath left alone."""
    at = {place["position"]: place for name, place in NOT_SITTING if name == template}
    for place in at.values():
        for more in ({}, {"pairing": "acupuncture"}, STILL):
            assert faults(Case(template, lengths(template)[2], {**place, **more})) == []


def test_a_client_is_not_spoken_to_in_another_language_than_asked_for():
    german = replace(TEMPLATES["steady-breath"], language="de")
    with pytest.raises(BadInput, match="written in “de”"):
        render(german, Client(language="en"), Wanted(), [bundled_folder()])
    with pytest.raises(RelaxError, match="no words for the language “de”"):
        render(german, Client(), Wanted(), [bundled_folder()])


TEXTS = ("client_ref", "pronunciation", "clinic_name", "voice", "music")


@st.composite
def marked_clients(draw):
    """Any client at all, with a word in every personal field that is only to be found there."""
    word = st.integers(0, 999).map(lambda n: f"zqorb{n}")
    client = {name: draw(word) for name in TEXTS}
    client |= {"name": "Ana", "intention": "a bit of rest", "pronunciations": {"zqa": "zqb"}}
    client["contraindications"] = draw(
        st.lists(st.sampled_from(list(gate_file().tags)), max_size=2)
    )
    client["name_uses"] = draw(st.integers(0, 3))
    client["pairing"] = draw(st.sampled_from(list(choices().pairings)))
    client["time_of_day"] = draw(st.sampled_from([None, "morning", "midday", "evening", "night"]))
    client["seed"] = draw(st.integers(0, 99))
    client["locale_support"] = draw(st.sampled_from([None, "GB"]))
    for name in ("movement_ok", "self_touch_ok", "imagery_ok", "support_spoken", "bell"):
        client[name] = draw(st.booleans())
    return client


@every_template
@settings(quick, max_examples=1)
@given(st.data())
def test_nothing_personal_is_spoken_but_the_name_and_the_intention(template, data):
    assert faults(data.draw(cases(template, marked_clients()))) == []


@every_template
def test_the_same_seed_says_the_same_and_another_one_something_else(template):
    place = places(template)[0]
    one, again, other = (made(Case(template, None, place, seed=n)).script for n in (1, 1, 2))
    assert print_script(one) == print_script(again)
    assert [s.text for s in one.sentences()] != [s.text for s in other.sentences()]


@every_template
@settings(quick, max_examples=1)
@given(st.data())
def test_chapters_tell_nothing_about_a_person(template, data):
    place = {"setting": places(template)[0]["setting"]}
    some = st.lists(st.sampled_from(AREAS), unique=True, max_size=3)
    client = data.draw(st.one_of(st.sampled_from(CLIENTS), some.map(lambda a: {"avoid": a})))
    plain = made(Case(template, None, place))
    theirs = made(Case(template, None, {**place, **client}))
    if theirs is not None and theirs.script.meta.ending == plain.script.meta.ending:
        titles = [chapter.title for chapter in plain.script.chapters]
        assert [chapter.title for chapter in theirs.script.chapters] == titles


@every_template
def test_no_claim_diagnosis_or_brand_stands_where_it_would_be_shown(template):
    meta = TEMPLATES[template].meta
    track = made(Case(template, None, places(template)[0]))
    shown = [meta.id.replace("-", " "), meta.title, meta.outline, *meta.structure]
    shown += [chapter.title for chapter in track.script.chapters]
    assert [text for text in shown if UNSAFE.search(text)] == []
    said = [text for text in track.spoken if "isn't medical" not in text]
    assert [text for text in said if UNSAFE.search(text)] == []


def test_plain_words_are_shorter_and_the_same_whatever_the_seed():
    length = {"plain": 0.0, "standard": 0.0}
    for template in TEMPLATES:
        place = places(template)[0]
        for variant in length:
            tracks = [
                made(Case(template, None, {**place, "variant": variant}, seed=n)) for n in (1, 2)
            ]
            one, other = ([s.text for s in track.script.sentences()] for track in tracks)
            assert (one == other) == (variant == "plain"), template
            length[variant] += sum(len(text.split()) for text in one) / len(one)
    assert length["plain"] < length["standard"]


OTHERWISE = {
    "variant": "plain",
    "name": "Ada",
    "intention": "to rest a while",
    "therapist_label": "Jo",
    "stop_phrase": "Hold on",
    "setting": "after",
    "position": "supine",
    "time_of_day": "evening",
    "pairing": "massage",
    "ending": "sleep",
    "avoid": ["hands"],
    "absent": ["hands"],
    "opt_in": ["throat"],
    "focus": ["hands"],
    "order": "head_feet",
    "granularity": "coarse",
    "symmetry": "together",
    "handedness": "left",
    "effort": "medium",
    "movement_ok": False,
    "self_touch_ok": False,
    "eyes": "open",
    "anchors": ["feet"],
    "breath_focus": "none",
    "breath_hold": "full",
    "bpm_min": 6.5,
    "bpm_max": 5.0,
    "pattern": "natural_awareness",
    "contraindications": ["dizziness"],
    "silence_max_s": 15,
    "disclaimer_spoken": False,
    "support_spoken": True,
    "bell": True,
}
ELSEWHERE = {
    *("client_ref", "clinic_name", "duration_min", "language", "seed", "voice", "music"),
    *("pronunciation", "pronunciations", "voice_rate", "pitch"),  # heard, not read
    *("name_uses", "locale_support", "transcript_level"),  # need another field, or are not spoken
    *("formality", "imagery_ok", "spiritual_ok"),  # for other languages and one's own templates
}


def test_no_preference_is_forgotten_here():
    assert {*OTHERWISE, *ELSEWHERE} == set(Client.model_fields)


@pytest.mark.parametrize("field", OTHERWISE)
def test_every_preference_changes_what_is_said_somewhere(field):
    """A preference that is taken and then does nothing would be a promise broken in silence."""
    places_of = ((template, places(template)[0]) for template in TEMPLATES)
    changed = (
        _said(Case(template, None, place))
        != _said(Case(template, None, {**place, field: OTHERWISE[field]}))
        for template, place in places_of
    )
    assert any(changed)


def _said(case):
    track = made(case)
    return track and print_script(track.script)
