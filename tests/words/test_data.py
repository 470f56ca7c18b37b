"""The data a clinician or translator changes: complete, consistent, and checked when read."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from pydantic import BaseModel, ConfigDict

from relax.data import bundled, checked
from relax.errors import RelaxError
from relax.words import (
    PauseKind,
    bundled_folder,
    find,
    load_template,
    occasion,
    template_files,
)
from relax.words.body._data import RegionFile
from relax.words.care._breathing import protocols
from relax.words.care._gate_data import GateWords, gate_file
from relax.words.care._occasions import ComplaintWordFile, choices, complaints, complaints_in, match
from relax.words.care._support import support, support_lines, support_review, support_spoken
from relax.words.check import check_text
from relax.words.client._client import AnchorName, Client, Position, Setting
from relax.words.pacing._data import pacing

CATALOGUE = {
    "arrive-and-choose",
    "steady-breath",
    "even-breath",
    "soft-square",
    "long-out-breath",
    "double-breath-sigh",
    "rib-breath",
    "three-part-breath",
    "hum",
    "pursed-lips",
    "count-to-five",
    "side-to-side",
    "three-minute-space",
    "contact-scan",
    "outside-in-scan",
    "full-scan",
    "rotation-rest",
    "ease-and-rest",
    "soft-shoulders",
    "settle-the-middle",
    "look-around",
    "near-and-far",
    "small-lift",
    "table-supine",
    "table-prone",
    "after-touch",
    "after-talk",
    "night-rest",
    "yes-no-maybe",
    "self-touch-anchor",
}


class Sample(BaseModel):
    model_config = ConfigDict(extra="forbid")
    pauses: dict[str, float]


class TestLoad:
    def test_a_wrong_field_is_named_with_its_file(self):
        with pytest.raises(RelaxError) as error:
            checked(b"pauses: {rest: long}", Sample, "data/sample.yaml")
        assert "data/sample.yaml" in str(error.value)
        assert "pauses.rest" in str(error.value)

    def test_an_unknown_field_is_named(self):
        with pytest.raises(RelaxError, match="pause_s"):
            checked(b"pauses: {}\npause_s: 1", Sample, "data/sample.yaml")

    def test_broken_yaml_has_line_and_column(self):
        with pytest.raises(RelaxError) as error:
            checked(b"pauses: {}\nmore: [1, 2", Sample, "data/sample.yaml")
        assert error.value.place.line == 2 or error.value.place.line == 3
        assert error.value.place.column

    def test_a_region_of_a_language_reads_the_language(self):
        assert bundled("words", "gates", GateWords, "en-GB") is bundled(
            "words", "gates", GateWords, "en"
        )

    def test_a_language_without_words_is_an_error(self):
        with pytest.raises(RelaxError, match="no words"):
            bundled("words", "gates", GateWords, "xx")

    @pytest.mark.parametrize("language", ["../en", "EN/../..", "e", "en\n"])
    def test_a_language_is_never_a_path(self, language):
        with pytest.raises(RelaxError, match="letters"):
            bundled("words", "gates", GateWords, language)


class TestBreathing:
    def test_every_protocol_of_the_reference_is_there(self):
        assert set(protocols()) == {
            "natural_awareness",
            "counting_breaths",
            "coherent_5_5",
            "resonance_6",
            "extended_exhale",
            "cyclic_sigh",
            "box",
            "four_seven_eight",
            "diaphragmatic",
            "three_part",
            "humming",
            "pursed_lip",
            "alternate_nostril",
            "natural_sigh",
        }

    def test_a_paced_protocol_can_always_be_done_without_holding(self):
        longest = gate_file().breath_holds["none"].longest_s
        for name, protocol in protocols().items():
            if protocol.paced:
                plain = [v for v in protocol.variants if v.holds == "none"]
                assert plain, name
                assert all(max(v.hold, v.rest) <= longest for v in plain), name

    def test_holds_are_within_what_each_level_allows(self):
        for name, protocol in protocols().items():
            for variant in protocol.variants:
                limits = gate_file().breath_holds[variant.holds]
                assert max(variant.hold, variant.rest) <= limits.longest_s, name
                assert limits.empty or variant.holds == "none" or variant.rest == 0, name

    def test_ramps_start_faster_and_never_under_seven_a_minute(self):
        for name, protocol in protocols().items():
            if protocol.ramp_from:
                assert sum(protocol.ramp_from) <= 60 / 7, name
                assert sum(protocol.ramp_from) < protocol.variants[0].pattern.cycle, name

    def test_ranges_are_in_order(self):
        for protocol in protocols().values():
            low, usual, high = protocol.minutes
            assert low <= usual <= high

    def test_every_protocol_names_its_sources(self):
        assert all(protocol.sources for protocol in protocols().values())


class TestPacing:
    def test_every_kind_of_pause_has_every_length(self):
        for kind in PauseKind:
            assert set(pacing().pauses[kind]) == {"short", "standard", "long"}

    def test_bands_move_evenly_from_class_to_class(self):
        bands = [pacing().density_of("scan", n / 4)[1] for n in range(8, 160)]
        assert bands[0] == 90
        assert bands[-1] == 45
        assert all(0 <= a - b <= 90 / 20 for a, b in itertools.pairwise(bands))

    def test_pauses_grow_with_the_length_of_the_track(self):
        for lengths in pacing().pauses.values():
            ideals = [lengths[name][1] for name in ("short", "standard", "long")]
            assert ideals == sorted(ideals)

    def test_every_form_has_a_band(self):
        forms = [
            "breath",
            "scan",
            "muscle",
            "grounding",
            "table",
            "integration",
            "sleep",
            "consent",
        ]
        for form in forms:
            for minutes in (3, 12, 30):
                low, high = pacing().density_of(form, minutes)
                assert 0 < low < high < 120


class TestGates:
    def test_templates_and_protocols_in_gates_exist(self):
        gates = gate_file()
        named = set(gates.templates) | set(gates.default_nearest)
        named |= {n for gate in gates.templates.values() for n in gate.nearest}
        named |= {n for names in gates.on_table.nearest.values() for n in names}
        assert named <= CATALOGUE
        used = {g.protocol for g in gates.templates.values() if g.protocol}
        used |= set(gates.no_protocol_if) | set(gates.no_protocol_in_position)
        assert used <= set(protocols())

    def test_areas_in_gates_exist(self):
        gates = gate_file()
        areas = {a for names in gates.no_tension.values() for a in names}
        areas |= {a for gate in gates.templates.values() for a in gate.needs_any}
        areas |= {a for names in gates.visit_not_if.values() for a in names}
        assert areas <= set(bundled("words", "regions", RegionFile).regions)

    def test_every_health_note_has_everyday_words_for_it_and_none_two_meanings(self):
        words = bundled("words", "gates", GateWords, "en").synonyms
        assert set(words) == set(gate_file().tags)
        flat = [word for several in words.values() for word in several]
        assert len(flat) == len(set(flat))

    def test_a_tag_that_is_not_listed_is_refused(self):
        values = gate_file().model_dump()
        values["eyes_open_if"] = ["sleepwalking"]
        with pytest.raises(ValueError, match="sleepwalking"):
            type(gate_file()).model_validate(values)


class TestChoices:
    def test_lists_are_those_of_the_client(self):
        assert tuple(choices().settings) == Setting.__args__
        assert tuple(choices().positions) == Position.__args__
        assert set(bundled("words", "regions", RegionFile).anchors) == set(AnchorName.__args__)
        orders = Client.model_fields["order"].annotation.__args__
        assert set(orders) <= set(bundled("words", "regions", RegionFile).orders)


class TestComplaints:
    def test_every_template_has_a_reason_and_exists(self):
        words = bundled("words", "complaints", ComplaintWordFile, "en").complaints
        assert set(words) == set(complaints())
        for name, complaint in complaints().items():
            assert set(words[name].why) == set(complaint.templates), name
            assert set(complaint.templates) <= CATALOGUE, name

    def test_every_template_of_the_catalogue_is_found_by_something(self):
        found = {template for entry in complaints().values() for template in entry.templates}
        assert found == CATALOGUE

    @pytest.mark.parametrize(
        ("text", "complaint", "template"),
        [
            ("headache, on the table, 15 minutes", "neck", "soft-shoulders"),
            ("stiff neck", "neck", "soft-shoulders"),
            ("She can’t sleep", "insomnia", "night-rest"),
            ("insomnia", "insomnia", "night-rest"),
            ("Stomach trouble", "digestion", "settle-the-middle"),
            ("hypervigilant client", "anxiety", "look-around"),
            ("feeling low", "low_mood", "small-lift"),
            ("back pain", "pain", "near-and-far"),
            ("always tired", "fatigue", "small-lift"),
            ("trigger points", "trigger_point", "soft-shoulders"),
            ("low_mood", "low_mood", "small-lift"),
        ],
    )
    def test_everyday_words_find_a_template(self, text, complaint, template):
        assert complaints_in(text)[0] == complaint
        assert match(text)[0].template == template
        assert match(text)[0].why

    def test_two_occasions_bring_both_and_the_first_counts_first(self):
        found = [m.template for m in match("headache and insomnia")]
        assert found[0] == "soft-shoulders"
        assert "night-rest" in found

    def test_humming_is_not_found_for_a_headache(self):
        assert "hum" not in [m.template for m in match("headache, want some breathing")]
        assert "hum" in [m.template for m in match("some breathing")]

    def looked_for(self, text):
        metas = [load_template(path).meta for path in template_files([bundled_folder()]).values()]
        wanted = occasion(text)
        return wanted, [fit.template for fit in find(wanted, metas)]

    @pytest.mark.parametrize(
        ("text", "refused"),
        [
            ("pregnant, feeling low", "double-breath-sigh"),
            ("anxious, has asthma", "steady-breath"),
            ("nothing about breathing please, hypervigilant", "pursed-lips"),
            ("yoga, dizzy at times", "three-part-breath"),
        ],
    )
    def test_what_a_health_note_in_the_sentence_rules_out_is_not_found(self, text, refused):
        wanted, found = self.looked_for(text)
        assert found
        assert refused not in found
        assert wanted.health

    @pytest.mark.parametrize(
        ("text", "minutes"),
        [
            ("face down on the table half an hour", 30),
            ("tight shoulders, quarter of an hour", 15),
            ("asthma, ten minutes", 10),
            ("twenty-five minutes of rest", 25),
            ("12-min scan", 12),
            ("stiff neck", None),
        ],
    )
    def test_lengths_are_understood_as_people_write_them(self, text, minutes):
        assert occasion(text).minutes == minutes

    def test_words_that_say_nothing_are_told_from_words_that_do(self):
        assert not occasion("xyzzy").understood
        assert all(occasion(t).understood for t in ("neck", "asthma", "at home", "15 min"))

    def test_nothing_is_found_for_nothing(self):
        assert match("") == []
        assert match("xyzzy") == []

    def test_reasons_make_no_claims(self):
        for entry in bundled("words", "complaints", ComplaintWordFile, "en").complaints.values():
            for why in entry.why.values():
                found = {f.rule for f in check_text(why.capitalize() + ".")}
                assert found.isdisjoint({"CURE", "DIAGNOSIS", "HORMONE", "DETOX", "STORED"}), why


class TestSupport:
    def test_a_known_country_has_its_lines(self):
        lines = " ".join(support_lines("us"))
        assert "988" in lines
        assert "911" in lines
        assert "1-800" not in lines

    def test_an_unknown_country_has_the_emergency_number_and_the_directory_only(self):
        for country in (None, "FR", "??"):
            lines = " ".join(support_lines(country))
            assert "112" in lines
            assert "findahelpline.com" in lines
            assert "988" not in lines

    def test_what_is_spoken_has_no_number_and_breaks_no_rule(self):
        assert not any(char.isdigit() for char in support_spoken())
        assert not check_text(support_spoken())

    def test_numbers_go_stale(self):
        file = support()
        assert not file.review_due(file.reviewed)
        assert not file.review_due(file.reviewed + dt.timedelta(days=150))
        assert file.review_due(file.reviewed + dt.timedelta(days=190))

    def test_old_numbers_are_told_and_so_are_those_nobody_checked(self):
        checked_on = support().reviewed
        fresh = support_review(checked_on + dt.timedelta(days=30))
        assert str(checked_on) in fresh
        assert "Lifeline (AU)" in fresh
        assert "Samaritans" not in fresh
        assert "OUT OF DATE" not in fresh
        assert "OUT OF DATE" in support_review(checked_on + dt.timedelta(days=400))

    def test_every_line_has_a_source(self):
        assert all(line.source for c in support().countries.values() for line in c.lines)
