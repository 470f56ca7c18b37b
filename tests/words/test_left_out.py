"""What somebody leaves out is not heard: judged by a list that relax has no part in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from relax.errors import RefusedError
from relax.words import Client, Regions, Sentence, bundled_folder
from relax.words.template._render import draft
from relax.words.template._wanted import Wanted
from tests.words.areas import AREAS, BITING, found, written_ways
from tests.words.proof import TEMPLATES

OF_THE_BODY = [name for name in BITING if name not in ("air on the skin", "light")]


def heard(template, place=0, minutes=None, seed=0, **client):
    """Every title and sentence a template may use for this client, optional ones too."""
    meta = TEMPLATES[template].meta
    minutes = minutes or meta.minutes.max
    client = Client(
        setting=meta.settings[place % len(meta.settings)],
        position=meta.positions[place % len(meta.positions)],
        **client,
    )
    folders, wanted = [bundled_folder()], Wanted(seed=seed)
    script = draft(TEMPLATES[template], client, wanted, folders, minutes, of=minutes).script
    return [
        text for chapter in script.chapters for text in (chapter.title, *_sentences(chapter.items))
    ]


def _sentences(items):
    for item in items:
        if isinstance(item, Sentence):
            yield item.text
        yield from _sentences(getattr(item, "items", ()))
        yield from (sentence.text for sentence in getattr(item, "sentences", ()))


@pytest.fixture(scope="module")
def everything():
    wished = ["throat", "mouth", "pelvis", "belly", "chest", "lower back", "hips", "seat"]
    wished += ["ankles", "wrists", "eyes", "jaw"]
    places = [(template, n) for template in TEMPLATES for n in range(6)]
    places = [(t, n) for t, n in places if n < len(TEMPLATES[t].meta.positions)]
    return [
        text
        for template, n in places
        if template in ("full-scan", "rotation-rest", "outside-in-scan") or n == 0
        for text in heard(template, n, opt_in=wished, focus=wished, granularity="fine")
    ]


class TestTheJudge:
    """The list knows what the templates say: a list of words that never match judges nothing."""

    @pytest.mark.parametrize("area", BITING)
    def test_it_hears_every_area_where_nothing_is_left_out(self, everything, area):
        assert list(found(everything, avoid=[AREAS[area]]))

    @pytest.mark.parametrize(
        ("avoid", "text"),
        [
            ("neck", "Come back to the sounds around you."),
            ("back", "You can come back to a sound, or go back to the room."),
            ("back", "There may be warmth at the back of your head."),
            ("feet", "Sounds from the foot of the bed."),
            ("hands", "On the other hand, the room may be quiet."),
            ("light", "If you feel light-headed, you can leave the counting."),
            ("air on the skin", "If you feel short of air, you can leave the pace."),
            ("face", "Facing up, the palms have nothing to do."),
            ("fingers", "The backs of your hands may be cool."),
            ("belly", "Perhaps the shoulders are level."),
        ],
    )
    def test_it_lets_be_said_what_means_something_else(self, avoid, text):
        assert list(found([text], avoid=[avoid])) == []


EVERYWHERE = ("rotation-rest", "full-scan", "ease-and-rest")
"""Between them they speak of everything there is."""


def spoken_all_the_same(template, n, *areas, way="avoid"):
    """What is heard of areas left out, each time written, placed and worded in another way."""
    minutes = TEMPLATES[template].meta.minutes
    length = (minutes.max, minutes.default, minutes.min)[n % 3]
    out = {way: [ways[n % len(ways)] for ways in map(written_ways, areas)]}
    try:
        return list(found(heard(template, n, length, n, **out), **out))
    except RefusedError:  # a template about these areas and nothing else
        return []


@pytest.mark.parametrize("template", EVERYWHERE[:2])
def test_nothing_is_said_of_a_single_area_left_out(template):
    for n, area in enumerate(AREAS):
        assert spoken_all_the_same(template, n, area) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_none_of_several_areas_left_out_is_forgotten(template):
    """Every area once, as the first, second or last of three that have nothing to do with another."""
    areas, turn = list(AREAS), list(TEMPLATES).index(template)
    third = -(-len(areas) // 3)
    for n in range(third):
        three = [areas[(n + third * ((turn + k) % 3)) % len(areas)] for k in range(3)]
        assert spoken_all_the_same(template, n + turn, *three) == []


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(EVERYWHERE),
    st.integers(0, 99),
    st.lists(st.sampled_from(sorted(AREAS)), min_size=2, max_size=7, unique=True),
    st.sampled_from(["avoid", "absent"]),
)
def test_nothing_is_said_of_any_set_of_areas(template, n, areas, way):
    assert spoken_all_the_same(template, n, *areas, way=way) == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from(OF_THE_BODY), max_size=5, unique=True),
    st.lists(st.sampled_from(OF_THE_BODY), max_size=3, unique=True),
)
def test_each_area_left_out_is_found_by_the_name_it_was_given(avoid, absent):
    regions = Regions.load("en")
    client = Client(avoid=[AREAS[a] for a in avoid], absent=[AREAS[a] for a in absent])
    forbidden = regions.forbidden(regions.left_out(client))
    names = {area for area in (*avoid, *absent) if AREAS[area] == area} - {"eyes"}  # open or closed
    assert [name for name in names if not forbidden.search(f"Perhaps your {name}.")] == []


@pytest.mark.parametrize(
    ("avoid", "kept"),
    [
        (["belly"], ["feet", "knees", "shoulders", "forehead"]),
        (["forearms", "throat"], ["shoulders", "knees", "feet", "upper back"]),
        (["feet", "face"], ["forearms", "shoulders", "knees"]),
        (["back", "neck"], ["hands", "knees", "forehead"]),
    ],
)
def test_areas_that_are_not_left_out_are_still_visited(avoid, kept):
    texts = heard("full-scan", avoid=avoid)
    assert [area for area in kept if not list(found(texts, avoid=[area]))] == []


def test_the_head_takes_the_face_along():
    """It stands in the data that a head has a face; “head” was once only its top and its back."""
    texts = heard("full-scan", minutes=30, granularity="fine", avoid=["head"])
    assert list(found(texts, avoid=["face", "ears", "jaw"])) == []


class TestMissing:
    """What is absent takes with it what is further out; what is only avoided does not."""

    @pytest.mark.parametrize(
        ("limb", "further"),
        [
            ("upper arms", ["elbow", "forearm", "wrist", "hand", "fingers"]),
            ("forearms", ["wrist", "palm"]),
            ("thighs", ["knee", "calf", "ankle", "toes"]),
            ("lower legs", ["ankle", "heel", "sole"]),
        ],
    )
    def test_a_missing_limb_takes_what_is_beyond(self, limb, further):
        texts = heard("rotation-rest", absent=[limb])
        assert list(found(texts, avoid=further)) == []

    def test_an_avoided_one_does_not(self):
        texts = heard("rotation-rest", avoid=["forearms"])
        assert list(found(texts, avoid=["fingers"]))
