"""The check of the finished file refuses what must never reach a listener."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
import soundfile

from relax import deliver, sound
from relax.encode import EncodeSettings, encode
from relax.errors import CheckError
from relax.sound import SoundSettings
from relax.timing import Edges, fit, phrases_to_voice
from relax.voices import Clip
from relax.words import parse, spans_for

RATE = 44_100
SCRIPT = """---
title: Test
---
## Arriving
You can stop at any time.
One option is to feel your hands. [pause]
Perhaps there is a sound in the room. [pause]

## Rest
Here is some quiet, about twenty seconds. [quiet 20s]

## Come back now
You might move your fingers. There is no hurry.
"""


@pytest.fixture(scope="module")
def track(tmp_path_factory):
    """A mixed track of noise bursts: (timeline, mix, its PCM)."""
    folder = tmp_path_factory.mktemp("clips")
    script, spans = parse(SCRIPT), spans_for(2)
    rng = np.random.default_rng(3)
    clips = {}
    for n, phrase in enumerate(phrases_to_voice(script, spans)):
        frames = 20_000 + 700 * len(phrase)
        shape = 0.3 + 0.7 * np.abs(np.sin(np.arange(frames) / 4000))
        samples = np.convolve(rng.standard_normal(frames), np.ones(24) / 24, "same") * shape * 0.3
        soundfile.write(folder / f"{n}.wav", samples, RATE, subtype="PCM_16")
        clips[phrase] = Clip(folder / f"{n}.wav", frames)
    timeline = fit(script, clips, None, spans, Edges(5, 8))
    mix = sound.mix(timeline, SoundSettings(bed="brown"), cache=folder / "beds")
    pcm = np.frombuffer(b"".join(mix.blocks()), "<i2").reshape(-1, 2).copy()
    return timeline, mix, pcm


def checked(track, pcm, tmp_path, curve=None, timeline=None):
    """Encode ``pcm`` and check the file against the plan."""
    whole, mix, _ = track
    path = tmp_path / "x.mp3"
    encode([pcm.tobytes()], 2, path, EncodeSettings())
    measured = deliver.measure(path, 2)
    return deliver.check(measured, timeline or whole, curve or mix.curve)


def test_a_good_track_passes(track, tmp_path):
    assert checked(track, track[2], tmp_path) >= 12


def refused(track, pcm, tmp_path, check, **kwargs):
    with pytest.raises(CheckError) as error:
        checked(track, pcm, tmp_path, **kwargs)
    assert f"“{check}”" in str(error.value)
    assert re.search(r"\d:\d\d", str(error.value)), "it says where"
    for words in ("hands", "fingers", "sound in the room"):
        assert words not in str(error.value)


def window(track, n):
    spoken = track[0].spoken[n]
    return slice(spoken.start, spoken.end)


@pytest.mark.parametrize("n", [0, 2, -1])
def test_a_silent_line_is_refused(track, n, tmp_path):
    pcm = track[2].copy()
    pcm[window(track, n)] = 0
    refused(track, pcm, tmp_path, "missing voice")


def test_a_line_lost_before_the_mix_is_refused(track, tmp_path):
    """The mixer itself believes there is nothing: the plan of speech still says there is."""
    timeline, mix, pcm = track
    spoken = timeline.spoken[2]
    curve = mix.curve
    points = slice(spoken.start // sound.CURVE_FRAME, spoken.end // sound.CURVE_FRAME + 1)
    voice, whole = curve.voice.copy(), curve.mix.copy()
    voice[points] = -120
    whole[points] = curve.bed[points]
    lost = pcm.copy()
    lost[window(track, 2)] = (lost[window(track, 2)] * 0.02).astype("<i2")
    believed = dataclasses.replace(curve, voice=voice, mix=whole)
    refused(track, lost, tmp_path, "missing voice", curve=believed)


def test_a_line_at_half_its_level_is_refused(track, tmp_path):
    pcm = track[2].copy()
    pcm[window(track, 1)] //= 2
    refused(track, pcm, tmp_path, "missing voice")


def test_a_line_too_loud_is_refused(track, tmp_path):
    pcm = track[2].copy()
    pcm[window(track, 1)] = (pcm[window(track, 1)] * 1.6).astype("<i2")
    refused(track, pcm, tmp_path, "level")


def test_clipping_is_refused(track, tmp_path):
    pcm = np.clip(track[2].astype(int) * 12, -32768, 32767).astype("<i2")
    refused(track, pcm, tmp_path, "peak")


@pytest.mark.parametrize("change", [-RATE, RATE, -4000, 4000])
def test_a_wrong_length_is_refused(track, change, tmp_path):
    pcm = track[2]
    other = pcm[:change] if change < 0 else np.concatenate([pcm, pcm[:change]])
    refused(track, other, tmp_path, "length")


def test_a_truncated_file_is_refused(track, tmp_path):
    timeline, mix, pcm = track
    path = tmp_path / "x.mp3"
    encode([pcm.tobytes()], 2, path, EncodeSettings())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(CheckError, match="length"):
        deliver.check(deliver.measure(path, 2), timeline, mix.curve)


def test_a_dropout_of_the_bed_is_refused(track, tmp_path):
    pcm = track[2].copy()
    quiet = next(gap for gap in track[0].gaps if gap.kind == "quiet")
    middle = quiet.start + quiet.frames // 2
    pcm[middle : middle + RATE] = 0
    refused(track, pcm, tmp_path, "dropout")


def test_a_stray_sound_in_a_pause_is_refused(track, tmp_path):
    pcm = track[2].copy()
    quiet = next(gap for gap in track[0].gaps if gap.kind == "quiet")
    middle = quiet.start + quiet.frames // 2
    burst = (3000 * np.sin(np.arange(RATE // 2) / 20)).astype("<i2")
    pcm[middle : middle + len(burst)] += burst[:, None]
    refused(track, pcm, tmp_path, "stray sound")


def test_a_bed_too_near_the_voice_is_refused(track, tmp_path):
    timeline, mix, pcm = track
    loud = dataclasses.replace(mix.curve, bed=mix.curve.voice - 6)
    refused(track, pcm, tmp_path, "voice over bed", curve=loud)


def test_what_is_not_an_mp3_is_refused(tmp_path):
    path = tmp_path / "x.mp3"
    path.write_bytes(b"nothing" * 1000)
    with pytest.raises(CheckError, match="decoded"):
        deliver.measure(path, 2)


@pytest.mark.parametrize(
    ("gain_db", "preset", "wrong"),
    [
        (0.0, "default", ""),
        (-2.0, "default", "LU too quiet"),
        (2.0, "default", "LU too loud"),
        (0.0, "acx", "dB RMS"),
    ],
)
def test_a_file_that_misses_what_it_was_made_for_is_refused(
    track, tmp_path, gain_db, preset, wrong
):
    timeline, _, pcm = track
    louder = np.rint(pcm * 10 ** (gain_db / 20)).astype("<i2")
    encode([louder.tobytes()], 2, tmp_path / "x.mp3", EncodeSettings())
    measured = deliver.measure(tmp_path / "x.mp3", 2)
    if wrong:
        with pytest.raises(CheckError, match=re.escape(wrong)):
            deliver.check_purpose(preset, measured, timeline, 20.0, 192)
    else:
        deliver.check_purpose(preset, measured, timeline, 20.0, 192)
