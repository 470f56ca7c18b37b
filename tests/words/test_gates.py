"""Care gates: what is refused, what is made gentler, and what is never given away."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings, strategies as st

from relax.data import bundled
from relax.errors import RefusedError
from relax.words.care._breathing import protocols
from relax.words.care._gate_data import GateWords, gate_file
from relax.words.care._occasions import choices
from relax.words.client._client import Client
from relax.words.gates._gates import GateFacts, apply_gates

LYING = ("supine", "side", "semi_reclined")
EVERYWHERE = tuple(choices().positions)
CALM = ("home", "before", "after")


def breath(template: str, protocol: str, *more: str) -> GateFacts:
    return GateFacts(template, "breath", CALM, ("seated", *LYING), (protocol, *more))


STEADY = breath("steady-breath", "extended_exhale")
EVEN = breath("even-breath", "coherent_5_5")
SQUARE = breath("soft-square", "box")
LONG_OUT = breath("long-out-breath", "four_seven_eight")
SIGH = breath("double-breath-sigh", "cyclic_sigh")
HUM = GateFacts("hum", "breath", CALM, EVERYWHERE, ("humming",))
LIPS = GateFacts("pursed-lips", "breath", CALM, EVERYWHERE, ("pursed_lip",))
SIDES = GateFacts("side-to-side", "breath", CALM, EVERYWHERE, ("alternate_nostril",))
COUNT = breath("count-to-five", "counting_breaths")
SCAN = GateFacts("outside-in-scan", "scan", (*CALM, "on_table"), EVERYWHERE)
FULL = GateFacts("full-scan", "scan", CALM, EVERYWHERE)
SQUEEZE = GateFacts("ease-and-rest", "muscle", ("home", "on_table"), EVERYWHERE)
SUPINE = GateFacts("table-supine", "table", ("on_table",), ("supine",))
PRONE = GateFacts("table-prone", "table", ("on_table",), ("prone",), ending="bridge")
NIGHT = GateFacts("night-rest", "sleep", ("sleep", "home"), LYING, ending="sleep")
NEAR = GateFacts("near-and-far", "grounding", CALM, EVERYWHERE)
LIFT = GateFacts("small-lift", "grounding", CALM, EVERYWHERE)
ALL = [STEADY, EVEN, SQUARE, LONG_OUT, SIGH, HUM, LIPS, SIDES, COUNT, SCAN, FULL, SQUEEZE]
ALL += [SUPINE, PRONE, NIGHT, LIFT]

HEALTHY = Client(contraindications=[])


def refused(facts: GateFacts, **fields: object) -> str:
    with pytest.raises(RefusedError) as error:
        apply_gates(facts, Client(**fields))
    assert error.value.exit_code == 2
    return str(error.value)


class TestHolds:
    @pytest.mark.parametrize("facts", [SQUARE, LONG_OUT, SIGH])
    def test_none_unless_asked_for(self, facts):
        pattern = apply_gates(facts, HEALTHY).breath.pattern
        assert max(pattern.hold, pattern.rest) <= 0.5

    def test_soft_ones_last_three_seconds_with_full_lungs_only(self):
        decision = apply_gates(SQUARE, Client(breath_hold="soft"))
        assert decision.breath.pattern.hold == 3
        assert decision.breath.pattern.rest == 0
        assert decision.breath.most_minutes <= 5

    def test_full_ones_need_the_health_notes_filled_in(self):
        unsaid = apply_gates(LONG_OUT, Client(breath_hold="full"))
        assert unsaid.breath.pattern.hold <= 3
        assert any("contraindications: []" in notice for notice in unsaid.notices)
        said = apply_gates(LONG_OUT, Client(breath_hold="full", contraindications=[]))
        assert (said.breath.pattern.hold, said.breath.most_cycles) == (7, 8)
        assert said.notices == ()

    @pytest.mark.parametrize("tag", gate_file().block_holds_if)
    def test_none_with_any_of_these_notes_and_that_is_said(self, tag):
        client = Client(breath_hold="full", contraindications=[tag])
        try:
            decision = apply_gates(SQUARE, client)
        except RefusedError:
            return
        pattern = decision.breath.pattern
        assert max(pattern.hold, pattern.rest) <= 0.5
        assert "left out" in decision.notices[0]


class TestPace:
    @pytest.mark.parametrize(
        ("facts", "tag", "slowest"),
        [
            (STEADY, "pregnancy", 6),
            (LONG_OUT, "pregnancy", 6),
            (LONG_OUT, "panic", 6),
            (EVEN, "pregnancy", 6),
            (STEADY, "late_pregnancy", 6),
            (LONG_OUT, "cramp", 4.5),
        ],
    )
    def test_never_under_the_floor(self, facts, tag, slowest):
        pattern = apply_gates(facts, Client(contraindications=[tag])).breath.pattern
        assert 60 / pattern.cycle >= slowest - 1e-6

    def test_only_pursed_lips_with_a_lung_condition(self):
        assert "pursed-lips is" in refused(STEADY, contraindications="asthma")
        assert apply_gates(LIPS, Client(contraindications="asthma")).breath.pattern.cycle == 6
        both = breath("steady-breath", "extended_exhale", "pursed_lip")
        decision = apply_gates(both, Client(contraindications="asthma"))
        assert decision.breath.protocol == "pursed_lip"
        assert "gentler" in decision.notices[0]

    def test_the_clients_own_limits_hold(self):
        assert 60 / apply_gates(STEADY, Client(bpm_min=7)).breath.pattern.cycle >= 7
        slow = apply_gates(STEADY, Client(bpm_max=5)).breath
        assert 60 / slow.pattern.cycle == pytest.approx(5, abs=0.1)
        assert slow.ramp_from is None

    def test_the_floor_wins_over_the_clients_wish(self):
        client = Client(bpm_max=4, contraindications="pregnancy")
        assert 60 / apply_gates(STEADY, client).breath.pattern.cycle >= 6

    def test_a_pattern_asked_for_is_taken_where_the_template_has_it(self):
        both = breath("steady-breath", "extended_exhale", "coherent_5_5")
        assert apply_gates(both, Client(pattern="coherent_5_5")).breath.protocol == "coherent_5_5"
        assert apply_gates(both, Client(pattern="box")).breath.protocol == "extended_exhale"

    @settings(max_examples=200, deadline=None)
    @given(
        st.sampled_from([STEADY, EVEN, SQUARE, LONG_OUT, SIGH, HUM, LIPS, COUNT]),
        st.lists(st.sampled_from(list(gate_file().tags)), max_size=4),
        st.sampled_from(["none", "soft", "full"]),
        st.none() | st.floats(3, 20),
        st.none() | st.floats(3, 20),
    )
    def test_no_request_gets_past_the_limits(self, facts, tags, holds, least, most):
        if least and most and least > most:
            least, most = most, least
        client = Client(contraindications=tags, breath_hold=holds, bpm_min=least, bpm_max=most)
        try:
            breath = apply_gates(facts, client).breath
        except RefusedError:
            return
        if breath is None or breath.pattern is None:
            return
        pattern, limits = breath.pattern, gate_file().breath_holds[breath.holds]
        assert max(pattern.hold, pattern.rest) <= limits.longest_s
        if set(tags) & set(gate_file().block_holds_if) or holds == "none":
            assert breath.holds == "none"
        floor = max([gate_file().slowest_bpm.get(tag, 0) for tag in tags], default=0)
        usual = 3.0 if breath.holds == "full" else 4.5
        assert 60 / pattern.cycle >= max(floor, usual) - 1e-6
        assert pattern.inhale > 0
        assert pattern.exhale > 0
        if breath.ramp_from:
            assert sum(breath.ramp_from) < pattern.cycle


class TestBreathTrigger:
    def test_breathing_exercises_are_refused_for_one_without_breath(self):
        for fields in ({"contraindications": "breath_trigger"}, {"breath_focus": "none"}):
            assert "contact-scan is" in refused(STEADY, **fields)

    def test_elsewhere_the_anchor_changes(self):
        client = Client(anchors=["breath", "feet"], contraindications="breath_trigger")
        decision = apply_gates(SCAN, client)
        assert not decision.breath_focus
        assert "breath" not in {anchor.id for anchor in decision.anchors}
        assert len(decision.anchors) >= 2

    def test_counting_goes_on_without_the_breath(self):
        decision = apply_gates(COUNT, Client(contraindications="breath_trigger"))
        assert decision.breath is None


class TestTable:
    @pytest.mark.parametrize("facts", [SQUEEZE, HUM, SIDES, STEADY, EVEN, SQUARE])
    def test_no_squeezing_humming_or_paced_breathing(self, facts):
        assert "table-supine is" in refused(facts, setting="on_table", position="supine")

    def test_face_down_has_a_track_of_its_own(self):
        assert "table-prone is" in refused(SQUEEZE, setting="on_table", position="prone")

    def test_sparse_tracks_are_offered(self):
        assert apply_gates(SUPINE, Client(setting="on_table")).position == "supine"
        assert apply_gates(SCAN, Client(setting="on_table")).setting == "on_table"

    def test_a_track_made_for_elsewhere_is_refused(self):
        assert "table-supine is" in refused(FULL, setting="on_table")

    def test_no_movement_while_needles_are_in(self):
        client = Client(setting="on_table", pairing="acupuncture")
        assert not apply_gates(SUPINE, client).movement_ok


class TestPosition:
    def test_a_template_chooses_its_own_when_none_is_given(self):
        assert apply_gates(PRONE, Client()).position == "prone"
        assert apply_gates(NIGHT, Client()).position == "supine"

    def test_a_position_the_template_does_not_suit_is_refused_with_those_it_does(self):
        said = refused(STEADY, position="prone")
        assert "position: seated" in said
        assert "position: side" in said

    def test_pregnancy_is_not_asked_to_lie_face_down_or_late_on_the_back(self):
        assert "position: side" in refused(SCAN, position="prone", contraindications="pregnancy")
        assert "position: side" in refused(
            SCAN, position="supine", contraindications="late_pregnancy"
        )
        assert apply_gates(NIGHT, Client(contraindications="pregnancy")).position == "side"

    def test_face_down_is_refused_where_that_is_the_only_way(self):
        said = refused(PRONE, contraindications="prone_intolerance")
        assert "contact-scan is" in said or "table-supine is" in said

    def test_nothing_at_the_mouth_or_nose_in_a_face_cradle(self):
        for facts in (HUM, LIPS, SIDES):
            refused(facts, position="prone")


class TestRefusals:
    @pytest.mark.parametrize(
        ("facts", "tag", "nearest"),
        [
            (EVEN, "panic", "steady-breath"),
            (EVEN, "respiratory", "pursed-lips"),
            (SIGH, "pregnancy", "steady-breath"),
            (SIGH, "recent_surgery", "steady-breath"),
            (HUM, "ear_infection", "steady-breath"),
            (HUM, "migraine", "steady-breath"),
            (FULL, "dissociation", "outside-in-scan"),
            (NEAR, "dissociation", "contact-scan"),
            (NIGHT, "dissociation", "count-to-five"),
            (SIDES, "nasal_block", "steady-breath"),
        ],
    )
    def test_name_the_nearest_that_is_allowed(self, facts, tag, nearest):
        assert f"{nearest} is" in refused(facts, contraindications=tag)

    def test_a_track_about_areas_that_are_all_left_out(self):
        shoulders = GateFacts("soft-shoulders", "scan", CALM, EVERYWHERE)
        said = refused(shoulders, avoid="shoulders; shoulder blades; neck")
        assert "outside-in-scan is" in said
        assert "neck" not in said
        assert apply_gates(shoulders, Client(avoid="shoulders"))
        # The shoulder blades and the sides of the neck share the nouns of what is left out.
        refused(shoulders, avoid="shoulders; back of the neck")
        own = GateFacts("my-scan", "scan", needs_any=("fingers",))
        assert "outside-in-scan is" in refused(own, absent="hands")

    def test_a_templates_own_gates_count(self):
        own = GateFacts("my-scan", "scan", gates=("tinnitus",))
        assert "outside-in-scan is" in refused(own, contraindications="tinnitus")
        assert apply_gates(own, HEALTHY)

    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from(ALL),
        st.lists(st.sampled_from(list(gate_file().tags)), min_size=1, max_size=4),
        st.sampled_from(["home", "on_table", "sleep"]),
        st.sampled_from([None, *EVERYWHERE]),
    )
    def test_nothing_said_gives_a_health_note_away(self, facts, tags, setting, position):
        fields = {"contraindications": tags, "setting": setting, "breath_hold": "full"}
        if position:
            fields["position"] = position
        client = Client(**fields, name="Zzyzx", avoid="belly", intention="qqq")
        try:
            said = " ".join(apply_gates(facts, client).notices)
        except RefusedError as error:
            said = str(error)
        words = bundled("words", "gates", GateWords, "en").synonyms
        for tag in client.contraindications:
            for word in (tag, tag.replace("_", " "), *words[tag]):
                if word not in ("unknown", "minor"):
                    assert not re.search(rf"\b{re.escape(word)}\b", said, re.IGNORECASE), word
        assert "Zzyzx" not in said
        assert "qqq" not in said
        assert "belly" not in said

    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from(ALL),
        st.lists(st.sampled_from(list(gate_file().tags)), max_size=5),
        st.sampled_from(["home", "on_table"]),
    )
    def test_the_nearest_is_itself_allowed(self, facts, tags, setting):
        client = Client(contraindications=tags, setting=setting)
        try:
            apply_gates(facts, client)
        except RefusedError as error:
            found = re.search(r"([\w-]+) is\.$", error.hint)
            near = next((f for f in ALL if found and f.template == found[1]), None)
            if near:
                apply_gates(near, client)


class TestAdjustments:
    def test_on_guard_means_short_silences_open_eyes_and_no_bell(self):
        client = Client(contraindications="hypervigilance", bell=True, silence_max_s=60)
        decision = apply_gates(SCAN, client)
        assert (decision.silence_max_s, decision.eyes, decision.bell) == (15, "open", False)

    def test_a_bell_sounds_only_when_asked_for(self):
        assert not apply_gates(SCAN, HEALTHY).bell
        assert apply_gates(SCAN, Client(bell=True)).bell

    def test_severe_low_mood_has_the_support_line(self):
        assert apply_gates(LIFT, Client(contraindications="depression")).support_spoken
        assert not apply_gates(LIFT, HEALTHY).support_spoken

    def test_what_is_never_tensed(self):
        assert "jaw" in apply_gates(SQUEEZE, Client(contraindications="tmj")).no_tension
        assert "belly" in apply_gates(SQUEEZE, Client(contraindications="hernia")).no_tension
        assert apply_gates(SQUEEZE, Client(contraindications="injury")).passive
        assert not apply_gates(SQUEEZE, HEALTHY).passive

    def test_self_touch_and_head_movement(self):
        assert not apply_gates(SCAN, Client(self_touch_ok=False)).self_touch_ok
        touched = Client(contraindications="self_touch_aversion; dizziness")
        decision = apply_gates(SCAN, touched)
        assert not decision.self_touch_ok
        assert not decision.head_movement_ok
        assert decision.movement_ok

    def test_endings(self):
        assert apply_gates(NIGHT, Client()).ending == "sleep"
        assert apply_gates(NIGHT, Client(ending="nap_wake")).ending == "nap_wake"
        assert apply_gates(SCAN, Client(ending="sleep")).ending == "sleep"
        awake = apply_gates(SCAN, Client(ending="sleep", setting="on_table"))
        assert awake.ending == "reorient"
        assert awake.notices

    def test_another_setting_than_asked_for_is_told(self):
        decision = apply_gates(NIGHT, Client(setting="before"))
        assert decision.setting == "sleep"
        assert decision.notices
        assert not apply_gates(NIGHT, Client()).notices

    def test_the_same_client_gets_the_same_decision(self):
        client = Client(contraindications="pregnancy; panic", breath_hold="soft")
        assert apply_gates(STEADY, client) == apply_gates(STEADY, client)


def test_every_paced_protocol_is_named_by_a_template_or_free_to_use():
    gated = {gate.protocol for gate in gate_file().templates.values()}
    assert {name for name, p in protocols().items() if p.paced} - gated <= {"resonance_6"}
