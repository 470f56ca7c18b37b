"""What the care gates decide for a client is what the words say: each decision, to the last line."""

from __future__ import annotations

import re

import pytest

from relax.words import Client, bundled_folder, print_script
from relax.words.template._render import render
from relax.words.template._wanted import Wanted
from tests.words.proof import BREATH, CLOSED_EYES, TEMPLATES
from tests.words.test_left_out import heard


def made(template, minutes=None, **client):
    wanted = Wanted(minutes=minutes)
    return render(TEMPLATES[template], Client(**client), wanted, [bundled_folder()]).script


def said(template, seed=0, **client):
    return " ".join(heard(template, seed=seed, **client))


class TestEyes:
    """Where the eyes stay open, nothing takes closed eyes for granted."""

    WHERE = ("outside-in-scan", "contact-scan", "after-touch", "full-scan", "look-around")

    def closed(self, **client):
        return [
            text
            for template in self.WHERE
            for seed in range(3)
            for text in heard(template, seed=seed, **client)
            if CLOSED_EYES.search(text)
        ]

    def test_closed_eyes_are_spoken_of_where_there_is_a_choice(self):
        found = self.closed()
        assert any(text.startswith("Even with closed eyes") for text in found)

    @pytest.mark.parametrize(
        "client", [{"eyes": "open"}, {"contraindications": ["hypervigilance"]}]
    )
    def test_and_never_where_they_stay_open(self, client):
        assert self.closed(**client) == []

    def test_a_health_note_opens_them_in_the_opening_too(self):
        assert "eyes can stay open" in said("contact-scan", contraindications=["dissociation"])
        assert "eyes can stay open" not in said("contact-scan")


class TestBreath:
    """Attention to the breath can distress: then it is neither paced, counted nor named."""

    @pytest.mark.parametrize(
        "client", [{"breath_focus": "none"}, {"contraindications": ["breath_trigger"]}]
    )
    @pytest.mark.parametrize("template", ["full-scan", "count-to-five", "near-and-far"])
    def test_it_is_not_named(self, template, client):
        if template == "full-scan":
            client = {**client, "focus": ["side ribs", "back ribs"]}
        assert not BREATH.search(said(template, **client))
        assert BREATH.search(said(template))

    def test_it_is_nothing_to_come_back_to(self):
        client = {"anchors": ["breath", "feet"]}
        assert BREATH.search(said("small-lift", **client))
        assert not BREATH.search(said("small-lift", **client, breath_focus="none"))

    def test_holds_are_in_the_cue_only_when_they_are_allowed(self):
        """care.md 1.4: none unless asked for, 3 s when soft, 7 s when the notes are filled in."""
        held = {
            level: re.findall(r" (?:hold|rest) ([\d.]+)", _cue(made("soft-square", **client)))
            for level, client in {
                "none": {},
                "soft": {"breath_hold": "soft"},
                "full": {"breath_hold": "full", "contraindications": []},
                "heart": {"breath_hold": "full", "contraindications": ["cardiac"]},
            }.items()
        }
        assert held["none"] == held["heart"] == []
        assert held["soft"] == ["3"]
        assert held["full"] == ["4", "4"]

    def test_the_pace_is_no_slower_than_the_notes_allow(self):
        cycles = [sum(map(float, re.findall(r"(?:in|out) ([\d.]+)", _cue(script)))) for script in (
            made("even-breath"), made("even-breath", contraindications=["pregnancy"]),
            made("even-breath", bpm_min=8))]  # fmt: skip
        assert cycles[0] == 11
        assert cycles[1] <= 10
        assert cycles[2] <= 7.5


def _cue(script):

    return re.search(r"\[breathe ([^\]]*?) for ", print_script(script))[1]


class TestMovementAndTouch:
    TOUCH = re.compile(r"\b(?:palm|hand)s? (?:\w+ )?(?:on|over|against|around) |\bhold your\b")

    def test_touching_oneself_is_not_offered_where_it_is_unwelcome(self):
        plain = said("self-touch-anchor")
        assert said("self-touch-anchor", self_touch_ok=False) != plain
        gated = said("self-touch-anchor", contraindications=["self_touch_aversion"])
        assert gated == said("self-touch-anchor", self_touch_ok=False)

    def test_nothing_moves_while_needles_are_in(self):
        at = {"setting": "on_table"}
        needles = made("table-supine", **at, pairing="acupuncture")
        still = made("table-supine", **at, movement_ok=False)
        free = made("table-supine", **at)
        texts = [{s.text for s in script.sentences()} for script in (needles, still, free)]
        moving = re.compile(r"\b(?:shift|stretch|turn your head|roll over)\b", re.IGNORECASE)
        assert any(moving.search(text) for text in texts[2])
        assert not any(moving.search(text) for text in texts[0] | texts[1])

    def test_the_head_is_not_turned_by_somebody_who_is_dizzy(self):
        turns = re.compile(r"look slowly around")
        assert any(turns.search(said("look-around", seed)) for seed in range(6))
        for seed in range(6):
            assert not turns.search(said("look-around", seed, contraindications=["dizziness"]))

    @pytest.mark.parametrize("tag", ["injury", "acute_flare"])
    def test_nothing_is_tensed_with_an_injury(self, tag):
        tensed = re.compile(r"\b(?:press|clench|raise|curl|push|tighten|squeeze)\b", re.IGNORECASE)
        assert tensed.search(said("ease-and-rest"))
        gentle = said("ease-and-rest", contraindications=[tag])
        assert not re.search(r"press the upper arms|Raise|Curl", gentle)

    @pytest.mark.parametrize("tag", ["arm_limited", "cramp"])
    def test_a_part_that_may_not_be_tensed_is_only_rested(self, tag):
        assert said("ease-and-rest", contraindications=[tag]) != said("ease-and-rest")


class TestCare:
    def test_where_to_find_help_is_spoken_to_somebody_very_low(self):
        help_line = re.compile(r"support|help line|somebody to talk to|emergency", re.IGNORECASE)
        plain, low = said("small-lift"), said("small-lift", contraindications=["severe_low_mood"])
        assert low == said("small-lift", support_spoken=True)
        assert low != plain
        assert help_line.search(low)

    def test_somebody_on_guard_gets_short_silences(self):
        assert made("contact-scan", contraindications=["hypervigilance"]).meta.silence_max_s == 15
        assert made("contact-scan").meta.silence_max_s == 25

    @pytest.mark.parametrize("tag", ["hyperacusis", "tinnitus", "migraine", "hypervigilance"])
    def test_no_bell_for_ears_that_it_hurts(self, tag):
        assert "soft bell" in said("contact-scan", bell=True)
        assert "bell" not in said("contact-scan", bell=True, contraindications=[tag])

    def test_the_belly_is_not_visited_by_somebody_it_distresses(self):
        scan = {"order": "feet_head", "granularity": "fine"}
        assert "belly" in said("outside-in-scan", **scan)
        assert "belly" not in said("outside-in-scan", **scan, contraindications=["body_image"])

    def test_the_position_that_was_decided_is_the_one_that_is_spoken_of(self):
        script = made("night-rest", contraindications=["pregnancy"])
        assert script.meta.position == "side"
        text = " ".join(sentence.text for sentence in script.sentences())
        other = made("night-rest", position="side")
        assert text == " ".join(sentence.text for sentence in other.sentences())

    def test_the_ending_that_was_decided_is_the_one_that_is_spoken(self):
        script = made("outside-in-scan", ending="sleep", setting="before")
        assert script.meta.ending == "reorient"
        assert [s.text for s in script.sentences()] == [
            s.text for s in made("outside-in-scan", setting="before").sentences()
        ]
