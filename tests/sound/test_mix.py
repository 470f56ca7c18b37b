"""The mix: exact in length, the same every time, bounded in memory, clear of the voice."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings, strategies as st

from relax.errors import SoundError
from relax.sound import CURVE_FRAME, SoundSettings, bed_names, load_presets, loudness, mix
from relax.timing import Phase, PhaseKind
from tests.sound.material import (
    FFMPEG,
    RATE,
    clips,
    decoded,
    ebur128,
    encoded,
    levels_db,
    mixed,
    speechlike,
    timeline,
)

BEDS = [name for name in bed_names() if name != "none"]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(frames=st.integers(30 * RATE, 45 * RATE), bed=st.sampled_from(["none", "drone"]))
def test_exactly_as_many_samples_as_planned(tmp_path, frames, bed):
    track = timeline(clips(tmp_path, 2), frames / RATE)
    made = mix(track, SoundSettings(bed=bed), cache=tmp_path)
    blocks = list(made.blocks())
    width = 2 * made.channels
    assert made.channels == (1 if bed == "none" else 2)
    assert sum(len(block) for block in blocks) == frames * width
    assert max(len(block) for block in blocks) <= 10 * RATE * width
    assert len(made.curve.mix) == len(made.curve.bed) == -(-frames // CURVE_FRAME)


def test_the_voice_is_where_the_plan_puts_it(tmp_path):
    track = timeline(clips(tmp_path), 60, lead_in=6.123)
    _, samples = mixed(track, SoundSettings(warmth="plain", voice_lufs=-26), tmp_path)
    expected = np.zeros(track.frames)
    for one in track.spoken:
        expected[one.start : one.end] += one.clip.samples()
    gain = np.dot(samples[:, 0], expected) / np.dot(expected, expected)
    left_over = np.abs(samples[:, 0] - gain * expected)
    for one in track.spoken:
        left_over[one.start : one.start + 200] = left_over[one.end - 200 : one.end] = 0  # fades
    assert left_over.max() < 0.02 * np.abs(samples).max()


def test_the_same_request_gives_the_same_samples_in_another_process(tmp_path):
    for one in clips(tmp_path):
        assert one.path.exists()
    script = f"""
import hashlib, sys
from pathlib import Path
sys.path.insert(0, {str(tmp_path.cwd())!r})
from relax.sound import SoundSettings
from relax.voices import Clip
from tests.sound.material import mixed, timeline
folder = Path({str(tmp_path)!r})
import soundfile
voice = [Clip(p, soundfile.info(p).frames) for p in sorted(folder.glob("clip*.wav"))]
for cache in sys.argv[1:]:
    _, samples = mixed(timeline(voice, 45), SoundSettings(bed="stream", seed=4), Path(cache))
    print(hashlib.sha256(samples.tobytes()).hexdigest())
