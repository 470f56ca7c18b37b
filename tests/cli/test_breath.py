"""Breathing cues land on the beat in the finished file, at minute 1 and at minute 20."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from relax.sound import phase_tone
from relax.timing import Phase, PhaseKind
from tests.cli.run import PARTIAL, QUICK, RATE, decoded, relax

SCRIPT = """---
title: Long Breathing
minutes: 21.5
---
## Arriving
This lasts about twenty minutes. We'll breathe along with soft tones, and rest. You can move, skip any part, or stop whenever you like. [pause choice]
Your eyes can be open or closed. You might sit in any way that suits you, and shift whenever you want. Something steady to come back to: your hands, or a sound in the room. [pause choice]
If you like, there is a pace to follow. If you feel light-headed, tingly or short of air, you can leave it.

## Breathing
[breathe in 4 out 6 for 15-22m; ramp from 3/4; tone]

## Come back now
We're coming towards the end. There is some quiet. [quiet 20-40s]
You might hear the sounds in the room. [pause]
Perhaps move your fingers or toes. [pause]
If they've been closed, your eyes can open. There's no hurry, and you can stay as long as you like.
"""


@pytest.fixture(scope="module")
def long_track(tmp_path_factory):
    folder = tmp_path_factory.mktemp("breath")
    (folder / "long.md").write_text(SCRIPT)
    done = relax("voice", folder / "long.md", *QUICK, "--out", folder, "--json", *PARTIAL)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    proof = json.loads(Path(made["proof"]).read_text())
    return proof["breath_phases"], decoded(made["mp3"], 1)[:, 0]


def late_by(samples, phase):
    """Seconds by which a phase's tone is heard after its planned start, by correlation."""
    frames = round(phase["length_s"] * RATE)
    tone = phase_tone(Phase(PhaseKind(phase["kind"]), 0, frames, tone=True)).astype(np.float64)
    start = round(phase["start_s"] * RATE)
    reach = RATE // 20
    window = samples[start - reach : start + frames + reach].astype(np.float64)
    found = np.fft.irfft(np.fft.rfft(window, 2**19) * np.conj(np.fft.rfft(tone, 2**19)))[
        : 2 * reach
    ]
    return (int(np.argmax(np.abs(found))) - reach) / RATE


@pytest.mark.parametrize("minute", [1, 5, 10, 15, 20])
def test_every_phase_is_within_ten_milliseconds(long_track, minute):
    phases, samples = long_track
    near = sorted(phases, key=lambda phase: abs(phase["start_s"] - minute * 60))[:6]
    assert abs(near[0]["start_s"] - minute * 60) < 20
    for phase in near:
        assert abs(late_by(samples, phase)) <= 0.010


def test_the_pace_does_not_drift_over_the_whole_track(long_track):
    phases, _ = long_track
    starts = [phase["start_s"] for phase in phases if phase["kind"] == "in"]
    plateau = [b - a for a, b in zip(starts[30:], starts[31:], strict=False)]
    assert len(plateau) > 60
    assert max(abs(length - 10.0) for length in plateau) < 1e-3
    assert abs((starts[-1] - starts[30]) - 10.0 * (len(starts) - 31)) < 1e-3
