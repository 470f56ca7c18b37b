"""Wording that has harmed: nowhere in what can be said, whoever listens and whichever way it is made.

Read from the sources, so that a line is found even if no track of the other tests happens to use it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from relax.data import bundled
from relax.words import Regions, parse
from relax.words.body._data import RegionWordFile
from relax.words.speech._speech import speech_words
from tests.exhaustive import places
from tests.words.proof import CLOSED_EYES, TEMPLATES, Case, eyes, made, way_out
from tests.words.test_data import CATALOGUE

CLONE = Path(__file__).parents[2]
SCRIPTS = sorted((CLONE / "scripts").glob("*.md"))
SOURCES = {
    path.name: path.read_text(encoding="utf-8").split("---", 2)[-1]
    for path in (CLONE / "templates").rglob("*.jinja")
}
LINES = [
    line if isinstance(line, str) else line.moves
    for words in bundled("words", "regions", RegionWordFile, "en").regions.values()
    for several in (words.notice, *words.notice_when.values())
    for line in several
]

HARM = {
    "a bodily alarm to look for": r"\bpulses?\b|\bheart\w*\b|\bprickl\w*|\bbuzz\w*|\bthrob\w*|"
    r"(?<!light-headed, )\btingl\w*|\bfaint beat\b",
    "a measure of the most one can breathe": r"\b(?:two|three) (?:thirds|quarters)\b|of what is possible|"
    r"\b(?:full|deep|big|complete)(?:er|est)? breaths?\b",
    "a promise of what somebody else will do": r"\btherapist\b[^.]*\bwill\b|\bwill stop when\b|"
    r"\bwhenever you ask\b|\bthere for the asking\b|\bcan help with turning\b",
    "a sign that cannot be seen under a sheet": r"\blifted (?:finger|hand)\b|\blift a (?:finger|hand)\b",
    "something stored in the body": r"\bleave (?:its|a) trace\b|\bleft over from the day\b|"
    r"\bstill (?:carrying|holding)\b|\bstor(?:ed|es|ing)\b|\bholds? (?:tension|stress|memor\w+)\b",
    "the size or shape of a body": r"\b(?:thighs|forearms|legs|arms) are (?:two )?long\b|\bfair part of you\b|"
    r"\bany shape\b|\bhow (?:wide|broad|deep)\b|\bbroad\b(?! and steady)|\bfair distance\b|\btakes up\b|\bbelt\b",
    "what somebody wears, as a fact": r"^(?:cloth|fabric) (?:lies|goes|stretches|gathers)\b|\blies cloth\b",
    "something round a neck, wrist or ankle": r"\bcollar (?:meets|touches)\b|\babove the collar\b|"
    r"\baround your (?:wrists|ankles|neck)\b",
    "how warm or cool a body is, as a rule": r"\b(?:often|usually|likely to be|are) (?:a little )?"
    r"(?:warmer|cooler|cool|warm)\b(?! or)|\boften gathers\b|\btends to collect\b",
    "quiet where a bed plays": r"\bsome quiet\.|\bthere may be some quiet\b|\bkind of quiet\b",
}


@pytest.mark.parametrize("kind", HARM)
def test_no_line_of_an_area_holds(kind):
    found = [line for line in LINES if re.search(HARM[kind], line, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("kind", HARM)
def test_no_template_holds(kind):
    pattern = re.compile(HARM[kind], re.IGNORECASE)
    found = [
        (name, hit[0]) for name, text in SOURCES.items() for hit in [pattern.search(text)] if hit
    ]
    assert found == []


@pytest.mark.parametrize("kind", HARM)
def test_no_script_holds(kind):
    found = [
        (path.name, sentence.text)
        for path in SCRIPTS
        for sentence in parse(path.read_text(encoding="utf-8")).sentences()
        if re.search(HARM[kind], sentence.text, re.IGNORECASE)
    ]
    assert found == []


EYES = (
    {"eyes": "open"},
    {"contraindications": ["hypervigilance"]},
    {"eyes": "lowered", "movement_ok": False},
)


def said(template, minutes=None, **client):
    track = made(Case(template, minutes, client))
    return track and " ".join(track.spoken)


@pytest.mark.parametrize("template", ["after-talk", "after-touch"])
@pytest.mark.parametrize("seed", range(4))
def test_feelings_that_may_come_later_have_somebody_to_turn_to(template, seed):
    span = TEMPLATES[template].meta.minutes
    for minutes in (span.min, span.default, span.max):
        text = " ".join(made(Case(template, minutes, {}, seed=seed)).spoken)
        after = re.split(r"Feelings may turn up later|Something may come up later", text)[1]
        assert re.search(r"\bsomebody you trust\b|\bdoctor\b|\bcounsellor\b", after[:250])
        if template == "after-touch":  # feelings are beyond what a massage therapist is there for
            assert re.search(r"About the session itself, \w+(?: \w+)? is the one to ask", after)


@pytest.mark.parametrize("minutes", [6, 10, 15])
def test_a_less_easy_place_is_small_and_no_memory(minutes):
    text = said("near-and-far", minutes)
    going = text.index("less easy")
    assert "two out of ten at most" in text[going:]
    assert "Memories and worries have no part in this." in text[going:]
    assert text.index("two out of ten") < text.index("the edge, ")


@pytest.mark.parametrize("template", ["near-and-far", "night-rest", "full-scan", "rotation-rest"])
def test_what_goes_far_inside_is_not_offered_to_somebody_who_drifts_off(template):
    assert said(template, contraindications=["dissociation"]) is None
    assert "dissociation" in TEMPLATES[template].meta.gates


@pytest.mark.parametrize("template", ["table-prone", "contact-scan"])
@pytest.mark.parametrize("movement_ok", [True, False])
def test_face_down_on_the_table_the_face_rest_can_be_changed(template, movement_ok):
    at = {"setting": "on_table", "position": "prone", "movement_ok": movement_ok}
    for minutes in (TEMPLATES[template].meta.minutes.min, TEMPLATES[template].meta.minutes.max):
        text = said(template, minutes, **at)
        assert "face rest" in text
        assert re.search(
            r"can ask for the face rest to be (?:higher|changed)",
            text,
            re.IGNORECASE,
        )
        assert ("turn your head" in text) <= movement_ok
    text = said(template, **at, avoid=["face", "head"])
    assert not re.search(r"\b(?:face|head)\b", text)
    assert "ask for whatever you lie on to be changed" in text


def test_feet_over_a_bolster_hang_free():
    lines = Regions.load("en").get("contact_feet", "prone").notice
    assert any("hang free" in line for line in lines)
    assert not [line for line in lines if re.search(r"\bmeet the\b|\bstretch\b", line)]


@pytest.mark.parametrize("template", sorted(CATALOGUE))
def test_eyes_are_respected_and_the_way_out_is_possible(template):
    """At another length, place and choice of wordings for each; the exhaustive run tries them all."""
    span = TEMPLATES[template].meta.minutes
    lengths = (span.max, span.min, span.default)
    at = places(template)
    for n, client in enumerate(EYES):
        case = Case(template, lengths[n % 3], {**client, **at[n * 5 % len(at)]}, seed=n)
        track = made(case)
        if track is not None:
            assert [*eyes(case, track), *way_out(case, track)] == []


def test_every_line_about_closed_eyes_is_known_to_the_filter():
    filtered = re.compile(speech_words("en").eyes_closed, re.IGNORECASE)
    about = [line for line in LINES if CLOSED_EYES.search(line)]
    assert len(about) >= 2  # the test is awake
    assert [line for line in about if not filtered.search(line)] == []