"""
    hashes = []
    for cache in ("one", "two"):
        command = [sys.executable, "-c", script, str(tmp_path / cache), str(tmp_path / cache)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        hashes += said.split()
    assert len(hashes) == 4
    assert len(set(hashes)) == 1


def test_seeds_differ(tmp_path):
    track = timeline(clips(tmp_path), 40)
    heard = {
        hashlib.sha256(mixed(track, SoundSettings(bed="pink", seed=seed), tmp_path)[1].tobytes())
        .hexdigest()
        for seed in (1, 2)
    }  # fmt: skip
    assert len(heard) == 2


@pytest.mark.parametrize("bed", BEDS)
@pytest.mark.parametrize("preset", ["default", "accessible"])
def test_the_bed_keeps_its_distance_in_every_speech_window(tmp_path, bed, preset):
    voice = clips(tmp_path)
    soft = (speechlike(2, 9) * 0.5).astype(np.int16)
    soundfile.write(tmp_path / "soft.wav", soft, RATE)
    voice.append(type(voice[0])(tmp_path / "soft.wav", len(soft)))
    track = timeline(voice, 100, gap=5)
    chosen = SoundSettings.of(load_presets()[preset], bed=bed)
    made, _ = mixed(track, chosen, tmp_path)
    least = 20 if preset == "accessible" else 15
    for spoken in track.spoken:
        window = slice(spoken.start // CURVE_FRAME + 1, spoken.end // CURVE_FRAME)
        powers = [np.mean(10 ** (stem[window] / 10)) for stem in (made.curve.voice, made.curve.bed)]
        assert 10 * np.log10(powers[0] / powers[1]) >= least


def test_the_bed_lies_where_it_was_asked_to(tmp_path):
    track = timeline(clips(tmp_path), 60, gap=1.5)
    voice_only, _ = mixed(track, SoundSettings(), tmp_path)
    made, samples = mixed(track, SoundSettings(bed="brown", bed_below_lu=18), tmp_path)
    assert made.levels.bed_lufs == -36
    speaking = slice(track.spoken[0].start, track.spoken[-1].end)
    silent = timeline([], 60)
    _, bed = mixed(silent, SoundSettings(bed="brown", bed_below_lu=18, lift_lu=0), tmp_path)
    assert loudness(bed[speaking]) == pytest.approx(-36, abs=2.2)  # brown reads louder unweighted
    assert loudness(samples[speaking]) == pytest.approx(-18, abs=0.5)
    assert voice_only.channels == 1


@pytest.mark.parametrize("bed", ["brown", "ocean", "bowls"])
def test_nothing_jumps_six_decibels_in_a_second_outside_speech(tmp_path, bed):
    track = timeline(clips(tmp_path), 120, gap=9)
    made, _ = mixed(track, SoundSettings(bed=bed), tmp_path)
    power = np.convolve(10 ** (made.curve.bed / 10), np.ones(8) / 8, "same")
    level = 10 * np.log10(power + 1e-12)
    near = np.zeros(len(level), bool)
    for spoken in track.spoken:
        near[max(0, spoken.start // CURVE_FRAME - 32) : spoken.start // CURVE_FRAME + 4] = True
    moved = np.abs(level[20:] - level[:-20])
    assert level[10] < -55  # where the fade comes out of nothing
    assert level[-11] < -55
    steady = ~near[20:] & ~near[:-20]
    assert moved[steady][10:-10].max() < 6


def test_lead_in_and_fade_out_are_heard(tmp_path):
    track = timeline(clips(tmp_path), 90)
    _, samples = mixed(track, SoundSettings(bed="pink"), tmp_path)
    level = levels_db(samples[:, 0] / 32768, RATE // 2)
    assert level[0] < level[11] - 15
    assert (np.diff(level[1:10]) > 0).all()
    assert (np.diff(level[-16:-1]) < 0.7).all()
    assert level[-1] < -70
    assert np.abs(samples[-5:]).max() <= 1


@pytest.mark.parametrize("preset", load_presets())
def test_every_preset_holds_its_figures_in_the_finished_file(tmp_path, preset):
    chosen = load_presets()[preset]
    voice = clips(tmp_path, level=0.05)
    track = timeline(voice, 75, gap=2, lead_in=chosen.lead_in_s, tail=min(20, chosen.tail_s))
    alone = SoundSettings.of(chosen, bed="none")
    made, samples = mixed(track, alone, tmp_path)
    file = encoded(samples, tmp_path / "alone.mp3", f"{chosen.bitrate_kbps}k")
    loud, peak = ebur128(file)
    assert peak <= (-3 if preset == "acx" else -1)
    if chosen.file_rms_db is None:
        assert loud == pytest.approx(chosen.voice_lufs, abs=0.3)
    assert made.levels.voice_lufs == pytest.approx(loud, abs=0.5)
    if chosen.bed is None:
        with_bed = SoundSettings.of(chosen, bed="rain")
        _, samples = mixed(track, with_bed, tmp_path)
        assert ebur128(encoded(samples, tmp_path / "bed.mp3"))[1] <= -1


def test_the_planned_curve_is_what_the_file_turns_out_to_be(tmp_path):
    track = timeline(clips(tmp_path), 60)
    made, samples = mixed(track, SoundSettings(bed="ocean", makeup_db=0.44), tmp_path)
    heard = decoded(encoded(samples, tmp_path / "x.mp3"))
    both = np.sqrt(np.mean(heard**2, axis=1))
    found = levels_db(both, CURVE_FRAME)
    planned = made.curve.mix[: len(found)]
    audible = planned > -50
    assert np.abs(found - planned)[audible].mean() < 0.3


def test_tones_hold_the_bed_down(tmp_path):
    phases = tuple(
        Phase(PhaseKind.IN if i % 2 else PhaseKind.OUT, (20 + 5 * i) * RATE, 5 * RATE, tone=True)
        for i in range(6)
    )
    made, _ = mixed(timeline([], 90, phases=phases), SoundSettings(bed="pink"), tmp_path)
    during, after = made.curve.bed[22 * 20 : 48 * 20], made.curve.bed[60 * 20 : 75 * 20]
    assert np.median(after) - np.median(during) == pytest.approx(SoundSettings().lift_lu, abs=0.3)


def test_progress_is_told_and_ends_complete(tmp_path):
    told = []
    made = mix(
        timeline(clips(tmp_path), 45),
        SoundSettings(bed="drone"),
        cache=tmp_path,
        progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    list(made.blocks())
    stages = {stage: (done, total) for stage, done, total in told}
    assert len(stages) >= 2
    assert all(done == total for done, total in stages.values())


def test_nothing_is_left_in_the_cache_but_beds_and_what_was_measured(tmp_path):
    cache = tmp_path / "new" / "cache"
    mixed(timeline(clips(tmp_path), 40), SoundSettings(bed="drone"), cache)
    assert [path.suffix for path in cache.iterdir() if path.is_file()] == [".pcm"]
    assert {path.suffix for path in cache.rglob("*.*") if path.is_file()} == {".pcm", ".kept"}
    assert max(path.stat().st_size for path in cache.rglob("*.kept")) < 1000


def test_a_track_without_a_word_is_mixed(tmp_path):
    made, samples = mixed(timeline([], 30), SoundSettings(bed="night"), tmp_path)
    assert samples.any()
    assert made.levels.voice_gain_db == 0


def test_an_unknown_bed_is_refused_before_any_work(tmp_path):
    told = []
    with pytest.raises(SoundError):
        mix(
            timeline(clips(tmp_path), 40),
            SoundSettings(bed="oceans"),
            cache=tmp_path / "cache",
            progress=lambda *args: told.append(args),
        )
    assert not told


MEMORY = """
import json, resource, sys
from pathlib import Path
from relax.sound import SoundSettings, mix
from relax.voices import Clip
from tests.sound.material import timeline
import soundfile
folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
voice = [Clip(p, soundfile.info(p).frames) for p in sorted(folder.glob("clip*.wav"))]
made = mix(timeline(voice, seconds), SoundSettings(bed="brown"), cache=folder)
for block in made.blocks():
    pass
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""


def test_memory_does_not_grow_with_the_track(tmp_path):
    pytest.importorskip("resource", reason="this system does not tell a process's memory")
    voice = clips(tmp_path)
    mixed(timeline(voice, 30), SoundSettings(bed="brown"), tmp_path)

    def peak(minutes: float) -> float:
        command = [sys.executable, "-c", MEMORY, str(tmp_path), str(minutes * 60)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return json.loads(said)

    assert peak(12) < peak(2) * 1.1


def test_ffmpeg_is_only_needed_for_files_others_cannot_read(tmp_path):
    assert FFMPEG.exists()
    mix(timeline(clips(tmp_path), 40), SoundSettings(bed="pink"), cache=tmp_path, ffmpeg=None)
