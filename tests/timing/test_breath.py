"""Paced breathing: whole breaths in order, a ramp of 90 to 120 s, and no drift (care.md 1.3)."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings, strategies as st

from relax.timing import PhaseKind
from relax.timing._breath import breath_frames, cycles, cycles_within, place_phases
from relax.units import SAMPLE_RATE
from relax.words import Breathe, BreathPattern

RAMPED = [  # in, out, and the first breath: 7.5 to 8.5 a minute (care.md 1.2, 1.3)
    (4, 6, (3, 4)),
    (3, 5, (3, 4)),
    (5.5, 5.5, (4, 4)),
    (5, 5, (4, 4)),
    (4, 6, (3, 4.5)),
]


def breathing(inhale=4.0, exhale=6.0, ramp=None, **more):
    pattern = BreathPattern(inhale, exhale, **more)
    return Breathe(pattern=pattern, seconds=(60, 1200), ramp_from=ramp)


@st.composite
def anything(draw):
    """Any breathing cue a template or a person may write."""
    tenths = st.integers(10, 80).map(lambda n: n / 10)
    held = st.integers(0, 70).map(lambda n: n / 10)
    inhale, exhale = draw(tenths), draw(tenths)
    more = {name: draw(held) for name in ("hold", "rest", "top_up")}
    ramp = draw(st.none() | st.tuples(tenths, tenths))
    return breathing(inhale, exhale, ramp, **more)


class TestRamp:
    @pytest.mark.parametrize(("inhale", "exhale", "first"), RAMPED)
    def test_it_takes_90_to_120_seconds(self, inhale, exhale, first):
        lengths = [cycle.seconds for cycle in cycles(breathing(inhale, exhale, first), 80)]
        before = lengths[: lengths.index(inhale + exhale)]
        assert 90 <= sum(before) <= 120
        assert lengths[0] == sum(first)
        assert lengths == sorted(lengths)

    @pytest.mark.parametrize(("inhale", "exhale", "first"), RAMPED)
    def test_two_breaths_never_slow_down_by_more_than_a_second(self, inhale, exhale, first):
        lengths = [cycle.seconds for cycle in cycles(breathing(inhale, exhale, first), 80)]
        assert max(b - a for a, b in zip(lengths, lengths[2:], strict=False)) <= 1 + 1e-9

    def test_a_long_way_takes_longer_rather_than_be_hurried(self):
        lengths = [cycle.seconds for cycle in cycles(breathing(8, 10, (1, 1)), 200)]
        assert max(b - a for a, b in zip(lengths, lengths[2:], strict=False)) <= 1 + 1e-9

    @pytest.mark.parametrize("count", [5, 10, 20])
    def test_a_short_stretch_spends_most_of_itself_at_its_own_pace(self, count):
        lengths = [cycle.seconds for cycle in cycles(breathing(ramp=(3, 4)), count)]
        assert len(lengths) == count
        assert lengths[0] == 7
        assert 0.6 * count <= lengths.count(10.0) < count

    def test_both_halves_of_the_breath_move(self):
        halves = [dict(cycle.phases) for cycle in cycles(breathing(ramp=(3, 4)), 80)]
        for kind, first, last in ((PhaseKind.IN, 3, 4), (PhaseKind.OUT, 4, 6)):
            lengths = [half[kind] for half in halves]
            assert (lengths[0], lengths[-1]) == (first, last)
            assert lengths == sorted(lengths)
            assert first < lengths[4] < last

    def test_without_one_every_breath_is_the_same(self):
        assert {cycle.seconds for cycle in cycles(breathing(), 30)} == {10}


quick = settings(max_examples=40, deadline=None)


@quick
@given(anything(), st.integers(1, 40), st.integers(0, 10**8))
def test_phases_follow_one_another_and_none_is_empty(breathe, count, start):
    phases = place_phases(breathe, count, start)
    assert phases[0].start == start
    for before, after in itertools.pairwise(phases):
        assert before.start + before.frames == after.start
    assert all(phase.frames > 0 for phase in phases)
    assert phases[-1].start + phases[-1].frames - start == pytest.approx(
        breath_frames(breathe, count), abs=1
    )


@quick
@given(anything(), st.integers(1, 20))
def test_a_breath_is_drawn_topped_up_held_let_out_and_rested_in_that_order(breathe, count):
    p = breathe.pattern
    held = {"in": 1, "top_up": p.top_up, "hold": p.hold, "out": 1, "rest": p.rest}
    wanted = [name for name, seconds in held.items() if seconds]
    assert [str(phase.kind) for phase in place_phases(breathe, count, 0)] == wanted * count


@quick
@given(anything(), st.integers(1, 200))
def test_nothing_drifts(breathe, count):
    """Every phase begins within a sample of where its seconds add up to (DESIGN: no drift)."""
    seconds = 0.0
    lengths = [phase for cycle in cycles(breathe, count) for phase in cycle.phases]
    for phase, (_, length) in zip(place_phases(breathe, count, 7), lengths, strict=True):
        assert abs(phase.start - 7 - seconds * SAMPLE_RATE) <= 1
        seconds += length


@quick
@given(anything(), st.floats(0, 300))
def test_as_many_whole_breaths_as_there_is_time_for(breathe, seconds):
    count = cycles_within(breathe, seconds)
    assert count == 0 or breath_frames(breathe, count) <= seconds * SAMPLE_RATE + 1
    assert breath_frames(breathe, count + 1) >= seconds * SAMPLE_RATE - 1
