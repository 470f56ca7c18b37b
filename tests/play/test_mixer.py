"""What the mixing engine promises: it only ramps, never clips, never cuts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from relax.play.sound import LOOK, Mixer
from tests.play.sim import RATE, Steady, steepest

HALF_POWER = np.sqrt(0.5)


def rendered(mixer: Mixer, seconds: float, block: int = 4410):
    return np.concatenate([mixer.render(block) for _ in range(int(seconds * RATE / block))])


def playing(mixer: Mixer, source, fade=441):
    mixer.play(source, source, fade_in=fade, fade_out=fade)
    return source


def test_a_crossfade_keeps_the_power_and_each_side_only_moves_one_way():
    mixer = Mixer()
    playing(mixer, Steady(1.0, 0.0))
    rendered(mixer, 1)
    playing(mixer, Steady(0.0, 1.0), fade=4 * RATE)
    sound = rendered(mixer, 5)
    assert (np.diff(sound[:, 0]) <= 0).all()
    assert (np.diff(sound[:, 1]) >= 0).all()
    np.testing.assert_allclose((sound**2).sum(axis=1), 0.5, atol=1e-3)


def test_full_scale_crossfades_into_full_scale_without_clipping():
    mixer = Mixer()
    for _ in range(4):  # impatient: next is pressed long before a crossfade has ended
        mixer.play(Steady(), 1, fade_in=RATE // 2, fade_out=4 * RATE)
        assert np.abs(rendered(mixer, 1)).max() <= 1.0
    assert np.abs(rendered(mixer, 5)).max() <= 1.0


def test_a_pause_fades_holds_the_place_and_goes_on_from_it():
    mixer = Mixer()
    source = playing(mixer, Steady(frames=100 * RATE))
    rendered(mixer, 1)
    mixer.pause(4 * RATE)
    fading = rendered(mixer, 4)[:, 0]
    assert (np.diff(fading) <= 0).all()
    assert fading[-1] == 0
    before = source.frames
    assert not rendered(mixer, 3).any()
    assert source.frames == before
    mixer.resume(RATE)
    assert (np.diff(rendered(mixer, 1)[:, 0]) >= 0).all()


def test_volume_moves_by_a_ramp_and_stays_under_the_ceiling():
    mixer = Mixer(volume=0.5, ceiling=0.6)
    playing(mixer, Steady())
    rendered(mixer, 1)
    mixer.set_volume(3.0, RATE)
    sound = rendered(mixer, 2)[:, 0]
    assert (np.diff(sound) >= -1e-7).all()
    np.testing.assert_allclose(sound[-1], 0.6 * HALF_POWER, rtol=1e-5)
    assert steepest(sound[:, None][:-1]) <= sound.max()


@pytest.mark.parametrize("ending", ["failed", "ended"])
def test_a_source_that_stops_in_full_sound_is_faded(ending):
    mixer = Mixer()
    source = playing(mixer, Steady(frames=2 * RATE, ending=ending))
    sound = rendered(mixer, 3)
    assert steepest(sound) < 0.005
    assert [event.what for event in mixer.events()] == [ending]
    assert source.closed
    assert mixer.idle


def test_a_source_that_breaks_off_is_said_before_it_is_silent():
    mixer = Mixer()
    source = playing(mixer, Steady(frames=2 * RATE, ending="failed"))
    rendered(mixer, (2 * RATE - LOOK) / RATE + 0.1)
    assert [event.token for event in mixer.events()] == [source]
    assert not mixer.sounding
    assert np.abs(rendered(mixer, 0.1)).max() > 0.1


def test_a_source_that_gives_nothing_more_for_too_long_counts_as_broken():
    class Stuck(Steady):
        def read(self, frames):
            if self.frames > 10**12 - 2 * RATE:
                return super().read(frames)
            return np.zeros((0, 2), np.float32)

    mixer = Mixer()
    playing(mixer, Stuck())
    sound = rendered(mixer, 4)
    assert steepest(sound) < 0.005
    assert [event.what for event in mixer.events()] == ["failed"]


def test_what_leaves_may_finish_its_word_first():
    mixer = Mixer()
    playing(mixer, Steady(1.0, 0.0))
    rendered(mixer, 1)
    mixer.play(Steady(0.0, 1.0), 1, fade_in=4 * RATE, fade_out=RATE, hold=3 * RATE)
    sound = rendered(mixer, 5)
    assert sound[: 3 * RATE, 0].min() > HALF_POWER / np.sqrt(2)  # only the guard against clipping
    assert not sound[4 * RATE :, 0].any()


MOVES = st.sampled_from(["play", "silence", "pause", "resume", "loud", "soft", "break"])


@settings(max_examples=40, deadline=None)
@given(
    moves=st.lists(st.tuples(MOVES, st.integers(1, 9000)), max_size=12),
    fade=st.sampled_from([0, 2205]),
)
def test_whatever_is_asked_in_whatever_order_sound_only_ramps(moves, fade):
    mixer, arrives = Mixer(), 2205
    parts = []
    for move, frames in moves:
        match move:
            case "play":
                playing(mixer, Steady(), arrives)
            case "break":
                playing(mixer, Steady(frames=30_000, ending="failed"), arrives)
            case "silence":
                mixer.silence(fade)
            case "pause":
                mixer.pause(fade)
            case "resume":
                mixer.resume(fade)
            case "loud":
                mixer.set_volume(1.0, fade)
            case "soft":
                mixer.set_volume(0.3, fade)
        parts.append(mixer.render(frames))
    mixer.silence(fade)
    parts += [mixer.render(2205), mixer.render(30_000)]
    sound = np.concatenate(parts)
    assert np.abs(sound).max() <= 1.0
    assert steepest(sound) < 0.02
