"""Whatever ends, ends slowly: how long sound takes to leave, on the samples a device is given."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from relax.play.player import PlaySettings
from relax.play.terminal import Command
from tests.play.sim import Room, Written, entry, piece
from tests.tools import wait_for

RATE = 44_100
STEP = RATE // 100
TRACK = piece(seconds=58.0)
PLAN = [entry(0, 58, "track", TRACK), entry(58, 90, "quiet"), entry(90, 120, "bed")]


def seconds_between(level, high=0.9, low=0.1) -> tuple[float, float, float]:
    """When a fade leaves ``high`` of its loudest, how long it takes to ``low``, and until nothing.

    ``level``: of each 10 ms, from a moment of steady sound to a moment of silence.
    """
    whole = level[:20].mean()
    leaves, arrives = (int(np.nonzero(level < part * whole)[0][0]) for part in (high, low))
    silent = int(np.nonzero(level < 0.001 * whole)[0][0])
    return leaves * 0.01, (arrives - leaves) * 0.01, (silent - leaves) * 0.01


def levels(sound) -> np.ndarray:
    """RMS of each 10 ms of (frames, channels)."""
    mono = sound[: len(sound) // STEP * STEP].mean(axis=1)
    return np.sqrt(np.mean(mono.reshape(-1, STEP) ** 2, axis=1))


def is_fade_of_four_seconds(level) -> None:
    """Slow all the way, and over when it should be: on any curve that a fade may have."""
    _, most, to_silence = seconds_between(level)
    assert 1.8 <= most <= 3.8
    assert 2.2 <= to_silence <= 4.2
    assert np.diff(level).max() < 0.01 * level[0], "it never comes up again"
    assert np.diff(level).min() > -0.02 * level[0], "no 10 ms take away more than a little"


@pytest.mark.parametrize("command", [Command.SOFT_STOP, Command.LEAVE, Command.PAUSE])
def test_sound_leaves_in_four_seconds_when_somebody_asks_for_it(tmp_path, command):
    room = Room(Written(PLAN), tmp_path / "journal.sqlite")
    room.press(20, command)
    room.press(40, Command.LEAVE)
    times, _ = room.run()
    sound = room.output.sound[(times > 19.5) & (times < 26)]
    is_fade_of_four_seconds(np.concatenate([levels(sound), np.zeros(50)]))


def test_a_bed_leaves_in_four_seconds_before_an_appointment(tmp_path):
    """And is silent as it begins, not after."""
    plan = [entry(0, 30, "bed"), entry(30, 60, "quiet")]
    room = Room(Written(plan), tmp_path / "journal.sqlite")
    times, _ = room.run()
    before = levels(room.output.sound[(times > 24) & (times < 31)])
    is_fade_of_four_seconds(before)
    assert not room.output.sound[(times > 30.05) & (times < 59)].any()


def test_a_track_that_no_longer_fits_leaves_in_four_seconds(tmp_path):
    planning = Written(PLAN)
    room = Room(planning, tmp_path / "journal.sqlite")

    def somebody_comes():
        planning.entries = [entry(0, 30, "bed"), entry(30, 90, "quiet")]
        planning.has_changed = True

    room.clock.at(20, somebody_comes)
    times, _ = room.run()
    after = room.output.sound[(times > 30.05) & (times < 59)]
    assert not after.any()


def test_another_length_of_fade_is_kept_to(tmp_path):
    room = Room(Written(PLAN), tmp_path / "journal.sqlite", PlaySettings(fade=9.0))
    room.press(20, Command.SOFT_STOP)
    times, _ = room.run()
    level = levels(room.output.sound[(times > 19.5) & (times < 31)])
    _, most, to_silence = seconds_between(level)
    assert 4 <= most <= 8.5
    assert 5 <= to_silence <= 9.2


DEVICE = '''
import sys, threading, time
import miniaudio

class Recorder:
    """A sound device that writes down what it is given, at the speed of time."""

    backend = "a recorder"

    def __init__(self, *, sample_rate, nchannels, **_):
        self.rate, self.open = sample_rate, True
        assert nchannels == 2

    def start(self, calls):
        threading.Thread(target=self.run, args=(calls,), daemon=True).start()

    def run(self, calls):
        began, given = time.monotonic(), 0
        with open(HEARD, "wb", buffering=0) as file:
            while self.open:
                wanted = int((time.monotonic() - began) * self.rate) - given
                file.write(calls.send(max(wanted, 1)))
                given += max(wanted, 1)
                time.sleep(0.02)

    def close(self):
        self.open = False

miniaudio.PlaybackDevice = Recorder
HEARD = sys.argv.pop(1)
from relax.cli import main
main()
'''


def test_the_key_s_fades_what_the_loudspeaker_is_given(folder, place, tmp_path):
    """The whole command, with nothing said of fades, up to the samples that its device asks for."""
    heard = tmp_path / "heard.f32"
    line = [sys.executable, "-c", DEVICE, str(heard), "play", str(folder), "--for", "62s"]
    process = subprocess.Popen(
        [*line, "--bed", "none", "--crossfade", "1s"],
        env={**os.environ, **place},
        stdin=subprocess.PIPE,
    )

    def recent(seconds):
        sound = np.fromfile(heard, "<f4") if heard.exists() else np.zeros(0)
        sound = sound[: len(sound) // 2 * 2].reshape(-1, 2)
        return levels(sound[-round(seconds * RATE) :]) if len(sound) > seconds * RATE else None

    def steady():
        level = recent(0.5)
        return level is not None and 0.04 < level.min() > 0.99 * level.max()

    try:
        wait_for(steady)
        from_here = heard.stat().st_size // 8
        process.stdin.write(b"s")
        process.stdin.flush()
        wait_for(lambda: recent(0.5).max() == 0)
        process.stdin.write(b"q")
        process.stdin.close()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
    sound = np.fromfile(heard, "<f4")
    level = levels(sound[: len(sound) // 2 * 2].reshape(-1, 2)[from_here - 40 * STEP :])
    around = np.lib.stride_tricks.sliding_window_view(np.pad(level, (0, 40)), 41)
    _, most, to_silence = seconds_between(around.max(axis=1))  # where a busy computer was late
    assert 1.8 <= most <= 4
    assert 2.2 <= to_silence <= 5
