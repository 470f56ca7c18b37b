"""What the mixing engine promises: it only ramps, never clips, never cuts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relax.play._deck import LOOK, Deck
from tests.play.sim import RATE, Steady, steepest

HALF_POWER = np.sqrt(0.5)


def rendered(deck: Deck, seconds: float, block: int = 4410):
    return np.concatenate([deck.render(block) for _ in range(int(seconds * RATE / block))])


def playing(deck: Deck, source, fade=441):
    deck.play(source, source, fade_in=fade, fade_out=fade)
    return source


def test_a_crossfade_keeps_the_power_and_each_side_only_moves_one_way():
    deck = Deck()
    playing(deck, Steady(1.0, 0.0))
    rendered(deck, 1)
    playing(deck, Steady(0.0, 1.0), fade=4 * RATE)
    sound = rendered(deck, 5)
    assert (np.diff(sound[:, 0]) <= 0).all()
    assert (np.diff(sound[:, 1]) >= 0).all()
    np.testing.assert_allclose((sound**2).sum(axis=1), 0.5, atol=1e-3)


def test_full_scale_crossfades_into_full_scale_without_clipping():
    deck = Deck()
    for _ in range(4):  # impatient: next is pressed long before a crossfade has ended
        deck.play(Steady(), 1, fade_in=RATE // 2, fade_out=4 * RATE)
        assert np.abs(rendered(deck, 1)).max() <= 1.0
    assert np.abs(rendered(deck, 5)).max() <= 1.0


def test_a_pause_fades_holds_the_place_and_goes_on_from_it():
    deck = Deck()
    source = playing(deck, Steady(frames=100 * RATE))
    rendered(deck, 1)
    deck.pause(4 * RATE)
    fading = rendered(deck, 4)[:, 0]
    assert (np.diff(fading) <= 0).all()
    assert fading[-1] == 0
    before = source.frames
    assert not rendered(deck, 3).any()
    assert source.frames == before
    deck.resume(RATE)
    assert (np.diff(rendered(deck, 1)[:, 0]) >= 0).all()


def test_volume_moves_by_a_ramp_and_stays_under_the_ceiling():
    deck = Deck(volume=0.5, ceiling=0.6)
    playing(deck, Steady())
    rendered(deck, 1)
    deck.set_volume(3.0, RATE)
    sound = rendered(deck, 2)[:, 0]
    assert (np.diff(sound) >= -1e-7).all()
    np.testing.assert_allclose(sound[-1], 0.6 * HALF_POWER, rtol=1e-5)
    assert steepest(sound[:, None][:-1]) <= sound.max()


@pytest.mark.parametrize("ending", ["failed", "ended"])
def test_a_source_that_stops_in_full_sound_is_faded(ending):
    deck = Deck()
    source = playing(deck, Steady(frames=2 * RATE, ending=ending))
    sound = rendered(deck, 3)
    assert steepest(sound) < 0.005
    assert [event.what for event in deck.events()] == [ending]
    assert source.closed
    assert deck.idle


def test_a_source_that_breaks_off_is_said_before_it_is_silent():
    deck = Deck()
    source = playing(deck, Steady(frames=2 * RATE, ending="failed"))
    rendered(deck, (2 * RATE - LOOK) / RATE + 0.1)
    assert [event.token for event in deck.events()] == [source]
    assert not deck.sounding
    assert np.abs(rendered(deck, 0.1)).max() > 0.1


def test_a_source_that_gives_nothing_more_for_too_long_counts_as_broken():
    class Stuck(Steady):
        def read(self, frames):
            if self.frames > 10**12 - 2 * RATE:
                return super().read(frames)
            return np.zeros((0, 2), np.float32)

    deck = Deck()
    playing(deck, Stuck())
    sound = rendered(deck, 4)
    assert steepest(sound) < 0.005
    assert [event.what for event in deck.events()] == ["failed"]


def test_what_leaves_may_finish_its_word_first():
    deck = Deck()
    playing(deck, Steady(1.0, 0.0))
    rendered(deck, 1)
    deck.play(Steady(0.0, 1.0), 1, fade_in=4 * RATE, fade_out=RATE, hold=3 * RATE)
    sound = rendered(deck, 5)
    assert sound[: 3 * RATE, 0].min() > HALF_POWER / np.sqrt(2)  # only the guard against clipping
    assert not sound[4 * RATE :, 0].any()


MOVES = st.sampled_from(["play", "silence", "pause", "resume", "loud", "soft", "break"])


@settings(max_examples=40, deadline=None)
@given(
    moves=st.lists(st.tuples(MOVES, st.integers(1, 9000)), max_size=12),
    fade=st.sampled_from([0, 2205]),
)
def test_whatever_is_asked_in_whatever_order_sound_only_ramps(moves, fade):
    deck, arrives = Deck(), 2205
    parts = []
    for move, frames in moves:
        match move:
            case "play":
                playing(deck, Steady(), arrives)
            case "break":
                playing(deck, Steady(frames=30_000, ending="failed"), arrives)
            case "silence":
                deck.silence(fade)
            case "pause":
                deck.pause(fade)
            case "resume":
                deck.resume(fade)
            case "loud":
                deck.set_volume(1.0, fade)
            case "soft":
                deck.set_volume(0.3, fade)
        parts.append(deck.render(frames))
    deck.silence(fade)
    parts += [deck.render(2205), deck.render(30_000)]
    sound = np.concatenate(parts)
    assert np.abs(sound).max() <= 1.0
    assert steepest(sound) < 0.02
