"""Areas: every way to name them, and what leaving one out takes with it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings, strategies as st

from relax.data import bundled
from relax.errors import BadInput
from relax.words.body._data import RegionFile, RegionWordFile
from relax.words.body._regions import Regions
from relax.words.check import check_text, load_rules
from relax.words.client._client import Client

REGIONS = Regions.load("en")
FACTS = bundled("words", "regions", RegionFile)
WORDS = bundled("words", "regions", RegionWordFile, "en")
IDS = sorted(FACTS.regions)
FORBIDDABLE = [name for name in IDS if not FACTS.regions[name].always_said]
BODY = [name for name in IDS if FACTS.regions[name].group != "external"]
POSITIONS = ["seated", "supine", "prone", "side", "semi_reclined", "standing"]
ORDERS = ["outside_in", "feet_head", "head_feet", "contact"]
EVERYTHING_OPTIONAL = tuple(r.id for r in REGIONS.all if r.sens == 2)


def leaving_out(*names: str, **more: object) -> Client:
    wanted = [n for n in EVERYTHING_OPTIONAL if n not in REGIONS.closed(names)]
    return Client(avoid=list(names), opt_in=[] if "absent" in more else wanted, **more)


class TestData:
    def test_every_area_has_words_and_every_word_an_area(self):
        assert set(FACTS.regions) == set(WORDS.regions)
        assert set(FACTS.groups) == set(WORDS.groups) == {f.group for f in FACTS.regions.values()}
        assert set(FACTS.anchors) == set(WORDS.anchors)

    def test_every_area_of_the_reference_is_there(self):
        wanted = (
            "contact_back contact_front contact_head contact_heels contact_feet hands_palms "
            "fingers hand_backs wrists forearms elbows upper_arms shoulders shoulder_blades "
            "upper_back mid_back lower_back side_ribs chest belly neck_back neck_sides throat "
            "scalp_crown head_back forehead temples eyes_around cheeks jaw mouth_tongue ears hips "
            "seat pelvis thighs knees knee_backs lower_legs ankles heels soles feet_tops toes "
            "whole_arms whole_legs whole_back whole_body room sounds air_on_skin light"
        )
        assert set(wanted.split()) <= {region.id for region in REGIONS.all}

    def test_names_in_the_data_are_areas(self):
        used = set()
        for facts in FACTS.regions.values():
            used |= {*facts.parts, *facts.beyond, *facts.near}
            used |= {p for p in facts.positions.values() if isinstance(p, str)} - {"off"}
        for order in FACTS.orders.values():
            used |= {*order.coarse, *order.medium, *order.fine, *order.then, *order.last}
            used |= {stop for stops in order.by_position.values() for stop in stops}
        for whole in WORDS.wholes:
            used |= {n for n in (*whole.names, *(whole.means or ())) if not n.startswith("group:")}
        assert used - {"everything"} <= set(FACTS.regions)

    def test_every_area_has_enough_to_say(self):
        for region in REGIONS.all:
            assert region.name, region.id
            assert region.your, region.id
            assert len(set(region.notice)) >= 5, region.id
            assert region.points, region.id
            assert bool(region.left) == bool(region.right), region.id
            if region.sens:
                assert all("{anchor}" in line for line in region.skip)
                assert len(region.skip) >= 3
            else:
                assert not region.skip


class TestResolve:
    @pytest.mark.parametrize(
        ("word", "ids"),
        [
            ("belly", {"belly"}),
            ("Stomach", {"belly"}),
            ("tummy", {"belly"}),
            ("the abdomen", {"belly"}),
            ("hands", {"whole_hands", "hands_palms", "fingers", "hand_backs"}),
            ("HAND", {"whole_hands", "hands_palms", "fingers", "hand_backs"}),
            ("left hand", {"whole_hands", "hands_palms", "fingers", "hand_backs"}),
            ("palm", {"hands_palms"}),
            ("hands_palms", {"hands_palms"}),
            ("your palms", {"hands_palms"}),
            ("back of the neck", {"neck_back"}),
            ("back of neck", {"neck_back"}),
            ("right knee", {"knees", "knee_backs"}),
            ("eyes", {"eyes_around"}),
            ("lower back", {"lower_back"}),
            ("Adam’s apple", {"throat"}),
            ("arms", {"wrists", "forearms", "elbows", "upper_arms", "whole_arms"}),
            ("groin", {"genitals"}),
        ],
    )
    def test_everyday_words(self, word, ids):
        assert REGIONS.resolve(word) == ids

    def test_every_id_group_name_and_term_is_understood(self):
        for name in IDS:
            assert name in REGIONS.resolve(name)
        for group in FACTS.groups:
            assert REGIONS.resolve(group)
        for region in REGIONS.all:
            assert REGIONS.resolve(region.name)
            assert REGIONS.resolve(region.your.upper())

    def test_back_means_the_whole_back(self):
        back = {"shoulder_blades", "upper_back", "mid_back", "lower_back", "whole_back"}
        assert back <= REGIONS.resolve("back")

    def test_an_unknown_word_is_not_repeated_but_the_nearest_is(self):
        with pytest.raises(BadInput) as error:
            REGIONS.resolve("shouldrs")
        assert "shoulders" in str(error.value)
        assert "shouldrs" not in str(error.value)

    def test_what_is_never_spoken_of_is_never_suggested(self):
        with pytest.raises(BadInput) as error:
            REGIONS.resolve("breasst")
        assert "breasts" not in str(error.value)


class TestForbidden:
    @pytest.mark.parametrize(
        ("left_out", "text"),
        [
            ("belly", "You might notice the breath moving your belly."),
            ("belly", "Perhaps your stomach is rising."),
            ("belly", "A breath low down, in your middle."),
            ("belly", "The whole body, all of it."),
            ("belly", "from head to toe"),
            ("belly", "the rise and fall of the breath"),
            ("hands_palms", "You can come back to your hands."),
            ("fingers", "press your Hands into something solid"),
            ("fingers", "Each thumb may be warm."),
            ("fingers", "by lifting a hand"),
            ("lower_back", "Your back is held."),
            ("lower_back", "shoulders, back and legs"),
            ("upper_back", "someone standing behind you"),
            ("upper_back", "Back and shoulders"),
            ("throat", "the neck"),
            ("throat", "You might swallow."),
            ("jaw", "Your face may be warm."),
            ("jaw", "clench the teeth"),
            ("soles", "notice your feet"),
            ("soles", "a few slow steps"),
            ("ankles", "your legs"),
            ("wrists", "your arms"),
            ("chest", "your heart"),
            ("chest", "fill the lungs"),
            ("whole_legs", "the left knee"),
            ("contact_back", "the lower back"),
            ("shoulders", "you could shrug"),
            ("hips", "the waistband"),
            ("knees", "the backs of the knees and the knees"),
            ("genitals", "the groin"),
            ("genitals", "the thighs"),
            ("womb", "the belly"),
            ("thighs", "hands in your lap"),
            ("throat", "Throats may be dry."),
            ("forehead", "Foreheads and brows may be smooth."),
            ("upper_back", "Upper backs can be tired."),
            ("lower_back", "some lower backs"),
            ("chest", "Chests rise."),
            ("belly", "Stomachs and tummies"),
        ],
    )
    def test_names_wholes_and_hints_are_found(self, left_out, text):
        assert REGIONS.forbidden([left_out]).search(text)

    @pytest.mark.parametrize(
        ("left_out", "text"),
        [
            ("neck_back", "the sides of your neck"),
            ("neck_sides", "the nape of the neck"),
            ("throat", "the back of the neck"),
            ("upper_arms", "your forearms"),
            ("forearms", "your upper arms"),
            ("elbows", "the lower arms"),
            ("upper_back", "your lower back"),
            ("lower_back", "the middle of your back"),
            ("mid_back", "back ribs"),
            ("contact_back", "the small of your back"),
            ("shoulders", "the shoulder blades"),
            ("shoulder_blades", "One shoulder may be higher."),
            ("thighs", "your lower legs"),
            ("hand_backs", "the palms of your hands"),
            ("hand_backs", "your palms"),
            ("hands_palms", "the backs of the hands"),
            ("scalp_crown", "the back of your head"),
            ("head_back", "a ring of scalp"),
            ("soles", "the tops of your feet"),
            ("feet_tops", "the soles"),
            ("side_ribs", "the back ribs"),
            ("back_ribs", "the sides of your ribs"),
            ("hips", "your outer hips"),
            ("whole_face", "the place your face is cushioned"),
            ("air_on_skin", "Skin is thin here."),
            ("light", "There may be more than one kind of light."),
        ],
    )
    def test_what_shares_the_noun_is_found(self, left_out, text):
        assert REGIONS.forbidden([left_out]).search(text)

    @pytest.mark.parametrize(
        ("left_out", "text"),
        [
            ("fingers", "on the other hand"),
            ("fingers", "the back of the left hand"),
            ("lower_back", "You can come back to a sound at any time."),
            ("lower_back", "the back of your neck"),
            ("lower_back", "at the back of the room"),
            ("lower_back", "And then back to the sounds."),
            ("jaw", "lying face up"),
            ("jaw", "the back of your head"),
            ("soles", "at the foot of the bed"),
            ("ankles", "your lower legs"),
            ("ankles", "the leg of the chair"),
            ("pelvis", "your outer hips"),
            ("knee_backs", "a little harm"),
            ("ears", "You might hear the sounds around you."),
            ("eyes_around", "Your eyes can be open, resting on one spot, or closed."),
            ("belly", "in the middle of the day"),
            ("fingers", "the backs of your hands"),
            ("wrists", "your upper arms"),
            ("heels", "the soles of your feet"),
            ("air_on_skin", "If you feel short of air, you can leave the pace."),
            ("light", "If you feel light-headed, you can leave the pace."),
            ("light", "a light touch"),
            ("whole_face", "head office"),
        ],
    )
    def test_other_parts_and_idioms_may_be_said(self, left_out, text):
        assert not REGIONS.forbidden([left_out]).search(text)

    def test_nothing_left_out_forbids_nothing(self):
        assert REGIONS.forbidden([]) is None

    @pytest.mark.parametrize("name", ["room", "sounds"])
    def test_room_and_sounds_are_not_visited_but_may_be_named(self, name):
        client = Client(avoid=name)
        assert REGIONS.forbidden(REGIONS.left_out(client)) is None
        assert name not in {region.id for region in REGIONS.offered(client)}
        assert all(anchor.id != "sound" or name == "room" for anchor in REGIONS.anchors(client))

    @pytest.mark.parametrize("name", FORBIDDABLE)
    def test_every_name_and_point_of_an_area_is_found(self, name):
        forbidden = REGIONS.forbidden([name])
        words = WORDS.regions[name]
        texts = [words.your, words.left, words.right]
        if FACTS.regions[name].group != "external":  # “light” and “room” mean more than one thing
            texts.append(words.name)
        if name not in ("fingers", "toes"):  # “the little one” is nothing by itself
            texts += [point.format(side="left") for point in words.points]
        for text in filter(None, texts):
            assert forbidden.search(text), text

    @pytest.mark.parametrize("name", FORBIDDABLE)
    def test_every_plain_term_is_found_in_either_number(self, name):
        forbidden = REGIONS.forbidden([name])
        for term in WORDS.regions[name].terms:
            if term.startswith("re:"):
                continue
            plain = term.replace("~", "your").replace("(s)", "s").replace("(es)", "es")
            assert forbidden.search(f"Perhaps {plain}, or not."), term


class TestNotice:
    """The promise: with any areas left out, no line for another area gives them away."""

    @pytest.mark.parametrize("position", POSITIONS)
    def test_no_line_names_an_area_left_out_by_pairs(self, position):
        for left_out in FORBIDDABLE:
            client = leaving_out(left_out, position=position)
            forbidden = REGIONS.forbidden(REGIONS.left_out(client))
            for region in REGIONS.offered(client):
                for text in (region.name, region.your, region.left, *region.notice):
                    found = forbidden.search(text)
                    assert not found, (left_out, region.id, text, found)

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.sampled_from(IDS), max_size=12),
        st.lists(st.sampled_from(BODY), max_size=4),
        st.sampled_from(POSITIONS),
        st.sampled_from(ORDERS),
        st.sampled_from(["coarse", "medium", "fine"]),
    )
    def test_no_stop_names_an_area_left_out(self, avoid, absent, position, order, granularity):
        client = Client(avoid=avoid, absent=absent, position=position)
        left_out = REGIONS.left_out(client)
        forbidden = REGIONS.forbidden(left_out)
        stops = REGIONS.journey(client, order, granularity)
        assert not left_out.intersection(stop.id for stop in stops)
        assert len({stop.id for stop in stops}) == len(stops)
        row = 0
        for stop in stops:
            row = row + 1 if stop.sens else 0
            assert row <= FACTS.sens_1_in_a_row
            for text in (stop.name, stop.your, *stop.notice):
                assert not (forbidden and forbidden.search(text)), (stop.id, text)
        for point in REGIONS.rotation(client, granularity):
            if not point.text.endswith(("finger", "toe")):
                assert not (forbidden and forbidden.search(point.text)), point
        anchors = REGIONS.anchors(client)
        for anchor in anchors:
            for text in anchor.phrases:
                assert not (forbidden and forbidden.search(text)), (anchor, text)


class TestWording:
    LINES = sorted(
        {
            (region.id, line)
            for at in ("seated", "prone")
            for plain in REGIONS.all
            for region in [REGIONS.get(plain.id, at)]
            for line in region.notice
        }
    )

    def test_no_line_breaks_a_rule_of_the_language_check(self):
        rules = load_rules("en")
        for name, line in self.LINES:
            before = "You can leave the next place out. " if REGIONS.get(name).sens else ""
            found = [f for f in check_text(before + line, rules=rules) if f.rule != "BODY_SENS"]
            assert not found, (name, line, found[0].rule)

    def test_the_language_check_is_awake(self):
        assert check_text("Relax your palms and let go.", rules=load_rules("en"))

    def test_ways_to_skip_break_no_rule(self):
        for text in WORDS.skip:
            for anchor in ("your hands", "a sound in the room"):
                assert not check_text(text.format(anchor=anchor))

    def test_lines_are_short(self):
        lengths = [len(line.split()) for _, line in self.LINES]
        assert max(lengths) <= 18
        assert sum(lengths) / len(lengths) <= 12

    def test_lines_begin_in_many_ways_and_none_stands_twice(self):
        assert len({line for _, line in self.LINES}) == len(self.LINES)
        openings = Counter(" ".join(line.split()[:2]) for _, line in self.LINES)
        assert max(openings.values()) <= 0.1 * len(self.LINES)
        for region in REGIONS.all:
            own = [" ".join(line.split()[:2]) for line in region.notice]
            assert len(set(own)) >= len(own) - 1, region.id

    def test_no_line_has_a_place_to_fill(self):
        assert not [line for _, line in self.LINES if "{" in line]


class TestChoosing:
    def test_prone_offers_the_back_ribs_in_place_of_the_belly(self):
        client = Client(position="prone", focus="belly")
        offered = {region.id for region in REGIONS.offered(client)}
        assert offered.isdisjoint({"belly", "chest", "seat", "contact_back"})
        stops = [stop.id for stop in REGIONS.journey(client, "feet_head", "fine")]
        assert "belly" not in stops
        assert "back_ribs" in stops

    def test_face_is_cushioned_when_prone(self):
        assert "face" in REGIONS.get("contact_head", "prone").your
        assert "head" in REGIONS.get("contact_head", "supine").your

    def test_the_back_is_more_sensitive_when_lying_on_the_front(self):
        assert REGIONS.get("upper_back", "prone").sens == 1
        assert REGIONS.get("upper_back", "supine").sens == 0

    def test_sens_2_only_when_opted_in_itself(self):
        assert "throat" not in {r.id for r in REGIONS.offered(Client())}
        assert "throat" not in {r.id for r in REGIONS.offered(Client(opt_in="neck"))}
        assert "throat" in {r.id for r in REGIONS.offered(Client(opt_in="throat"))}

    def test_the_front_is_visited_by_choice_only_from_the_outside_in(self):
        assert "belly" not in {s.id for s in REGIONS.journey(Client(), "outside_in", "fine")}
        focused = REGIONS.journey(Client(focus="belly"), "outside_in")
        assert next(s for s in focused if s.id == "belly").focus

    def test_areas_not_everybody_welcomes_do_not_follow_one_another(self):
        client = Client(avoid="side_ribs; mid_back", focus="belly", position="seated")
        stops = REGIONS.journey(client, "feet_head", "fine")
        senses = "".join("s" if stop.sens else "." for stop in stops)
        assert "sss" not in senses
        assert "ss" in senses
        assert "belly" in {stop.id for stop in stops}

    def test_a_missing_arm_takes_the_hand_with_it(self):
        left_out = REGIONS.left_out(Client(absent="forearms"))
        assert {"whole_hands", "fingers", "wrists"} <= left_out
        assert "upper_arms" not in left_out

    def test_avoiding_an_arm_leaves_the_hand(self):
        assert "fingers" not in REGIONS.left_out(Client(avoid="forearms"))

    def test_a_whole_gives_way_to_its_other_parts(self):
        stops = [s.id for s in REGIONS.journey(Client(avoid="palms"), "feet_head", "coarse")]
        assert set(stops).isdisjoint({"whole_hands", "hand_backs"})
        assert "fingers" in stops

    def test_head_to_feet_is_feet_to_head_backwards(self):
        up = [s.id for s in REGIONS.journey(Client(), "feet_head", "fine")]
        down = [s.id for s in REGIONS.journey(Client(), "head_feet", "fine")]
        assert down[-1] == up[-1] == "whole_body"
        assert down[:-1] == up[-2::-1]

    def test_finer_journeys_have_more_stops(self):
        for order in ("outside_in", "feet_head", "head_feet"):
            lengths = [
                len(REGIONS.journey(Client(), order, g)) for g in ("coarse", "medium", "fine")
            ]
            assert lengths == sorted(set(lengths))

    def test_a_rotation_has_sixty_to_eighty_points_one_side_first(self):
        points = [p.text for p in REGIONS.rotation(Client(position="supine"))]
        assert 60 <= len(points) <= 80
        assert points[0] == "the right thumb"
        assert points.index("the left thumb") > points.index("the right knee")

    def test_two_anchors_remain_whatever_is_left_out(self):
        client = Client(avoid=BODY, anchors=["breath", "hands"])
        anchors = REGIONS.anchors(client)
        assert len(anchors) >= 2
        assert any(anchor.external for anchor in anchors)

    def test_something_is_left_to_visit_when_the_whole_body_is_left_out(self):
        offered = {region.id for region in REGIONS.offered(Client(avoid="whole body"))}
        assert offered == {"room", "sounds", "air_on_skin", "light"}
