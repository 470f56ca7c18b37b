"""Each check of a finished file refuses what lies just beyond its limit, and nothing within it.

The files are tones whose level is chosen for every 50 ms, so that each one breaks exactly one
promise: with that check gone, nothing else would refuse it.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile

from relax import deliver
from relax.errors import CheckError
from relax.sound import Curve
from relax.timing import ChapterSpan, Gap, Heard, Spoken, Timeline
from relax.voices import Clip

RATE = 44_100
STEP = 2205  # samples of 50 ms; 20 whole periods of 400 Hz
STEPS = 280  # 14 s
NOTHING = -120.0
LINE = 24  # steps of a line, 1.2 s
STARTS = (40, 100, 160, 220)
BED = -45.0
RISING = 20  # steps in which the bed comes and goes


def tone(levels) -> np.ndarray:
    """A sine of 400 Hz with the RMS level, in dBFS, given for each 50 ms."""
    one = np.sqrt(2) * np.sin(2 * np.pi * 400 / RATE * np.arange(STEP))
    return np.concatenate([one * 10 ** (level / 20) for level in levels])


def syllables(turns, mean=-20.0, depth=6.0):
    """Levels that rise and fall ``turns`` times in a line: each number unlike any other."""
    return mean + depth * np.cos(2 * np.pi * turns * np.arange(LINE) / LINE)


def total(*levels):
    """The level of several sounds together."""
    return 10 * np.log10(sum(10 ** (np.asarray(level) / 10) for level in levels))


def rms(levels) -> float:
    return float(10 * np.log10(np.mean(10 ** (np.asarray(levels) / 10))))


@dataclass
class Made:
    """A track, as it was planned and as it was made; a test changes one of the two, or both."""

    folder: Path
    clips: list = field(default_factory=lambda: [syllables(n) for n in (1, 2, 3, 4)])
    gains: list = field(default_factory=lambda: [0.0] * 4)
    voice: np.ndarray = field(default_factory=lambda: np.full(STEPS, NOTHING))
    bed: np.ndarray = field(default_factory=lambda: np.full(STEPS, BED))
    wrong: np.ndarray = field(default_factory=lambda: np.zeros(STEPS))  # dB, file against plan
    gaps: list = field(default_factory=lambda: [(66, 30), (126, 30), (186, 30)])
    frames: int = STEPS * STEP
    over: tuple = ()  # a peak: (step, amplitude)

    def __post_init__(self) -> None:
        for n, start in enumerate(STARTS):
            self.voice[start : start + LINE] = self.clips[n]
        rise = np.linspace(-40, 0, RISING)
        self.bed[:RISING] += rise
        self.bed[-RISING:] += rise[::-1]

    def line(self, n) -> slice:
        return slice(STARTS[n], STARTS[n] + LINE)

    def file(self) -> Path:
        sound = tone(total(self.voice, self.bed) + self.wrong)
        for step, amplitude in [self.over] if self.over else []:
            period = np.arange(round(RATE / 400))
            sound[step * STEP : step * STEP + len(period)] = amplitude * np.sin(
                2 * np.pi * 400 / RATE * period
            )
        sound = np.concatenate([sound, np.zeros(max(self.frames - len(sound), 0))])[: self.frames]
        soundfile.write(self.folder / "track.wav", sound, RATE, subtype="FLOAT")
        return self.folder / "track.wav"

    def timeline(self) -> Timeline:
        spoken = []
        for n, (clip, gain) in enumerate(zip(self.clips, self.gains, strict=True)):
            path = self.folder / f"{n}.wav"
            soundfile.write(path, tone(clip), RATE, subtype="PCM_16")
            there = Clip(path, len(clip) * STEP)
            spoken.append(Spoken(STARTS[n] * STEP, there, f"secret {n}", n, gain))
        heard = tuple(Heard(s.text, s.start, s.end, 0, personal=False) for s in spoken)
        return Timeline(
            frames=STEPS * STEP,
            lead_in=STARTS[0] * STEP,
            tail=(STEPS - STARTS[-1] - LINE) * STEP,
            chapters=(ChapterSpan("One", 0, STEPS * STEP),),
            spoken=tuple(spoken),
            sentences=heard,
            gaps=tuple(Gap(start * STEP, length * STEP, "rest") for start, length in self.gaps),
        )

    def check(self, ceiling=-1.0) -> float:
        curve = [total(self.voice, self.bed), self.voice, self.bed, np.full(STEPS, NOTHING)]
        whole = Curve(*(np.asarray(levels, np.float32) for levels in curve))
        return deliver.check(deliver.measure(self.file(), 1), self.timeline(), whole, ceiling)


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


def passes(made, **kwargs) -> float:
    return made.check(**kwargs)


def refused(made, name, at, **kwargs):
    """By this check, at this step, without any of the words."""
    with pytest.raises(CheckError) as error:
        made.check(**kwargs)
    assert f"“{name}”" in error.value.message
    assert "secret" not in str(error.value)
    found = re.search(r"at (\d+):(\d\d)", error.value.message)
    assert int(found[1]) * 60 + int(found[2]) == pytest.approx(at / 20, abs=0.6)


def test_a_track_as_planned_passes_and_tells_how_far_the_bed_is_under_the_voice(made):
    assert passes(made) == pytest.approx(rms(syllables(1)) - BED, abs=0.05)


@pytest.mark.parametrize("seconds", [-0.045, 0.045])
def test_length_within(made, seconds):
    made.frames += round(seconds * RATE)
    passes(made)


@pytest.mark.parametrize("seconds", [-0.055, 0.055])
def test_length_beyond(made, seconds):
    made.frames += round(seconds * RATE)
    refused(made, "length", STEPS)


@pytest.mark.parametrize(
    ("ceiling", "peak", "ok"),
    [
        (-1.0, -1.3, True),
        (-1.0, -0.7, False),
        (0.0, -0.7, False),
        (-3.0, -2.3, True),
        (-3.0, -1.7, False),
    ],
)
def test_peak(made, ceiling, peak, ok):
    made.over = (STARTS[2], 10 ** (peak / 20))
    if ok:
        passes(made, ceiling=ceiling)
    else:
        refused(made, "peak", STARTS[2], ceiling=ceiling)


@pytest.mark.parametrize(("under", "ok"), [(19.5, True), (20.5, False)])
def test_a_line_that_was_planned_and_is_hardly_in_the_mix(made, under, ok):
    made.bed[:] = NOTHING
    made.voice[made.line(1)] -= under
    made.gains[1] = -under
    if ok:
        passes(made)
    else:
        refused(made, "missing voice", STARTS[1])


@pytest.mark.parametrize(
    ("wrong", "name"),
    [(-1.5, ""), (-2.5, "missing voice"), (1.5, ""), (2.5, "level")],
)
def test_the_level_of_a_line(made, wrong, name):
    made.wrong[made.line(3)] = wrong
    if name:
        refused(made, name, STARTS[3])
    else:
        passes(made)


def test_the_sound_of_two_lines_swapped_before_the_mix(made):
    """Nothing but the clips themselves tells of it: both are as loud and as long."""
    for here, other in ((1, 2), (2, 1)):
        made.voice[made.line(here)] = made.clips[other]
    refused(made, "wrong line", STARTS[1])


def test_the_sound_of_the_last_line_heard_twice(made):
    made.voice[made.line(2)] = made.clips[3]
    refused(made, "wrong line", STARTS[2])


@pytest.mark.parametrize(("alike", "ok"), [(0.56, True), (0.44, False)])
def test_how_alike_a_line_and_its_clip_must_be(made, alike, ok):
    depth, other = alike * 6.0, (1 - alike**2) ** 0.5 * 6.0
    made.voice[made.line(2)] = syllables(3, depth=depth) + syllables(7, mean=0.0, depth=other)
    if ok:
        passes(made)
    else:
        refused(made, "wrong line", STARTS[2])


@pytest.mark.parametrize(("depth", "ok"), [(1.7 * 2**0.5, True), (2.3 * 2**0.5, False)])
def test_how_uneven_a_clip_must_be_to_be_told_from_another(made, depth, ok):
    made.clips[2] = syllables(3, depth=depth)
    made.voice[made.line(2)] = syllables(5, depth=depth)
    if ok:
        passes(made)
    else:
        refused(made, "wrong line", STARTS[2])


@pytest.mark.parametrize(("steps", "ok"), [(5, True), (6, False)])
def test_how_long_a_clip_must_be_to_be_told_from_another(made, steps, ok):
    loud, soft = -16.0, -24.0
    made.clips[2] = np.array([loud, soft] * 3)[:steps]
    made.voice[made.line(2)] = NOTHING
    made.voice[STARTS[2] : STARTS[2] + steps] = np.array([soft, loud] * 3)[:steps]
    if ok:
        passes(made)
    else:
        refused(made, "wrong line", STARTS[2])


@pytest.mark.parametrize(("gain", "ok"), [(5.5, True), (6.5, False), (-5.5, True), (-6.5, False)])
def test_a_line_that_the_mix_itself_made_louder_or_softer_than_the_others(made, gain, ok):
    made.voice[made.line(1)] += gain
    if ok:
        passes(made)
    else:
        refused(made, "wrong line", STARTS[1])


@pytest.mark.parametrize("gain", [6.5, -6.5])
def test_a_gain_of_its_own_is_part_of_the_plan(made, gain):
    made.voice[made.line(1)] += gain
    made.gains[1] = gain
    passes(made)


@pytest.mark.parametrize(("wrong", "ok"), [(1.5, True), (2.5, False), (-1.5, True), (-2.5, False)])
def test_the_bed_alone(made, wrong, ok):
    made.wrong[126:156] = wrong
    if ok:
        passes(made)
    else:
        refused(made, "background", 126)


@pytest.mark.parametrize(("steps", "ok"), [(19, True), (20, False)])
def test_the_bed_alone_is_judged_from_a_second_on(made, steps, ok):
    made.gaps[1] = (126, steps)
    made.wrong[126 : 126 + steps] = 2.5
    if ok:
        passes(made)
    else:
        refused(made, "background", 126)


@pytest.mark.parametrize(("level", "ok"), [(-55.5, True), (-54.5, False)])
def test_the_bed_alone_is_judged_where_it_can_be_heard(made, level, ok):
    made.bed[126:156] = level
    made.wrong[126:156] = -2.5
    if ok:
        passes(made)
    else:
        refused(made, "background", 126)


@pytest.mark.parametrize(
    ("planned", "louder", "ok"),
    [(12.5, 0.0, True), (11.5, 0.0, False), (13.0, 0.6, True), (13.0, 1.6, False)],
)
def test_the_voice_over_the_bed(made, planned, louder, ok):
    """A bed that turned out louder in a pause was so under the voice as well."""
    made.bed[made.line(2)] = rms(syllables(3)) - planned
    made.wrong[126:156] = louder
    if ok:
        assert passes(made) == pytest.approx(planned - louder, abs=0.05)
    else:
        refused(made, "voice over bed", STARTS[2])


RINGS = STARTS[1] + LINE + 20  # the last step at which a line may still ring
USUAL = rms(syllables(1))


@pytest.mark.parametrize(
    ("first", "steps", "under", "ok"),
    [
        (RINGS + 1, 2, 15.5, True),
        (RINGS + 1, 2, 14.5, False),
        (RINGS + 1, 1, 14.5, True),
        (RINGS - 1, 2, 14.5, True),
    ],
)
def test_a_voice_where_no_line_is(made, first, steps, under, ok):
    """The mix believes in it, and so it sounds as planned."""
    made.voice[first : first + steps] = USUAL - under
    if ok:
        passes(made)
    else:
        refused(made, "stray voice", first)


@pytest.mark.parametrize(("level", "ok"), [(-55.5, True), (-54.5, False)])
def test_a_voice_in_a_track_that_has_no_line(made, level, ok):
    made.voice[:] = NOTHING
    made.voice[100:110] = level
    made.clips, made.gains = [], []
    if ok:
        passes(made)
    else:
        refused(made, "stray voice", 100)


@pytest.mark.parametrize("step", [0, STEPS - 1])
@pytest.mark.parametrize(("level", "ok"), [(-45.5, True), (-44.5, False)])
def test_it_comes_from_silence_and_goes_there(made, step, level, ok):
    made.bed[step] = level
    if ok:
        passes(made)
    else:
        refused(made, "edge", step)


@pytest.mark.parametrize(
    ("steps", "under", "ok"), [(4, 5.5, True), (4, 6.5, False), (3, 6.5, True)]
)
def test_a_dropout(made, steps, under, ok):
    made.wrong[140 : 140 + steps] = -under
    if ok:
        passes(made)
    else:
        refused(made, "dropout", 140)


@pytest.mark.parametrize(("level", "ok"), [(-55.5, True), (-54.5, False)])
def test_a_dropout_counts_where_sound_could_be_heard(made, level, ok):
    made.bed[126:156] = level
    made.wrong[140:144] = -6.5
    if ok:
        passes(made)
    else:
        refused(made, "dropout", 140)


@pytest.mark.parametrize(("steps", "over", "ok"), [(2, 4.5, True), (2, 5.5, False), (1, 5.5, True)])
def test_a_stray_sound(made, steps, over, ok):
    made.wrong[140 : 140 + steps] = over
    if ok:
        passes(made)
    else:
        refused(made, "stray sound", 140)


@pytest.mark.parametrize(("level", "ok"), [(-50.5, True), (-49.5, False)])
def test_a_stray_sound_counts_where_it_can_be_heard(made, level, ok):
    made.bed[126:156] = -56.0
    made.wrong[140:142] = level + 56.0
    if ok:
        passes(made)
    else:
        refused(made, "stray sound", 140)


# What a file was made for. One line of a minute; its levels are written into the measurement.

LUFS = -18.0


@pytest.fixture
def narration(tmp_path):
    """(what was measured, the timeline) of a line of 60 s at -18 LUFS, and a quiet moment."""
    frames = 60 * RATE
    line = Spoken(0, Clip(tmp_path / "none.wav", frames), "", 0)
    timeline = Timeline(frames, 0, 0, (), (line,), ())
    energy = 10 ** ((LUFS + 0.691) / 10)  # BS.1770-5, equation 2
    levels = np.full(1200, -20.0, np.float32)
    levels[100:120] = -65.0
    measured = deliver.Measured(frames, LUFS, 0.0, -5.0, 0, levels, np.full(600, energy))
    return measured, timeline


def judged(narration, preset, *, over=25.0, kbps=192, louder=0.0, **instead):
    measured, timeline = narration
    energies = measured.energies * 10 ** (louder / 10)
    measured = dataclasses.replace(measured, energies=energies, **instead)
    deliver.check_purpose(preset, measured, timeline, over, kbps)


TARGETS = {"default": -18, "podcast": -16, "sleep": -21, "table": -20, "accessible": -18}


@pytest.mark.parametrize(("preset", "target"), TARGETS.items())
def test_loudness_is_within_one_lu_of_what_the_purpose_asks(narration, preset, target):
    for off in (-0.9, 0.9):
        judged(narration, preset, louder=target - LUFS + off)
    for off, word in ((-1.1, "quiet"), (1.1, "loud")):
        with pytest.raises(CheckError, match=f"1.1 LU too {word}"):
            judged(narration, preset, louder=target - LUFS + off)


def quiet_moment(level):
    levels = np.full(1200, -20.0, np.float32)
    levels[100:120] = level
    return levels


@pytest.mark.parametrize(
    ("preset", "within", "beyond", "said"),
    [
        ("default", {"peak_dbtp": -1.1}, {"peak_dbtp": -0.9}, "peaks at"),
        ("default", {"over": 12.1}, {"over": 11.9}, "over the bed"),
        ("accessible", {"over": 20.1}, {"over": 19.9}, "over the bed"),
        ("acx", {"peak_dbtp": -3.1}, {"peak_dbtp": -2.9}, "peaks at"),
        ("acx", {"kbps": 192}, {"kbps": 191}, "kbit/s"),
        ("acx", {"levels": quiet_moment(-60.2)}, {"levels": quiet_moment(-59.8)}, "quietest"),
        ("acx", {"levels": quiet_moment(-65) - 2.8}, {"levels": quiet_moment(-65) - 3.2}, "RMS"),
        ("acx", {"levels": quiet_moment(-65) + 1.9}, {"levels": quiet_moment(-65) + 2.2}, "RMS"),
    ],
)
def test_figures_of_a_purpose(narration, preset, within, beyond, said):
    judged(narration, preset, **within)
    with pytest.raises(CheckError, match=said):
        judged(narration, preset, **beyond)


def test_a_track_without_a_bed_has_no_distance_to_it(narration):
    judged(narration, "accessible", over=float("inf"))
