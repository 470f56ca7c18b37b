"""Sharing out time among pauses: to the sample, in the order of care.md 2.4, later before earlier."""

from __future__ import annotations

import itertools

from hypothesis import given, settings, strategies as st

from relax.timing._elastic import Elastic, pour, share

RANKS = {"invitation": 0, "rest": 1, "quiet": 1, "region": 2, "group": 2}
RANKS |= {"choice": 3, "sentence": 3, "phrase": 4}
"""care.md 2.4: pauses after invitations, then rests, then regions and groups; then the others."""
LAST = 5


def pause(kind="invitation", low=100, ideal=200, high=300, place=0.5, *, guarded=False):
    return Elastic(kind, low, ideal, high, place, guarded)


@st.composite
def pauses(draw):
    """One pause of any kind; an opening's or a closing's one time in three."""
    steps = sorted(draw(st.lists(st.integers(0, 50_000), min_size=3, max_size=3)))
    place = draw(st.floats(0, 1))
    return Elastic(draw(st.sampled_from(list(RANKS))), *steps, place, draw(st.integers(0, 2)) == 0)


several = st.lists(pauses(), min_size=1, max_size=10)
quick = settings(max_examples=60, deadline=None)


def shortest(each):
    return each.ideal if each.guarded else each.low


@quick
@given(several, st.floats(0, 1))
def test_any_possible_length_is_met_to_the_sample_and_none_leaves_its_range(given_pauses, part):
    least, most = sum(map(shortest, given_pauses)), sum(p.high for p in given_pauses)
    total = least + round((most - least) * part)
    lengths = share(given_pauses, total)
    assert sum(lengths) == total
    for each, length in zip(given_pauses, lengths, strict=True):
        assert shortest(each) <= length <= each.high


@quick
@given(several, st.integers(1, 10_000))
def test_an_impossible_length_has_no_answer(given_pauses, beyond):
    assert share(given_pauses, sum(map(shortest, given_pauses)) - beyond) is None
    assert share(given_pauses, sum(p.high for p in given_pauses) + beyond) is None


@quick
@given(several)
def test_at_the_natural_length_every_pause_is_at_its_best(given_pauses):
    assert share(given_pauses, sum(p.ideal for p in given_pauses)) == [
        p.ideal for p in given_pauses
    ]


@quick
@given(several, st.floats(0, 1))
def test_no_kind_gives_or_takes_before_those_ahead_of_it_have_done_all_they_can(given_pauses, part):
    least, most = sum(map(shortest, given_pauses)), sum(p.high for p in given_pauses)
    total = least + round((most - least) * part)
    lengths = share(given_pauses, total)
    longer = total > sum(p.ideal for p in given_pauses)
    moved, room = set(), set()
    for each, length in zip(given_pauses, lengths, strict=True):
        rank = RANKS[each.kind] + (LAST if each.guarded else 0)
        if length != each.ideal:
            moved.add(rank)
        if length != (each.high if longer else shortest(each)):
            room.add(rank)
    assert not moved or not [rank for rank in room if rank < max(moved)]


def test_the_order_of_the_reference():
    """care.md 2.4, spelled out: each takes all it can before the next one changes."""
    kinds = ("invitation", "rest", "region", "sentence", "phrase")
    every = [pause(kind) for kind in reversed(kinds)]
    for n in range(len(kinds)):
        for total, changed in ((1000 + 100 * n + 50, 250), (1000 - 100 * n - 50, 150)):
            lengths = dict(zip(reversed(kinds), share(every, total), strict=True))
            assert lengths[kinds[n]] == changed
            assert all(lengths[kind] == (300 if total > 1000 else 100) for kind in kinds[:n])
            assert all(lengths[kind] == 200 for kind in kinds[n + 1 :])


def test_later_pauses_give_and_take_more_than_earlier_ones():
    row = [pause(place=n / 4) for n in range(5)]
    stretched, squeezed = share(row, 1200), share(row, 800)
    assert all(later - earlier >= 10 for earlier, later in itertools.pairwise(stretched))
    assert all(earlier - later >= 10 for earlier, later in itertools.pairwise(squeezed))


def test_an_opening_and_a_closing_are_never_squeezed_and_stretched_last():
    row = [pause(guarded=True, place=0), pause("phrase"), pause(guarded=True, place=1)]
    assert share(row, 500) == [200, 100, 200]
    assert share(row, 499) is None
    assert share(row, 700) == [200, 300, 200]
    opening, phrase, closing = share(row, 760)
    assert phrase == 300
    assert 200 < opening < closing


caps_and_weights = st.lists(
    st.tuples(st.integers(0, 10_000), st.floats(0.5, 1.5)), min_size=1, max_size=15
)


@quick
@given(caps_and_weights, st.floats(0, 1))
def test_what_is_poured_out_is_all_of_it_and_nothing_overflows(cups, part):
    caps, weights = [cap for cap, _ in cups], [weight for _, weight in cups]
    amount = round(sum(caps) * part)
    poured = pour(caps, weights, amount)
    assert sum(poured) == amount
    assert all(0 <= got <= cap for got, cap in zip(poured, caps, strict=True))


@quick
@given(caps_and_weights, st.floats(0, 1))
def test_cups_that_are_not_full_hold_in_proportion_to_their_size_and_weight(cups, part):
    caps, weights = [cap for cap, _ in cups], [weight for _, weight in cups]
    poured = pour(caps, weights, round(sum(caps) * part))
    open_cups = [
        (got, cap * weight)
        for got, cap, weight in zip(poured, caps, weights, strict=True)
        if got < cap - 1
    ]
    for (one, size), (other, its_size) in itertools.pairwise(open_cups):
        # rounding on the running sum moves a cup by less than 2 samples
        assert abs(one * its_size - other * size) <= 2.01 * (size + its_size)


def test_rounding_is_spread_and_not_left_to_the_last():
    assert pour([10, 10, 10], [1, 1, 1], 10) == [3, 4, 3]
    assert pour([1, 1, 1000], [1, 1, 1], 1002) == [1, 1, 1000]
    assert pour([5, 5], [1, 1], 0) == [0, 0]
