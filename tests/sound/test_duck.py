"""The bed goes down before speech, comes up slowly after it, and never jumps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from relax.sound import SoundSettings, load_presets
from relax.sound._bed_stem import BedStem
from relax.sound._duck import CONTROL, BedCurve, Speech, stretches
from relax.sound._loop import kept
from relax.timing import BedChange, Timeline
from tests.sound.material import RATE

PER_S = RATE // CONTROL
SETTINGS = SoundSettings(lift_lu=5)
DOWN_S, UP_S = SETTINGS.bed_duck_s, SETTINGS.bed_release_s


def track(seconds, **more):
    parts = {"lead_in": 6 * RATE, "tail": 12 * RATE, "chapters": (), "spoken": (), "sentences": ()}
    return Timeline(frames=round(seconds * RATE), **{**parts, **more})


def curve_db(seconds, spans, settings=SETTINGS, **more):
    """The curve in decibels and the time of each point."""
    spans = [Speech(round(a * RATE), round(b * RATE), *rest) for a, b, *rest in spans]
    points = -(-round(seconds * RATE) // CONTROL) + 1
    gain = BedCurve(track(seconds, **more), spans, settings).gains(0, points)
    return 20 * np.log10(np.maximum(gain, 1e-9)), np.arange(len(gain)) / PER_S


def test_down_before_speech_and_up_after():
    level, time = curve_db(60, [(20, 24)])
    assert level[(time > 12) & (time < 20 - DOWN_S)] == pytest.approx(5, abs=0.01)
    assert level[(time >= 20) & (time <= 24)] == pytest.approx(0, abs=0.01)
    falling = np.diff(level[(time >= 20 - DOWN_S) & (time <= 20)])
    rising = np.diff(level[(time >= 24) & (time <= 24 + UP_S)])
    assert (falling <= 0).all()
    assert (rising >= 0).all()
    assert level[time == 24 + UP_S] == pytest.approx(5, abs=0.01)
    assert falling.min() > -0.1  # no step: the ramp is drawn every 10 ms


def test_short_gaps_keep_it_down_and_long_ones_do_not():
    short, time = curve_db(60, [(20, 24), (26.9, 30)])
    assert short[(time >= 20) & (time <= 30)] == pytest.approx(0, abs=0.01)
    long, _ = curve_db(60, [(20, 24), (31, 34)])
    assert long[(time >= 24) & (time <= 31)].max() == pytest.approx(5, abs=0.1)


def still(writer):
    """A bed that never moves by itself."""
    writer.write(np.full((20 * RATE, 2), 10_000, np.int16))
    writer.finish(intro=0)


@pytest.mark.parametrize("preset", [n for n, one in load_presets().items() if one.bed is None])
def test_in_pauses_it_rises_a_little_and_so_slowly_that_nobody_hears_it_move(tmp_path, preset):
    """Measured on the sound of the bed alone, around lines of unequal strength."""
    how, draw = SoundSettings.of(load_presets()[preset]), np.random.default_rng(3)
    lines, at = [], 7.0
    while at < 170:
        end = at + draw.uniform(1, 5)
        lines.append((at, end, draw.choice([0.0, 0.0, -0.4, -1.3, -1.8])))
        at = end + draw.choice([0.6, 1.5, 4.0, 6.0, 9.0, 14.0])
    spans = [Speech(round(a * RATE), round(b * RATE), extra) for a, b, extra in lines]
    stem = BedStem(track(190), kept(tmp_path / "still.pcm", still), spans, how)
    sound = stem.render(0, 190 * RATE).reshape(-1, 2)[:, 0].astype(float)
    stem.close()
    level = 20 * np.log10(
        np.maximum(np.sqrt((sound.reshape(-1, RATE // 10) ** 2).mean(axis=1)), 1e-3) / 10_000
    )
    level -= stem.gain_db
    time = np.arange(len(level)) / 10
    for start, end, extra in lines:
        assert level[(time >= start) & (time < end - 0.1)].max() <= extra + 0.05
    rises = [
        level[(time > before[1]) & (time < after[0])].max() - level[int(before[1] * 10) - 1]
        for before, after in pairwise(lines)
        if after[0] - before[1] > 4.5
    ]
    assert len(rises) > 8
    assert 1.5 < np.median(rises) <= 3
    assert max(rises) <= 4
    inside = (time[:-10] > 6) & (time[10:] < lines[-1][1])
    assert np.abs(level[10:] - level[:-10])[inside].max() <= 2
    assert 10 * np.abs(np.diff(level))[inside[:-1].nonzero()[0]].max() <= 2


def test_a_soft_phrase_pulls_the_bed_lower_for_its_stretch():
    level, time = curve_db(60, [(20, 24), (25, 28, -3.0), (40, 42)])
    assert level[(time >= 20) & (time <= 28)] == pytest.approx(-3, abs=0.01)
    assert level[(time >= 40) & (time <= 42)] == pytest.approx(0, abs=0.01)


def test_a_personal_phrase_changes_the_bed_only_under_itself():
    spans = [(20, 24), (25, 28, -3.0, True), (30, 33)]
    level, time = curve_db(60, spans)
    other, _ = curve_db(60, [(20, 24), (25, 28, -1.0, True), (30, 33)])
    assert level[(time >= 25) & (time <= 28)] == pytest.approx(-3, abs=0.01)
    far = (time < 24.4) | (time > 29.1)
    assert np.array_equal(level[far], other[far])


def test_fades_in_over_the_lead_in_and_out_over_the_tail():
    level, time = curve_db(60, [(6, 9)])
    assert level[0] < -100
    assert level[-1] < -100
    assert level[time == 1] < -18
    assert level[time == 6] == pytest.approx(0, abs=0.1)
    assert level[time == 48] == pytest.approx(5, abs=0.1)
    assert level[time == 58] < -35
    assert (np.diff(level[time > 48]) <= 0).all()


@pytest.mark.parametrize("edge", [0.0, 1.0, 3.0])
def test_a_fade_is_never_shorter_than_four_seconds(edge):
    level, time = curve_db(60, [], lead_in=round(edge * RATE), tail=round(edge * RATE))
    assert level[time == 3.5] < 4.9
    assert level[time == 56.5] < 4.9


def test_a_sleep_track_sinks_through_its_last_third():
    level, time = curve_db(300, [], sleep=True, tail=30 * RATE)
    awake, _ = curve_db(300, [], tail=30 * RATE)
    sunk = level - awake
    assert sunk[time < 199] == pytest.approx(0, abs=0.01)
    assert -6 < sunk[time == 260] < -3
    assert (np.diff(sunk[(time > 200) & (time < 299)]) <= 1e-4).all()


def test_a_change_is_reached_slowly_and_kept():
    level, time = curve_db(120, [], bed_changes=(BedChange(40 * RATE, -12.0),))
    assert level[time == 40] == pytest.approx(5, abs=0.01)
    assert level[time == 70] == pytest.approx(-7, abs=0.01)
    assert (
        np.abs(level[PER_S:] - level[:-PER_S])[(time[:-PER_S] > 30) & (time[PER_S:] < 80)].max() < 6
    )


@pytest.mark.parametrize("order", [1, -1])
def test_the_next_change_is_told_from_the_level_of_the_track_not_of_the_last(order):
    changes = (BedChange(40 * RATE, -12.0), BedChange(70 * RATE, -3.0), BedChange(90 * RATE, 0.0))
    level, time = curve_db(130, [], bed_changes=changes[::order])
    assert level[time == 69] == pytest.approx(-7, abs=0.01)
    assert level[time == 89] == pytest.approx(2, abs=0.01)
    assert level[time == 110] == pytest.approx(5, abs=0.01)


def test_a_small_change_is_reached_slowly_too():
    level, time = curve_db(120, [], bed_changes=(BedChange(40 * RATE, -1.0),))
    assert level[time == 41] == pytest.approx(5, abs=0.15)
    assert level[time == 43] == pytest.approx(4.5, abs=0.2)
    assert level[time == 46] == pytest.approx(4, abs=0.01)


def test_the_gain_moves_without_steps(tmp_path):
    loop = kept(tmp_path / "still.pcm", still)
    stem = BedStem(track(60), loop, [Speech(20 * RATE, 24 * RATE)], SETTINGS)
    sound = stem.render(0, 60 * RATE).reshape(-1, 2).astype(int)
    stem.close()
    assert np.array_equal(sound[:, 0], sound[:, 1])
    middle = sound[7 * RATE : 47 * RATE, 0]
    assert np.ptp(middle) > 0.3 * middle.max()
    assert np.abs(np.diff(middle)).max() <= 1


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_it_never_moves_six_decibels_in_a_second_but_where_speech_begins(data):
    seconds = data.draw(st.integers(30, 240))
    edges = sorted(data.draw(st.lists(st.floats(6, seconds - 12), min_size=0, max_size=24)))
    spans = [(a, b, -data.draw(st.sampled_from([0.0, 0.0, 1.5, 4.0]))) for a, b in
             zip(edges[::2], edges[1::2], strict=False)]  # fmt: skip
    changes = data.draw(st.lists(st.tuples(st.floats(0, seconds), st.floats(-20, 6)), max_size=2))
    level, time = curve_db(
        seconds,
        spans,
        sleep=data.draw(st.booleans()),
        bed_changes=tuple(BedChange(round(at * RATE), to) for at, to in changes if at < seconds),
    )
    assert np.isfinite(level).all()
    moved = np.abs(level[PER_S:] - level[:-PER_S])
    audible = np.maximum(level[PER_S:], level[:-PER_S]) > -20
    inside = (time[:-PER_S] > 0.5) & (time[PER_S:] < seconds - 0.5)
    starts = np.zeros(len(moved), bool)
    for start, _, _ in spans:
        starts |= (time[:-PER_S] > start - 1.6) & (time[:-PER_S] < start + 0.1)
    if not changes:
        assert moved[audible & inside & ~starts].max(initial=0) < 6


def test_asked_for_in_pieces_it_is_the_same():
    spans = [Speech(a * RATE, (a + 4) * RATE, -1.0, alone=a == 40) for a in range(20, 90, 10)]
    curve = BedCurve(track(120, sleep=True), spans, SETTINGS)
    whole = curve.gains(0, 12_001)
    pieces = [curve.gains(at, 500) for at in range(0, 12_000, 500)]
    assert np.array_equal(whole[:-1], np.concatenate(pieces))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), max_size=20))
def test_stretches_cover_every_span_and_leave_long_gaps(pairs):
    spans = [Speech(a, a + n) for a, n in pairs]
    joined = stretches(spans)
    for span in spans:
        assert any(s.start <= span.start and span.end <= s.end for s in joined)
    gaps = [b.start - a.end for a, b in pairwise(joined)]
    assert all(gap >= 3 * RATE for gap in gaps)


def test_however_long_the_bed_is_alone_it_has_come_up_after_twelve_seconds():
    level, time = curve_db(60, [(30, 33)], lead_in=30 * RATE)
    assert level[time == 11] < -3
    assert level[(time >= 12) & (time <= 30)] == pytest.approx(0, abs=0.01)
