"""Breath tones stand exactly where the plan puts them, and nothing about them is sudden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from relax.sound import SoundSettings, loudness, phase_tone
from relax.sound._tones import ToneStem
from relax.timing import Phase, PhaseKind, SoundCue, SoundKind
from tests.sound.material import RATE, clips, decoded, encoded, mixed, timeline


def cycles(start_s: float, count: int, inhale: float = 4.0, exhale: float = 6.0) -> list[Phase]:
    phases, at = [], round(start_s * RATE)
    for _ in range(count):
        for kind, seconds in ((PhaseKind.IN, inhale), (PhaseKind.OUT, exhale)):
            phases.append(Phase(kind, at, round(seconds * RATE), tone=True))
            at += round(seconds * RATE)
    return phases


def place_of(phase: Phase, heard: np.ndarray, reach_s: float = 0.4) -> float:
    """Seconds by which the tone of ``phase`` is off its place in ``heard``, by correlation."""
    reach = round(reach_s * RATE)
    window = heard[phase.start - reach : phase.start + phase.frames + reach]
    size = len(window) + phase.frames
    spectrum = np.fft.rfft(window, size) * np.conj(np.fft.rfft(phase_tone(phase), size))
    return (int(np.argmax(np.fft.irfft(spectrum, size)[: 2 * reach])) - reach) / RATE


@pytest.mark.parametrize("bed", ["none", "ocean"])
def test_every_phase_is_found_in_the_decoded_file(tmp_path, bed):
    phases = tuple(cycles(20.2, 6))
    track = timeline(clips(tmp_path), 100, phases=phases)
    _, samples = mixed(track, SoundSettings(bed=bed), tmp_path)
    heard = decoded(encoded(samples, tmp_path / "x.mp3"))[:, 0]
    off = [abs(place_of(phase, heard)) for phase in phases]
    assert max(off) <= 0.010


def test_a_late_tone_would_be_found_out(tmp_path):
    phases = tuple(cycles(10, 2))
    late = tuple(Phase(p.kind, p.start + round(0.02 * RATE), p.frames, p.tone) for p in phases)
    _, samples = mixed(timeline([], 40, phases=late), SoundSettings(), tmp_path)
    heard = samples[:, 0] / 32768
    assert [place_of(p, heard) for p in phases] == pytest.approx([0.02] * 4, abs=0.001)


def test_in_rises_and_out_falls():
    rising, falling = (phase_tone(phase) for phase in cycles(0, 1))

    def pitch(part):
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 8 * len(part)))
        return np.argmax(spectrum) * RATE / (8 * len(part))

    third = len(rising) // 3
    assert pitch(rising[-third:]) > pitch(rising[:third]) + 10
    assert pitch(falling[-third:]) < pitch(falling[:third]) - 10
    assert np.std(rising[third:]) > np.std(rising[:third])
    assert np.std(falling[-third:]) < np.std(falling[:-third])


@settings(max_examples=25, deadline=None)
@given(
    kind=st.sampled_from([PhaseKind.IN, PhaseKind.OUT, PhaseKind.TOP_UP]),
    frames=st.integers(RATE // 2, 12 * RATE),
)
def test_no_tone_clicks(kind, frames):
    tone = phase_tone(Phase(kind, 0, frames, tone=True))
    assert len(tone) == frames
    assert max(abs(tone[0]), abs(tone[-1])) < 0.002 * np.abs(tone).max()
    attack = np.abs(tone[: RATE // 100]).max()
    assert attack < 0.05 * np.abs(tone).max()


@pytest.mark.parametrize("kind", [PhaseKind.HOLD, PhaseKind.REST])
def test_holding_is_silent(kind):
    assert phase_tone(Phase(kind, 0, RATE, tone=True)) is None


def test_a_phase_without_tone_is_silent(tmp_path):
    phases = tuple(Phase(p.kind, p.start, p.frames, tone=False) for p in cycles(8, 3))
    _, samples = mixed(timeline([], 50, phases=phases), SoundSettings(), tmp_path)
    assert not samples.any()


def test_tones_lie_between_voice_and_bed(tmp_path):
    track = timeline(clips(tmp_path), 90, phases=tuple(cycles(20, 4)), from_s=70)
    made, _ = mixed(track, SoundSettings(bed="brown"), tmp_path)
    curve = made.curve
    sounding = slice(21 * 20, 59 * 20)
    assert made.levels.tone_lufs < made.levels.voice_lufs - 6
    assert made.levels.tone_lufs > made.levels.bed_lufs + 4
    assert np.median(curve.tones[sounding]) > np.median(curve.bed[sounding]) + 3
    assert np.median(curve.tones[sounding]) < np.median(curve.voice[curve.voice > -60]) - 5


@pytest.mark.parametrize("kind", list(SoundKind))
def test_single_sounds_begin_softly_and_stay_under_the_voice(kind):
    cue = SoundCue(kind, RATE, 8 * RATE)
    stem = ToneStem(timeline([], 20, sounds=(cue,)), lufs=-27, channels=1)
    heard = stem.render(0, 20 * RATE)
    assert not heard[:RATE].any()
    assert not heard[9 * RATE :].any()
    top = np.abs(heard).max()
    early = np.abs(heard[RATE : RATE + round(0.05 * RATE)]).max()
    assert early < 0.35 * top  # the attack takes 150 ms or more
    assert top <= stem.peak
    assert loudness(heard[RATE : 2 * RATE]) == pytest.approx(-27, abs=3)


def test_blocks_join_without_a_trace():
    stem = ToneStem(timeline([], 60, phases=tuple(cycles(3.3, 4))), lufs=-27, channels=2)
    whole = stem.render(0, 60 * RATE)
    parts = [stem.render(at * RATE, 7 * RATE) for at in range(0, 56, 7)]
    joined = np.concatenate([np.zeros(7 * RATE) if part is None else part for part in parts])
    assert np.array_equal(joined, whole[: len(joined)])
