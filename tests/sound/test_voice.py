"""The voice: warmed, brought to one loudness by one gain, never over the ceiling."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings, strategies as st

from relax.errors import SoundError
from relax.sound import SoundSettings, load_presets, loudness, true_peak, warmth_names
from relax.sound._limit import limit
from relax.sound._settings import warmth
from relax.sound._warmth import tail, warm
from tests.sound.material import RATE, clip, clips, ebur128, mixed, speechlike, timeline


def spectrum_db(sound, low, high):
    power = np.abs(np.fft.rfft(sound)) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return 10 * np.log10(power[(hz >= low) & (hz < high)].mean())


@pytest.mark.parametrize("target", [-23, -21, -18, -16])
@pytest.mark.parametrize("level", [0.01, 0.08])
def test_the_stem_lands_on_its_target(tmp_path, target, level):
    track = timeline(clips(tmp_path, level=level), 90)
    _, samples = mixed(track, SoundSettings(voice_lufs=target), tmp_path)
    soundfile.write(tmp_path / "x.wav", samples, RATE)
    assert ebur128(tmp_path / "x.wav")[0] == pytest.approx(target, abs=0.3)


@pytest.mark.parametrize("warmth", warmth_names())
def test_every_sound_of_voice_lands_there_too(tmp_path, warmth):
    track = timeline(clips(tmp_path), 60)
    _, samples = mixed(track, SoundSettings(warmth=warmth), tmp_path)
    soundfile.write(tmp_path / "x.wav", samples, RATE)
    assert ebur128(tmp_path / "x.wav")[0] == pytest.approx(-18, abs=0.3)


def test_makeup_is_for_the_encoder_and_hidden_from_every_figure(tmp_path):
    track = timeline(clips(tmp_path), 60)
    plain, quiet = mixed(track, SoundSettings(), tmp_path)
    made, loud = mixed(track, SoundSettings(makeup_db=0.44), tmp_path)
    assert loudness(loud) - loudness(quiet) == pytest.approx(0.44, abs=0.02)
    assert made.levels.voice_lufs == pytest.approx(plain.levels.voice_lufs, abs=1e-6)
    assert np.abs(made.curve.voice - plain.curve.voice)[plain.curve.voice > -60].max() < 0.05


def test_one_gain_for_the_whole_track(tmp_path):
    loud, soft = speechlike(3, 1, 0.1), speechlike(3, 1, 0.05)
    track = timeline([clip(tmp_path, "loud", loud), clip(tmp_path, "soft", soft)], 50)
    made, _ = mixed(track, SoundSettings(warmth="plain"), tmp_path)
    spoken = [made.curve.voice[s.start // 2205 + 1 : s.end // 2205] for s in track.spoken[:2]]
    assert spoken[0].mean() - spoken[1].mean() == pytest.approx(6.02, abs=0.1)


def test_a_clips_own_gain_is_kept(tmp_path):
    track = timeline(clips(tmp_path, 1), 60)
    lowered = tuple(
        dataclasses.replace(s, gain_db=-3.0 if i % 2 else 0.0) for i, s in enumerate(track.spoken)
    )
    made, _ = mixed(dataclasses.replace(track, spoken=lowered), SoundSettings(), tmp_path)
    levels = [
        10 * np.log10(np.mean(10 ** (made.curve.voice[s.start // 2205 : s.end // 2205] / 10)))
        for s in lowered[:4]
    ]
    assert levels[0] - levels[1] == pytest.approx(3, abs=0.2)
    assert levels[0] == pytest.approx(levels[2], abs=0.2)


def test_a_slow_fall_of_the_voice_counts_in_its_loudness(tmp_path):
    track = timeline(clips(tmp_path), 60)
    lowered = tuple(dataclasses.replace(s, gain_db=-6.0) for s in track.spoken)
    _, samples = mixed(dataclasses.replace(track, spoken=lowered), SoundSettings(), tmp_path)
    assert loudness(samples) == pytest.approx(-18, abs=0.3)


def test_another_name_leaves_the_rest_of_the_track_as_it_was(tmp_path):
    voice = clips(tmp_path)
    names = [clip(tmp_path, f"name{i}", speechlike(1.5, 50 + i, 0.03 * (i + 1))) for i in (0, 3)]
    heard = []
    for name in names:
        track = timeline([name, *voice, *voice], 60, personal=(0,))
        heard.append(mixed(track, SoundSettings(bed="rain"), tmp_path)[1])
    after = track.spoken[1].start
    assert np.array_equal(heard[0][after:], heard[1][after:])
    assert not np.array_equal(heard[0][:after], heard[1][:after])


@pytest.mark.parametrize("crest", [2, 12])
def test_the_ceiling_holds_for_a_voice_with_hard_peaks(tmp_path, crest):
    spiky = speechlike(3, 4, 0.05).astype(float)
    spiky[RATE :: RATE // 3] *= crest
    spiky = np.clip(spiky, -32768, 32767).astype(np.int16)
    for bed in ("none", "brown"):
        track = timeline([clip(tmp_path, "spiky", spiky)], 60)
        made, samples = mixed(
            track, SoundSettings(bed=bed, voice_lufs=-14, ceiling_dbtp=-3), tmp_path
        )
        soundfile.write(tmp_path / "x.wav", samples, RATE)
        assert ebur128(tmp_path / "x.wav")[1] <= -3 + 0.15
        assert made.levels.peak_db <= -3


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 1000),
    ceiling=st.floats(0.05, 0.9),
    spike=st.integers(0, RATE - 1),
    size=st.floats(0, 3),
)
def test_the_limiter_keeps_under_its_ceiling_and_leaves_the_rest_alone(seed, ceiling, spike, size):
    rng = np.random.default_rng(seed)
    sound = (0.04 * rng.standard_normal(RATE)).astype(np.float32)
    sound[spike] += size
    limited = limit(sound, ceiling)
    assert true_peak(limited) <= ceiling * 1.0005 or true_peak(sound) <= ceiling
    far = np.abs(np.arange(RATE) - spike) > RATE // 15
    if ceiling > 0.4:
        assert np.allclose(limited[far], sound[far], rtol=1e-3)


@pytest.mark.parametrize("ceiling", [0.3, 0.7])
def test_a_peak_between_two_samples_is_limited_too(tmp_path, ceiling):
    """A quarter of the rate, at 45°: no sample is over 0.707 of the wave that sounds."""
    wave = np.sin(np.pi * (np.arange(RATE) / 2 + 0.25)) * np.hanning(RATE)
    sound = (wave * ceiling * 1.3).astype(np.float32)
    assert np.abs(sound).max() < ceiling
    soundfile.write(tmp_path / "x.wav", limit(sound, ceiling), RATE, subtype="FLOAT")
    assert ebur128(tmp_path / "x.wav")[1] <= 20 * np.log10(ceiling) + 0.15


@pytest.mark.parametrize("warmth", warmth_names())
def test_a_clip_that_begins_and_ends_in_the_midst_of_a_wave_does_not_click(tmp_path, warmth):
    """Its first and last samples are its highest; heard alone, nothing but the wave moves."""
    wave = np.cos(2 * np.pi * 200 * np.arange(2 * RATE + 1) / RATE)
    track = timeline([clip(tmp_path, "wave", np.rint(6000 * wave).astype(np.int16))], 50)
    _, samples = mixed(track, SoundSettings(bed="none", warmth=warmth), tmp_path)
    sound = samples[:, 0].astype(float)
    steps = np.abs(np.diff(sound))
    assert steps.max() < 2 * 2 * np.pi * 200 / RATE * np.abs(sound).max()


def test_plain_leaves_the_voice_alone():
    sound = speechlike(2, 1)
    middle = slice(500, -500)
    assert np.array_equal(
        warm(sound, warmth("plain"))[middle], (sound / 32768).astype(np.float32)[middle]
    )
    assert tail(warmth("plain")) == 0


def test_warm_has_more_body_and_less_edge_than_natural():
    sound = speechlike(4, 2)
    body, edge = [], []
    for name in ("plain", "natural", "warm"):
        treated = warm(sound, warmth(name))
        body.append(spectrum_db(treated, 120, 250) - spectrum_db(treated, 900, 1200))
        edge.append(spectrum_db(treated, 5000, 9000) - spectrum_db(treated, 900, 1200))
    assert body == sorted(body)
    assert edge == sorted(edge, reverse=True)


def test_a_dull_engine_gets_more_treble_than_a_sharp_one():
    sound = speechlike(4, 2)
    espeak, flite = (warm(sound, warmth("natural", v)) for v in ("pyttsx3:en-us+f5", "flite:slt"))
    treble = [spectrum_db(x, 1800, 6000) - spectrum_db(x, 200, 600) for x in (espeak, flite)]
    assert treble[1] > treble[0] + 3
    assert warmth("natural", "someone-new:x") == warmth("natural")


def test_a_hollow_voice_is_filled_where_it_is_hollow():
    sound = speechlike(4, 2)
    usual, own = (warm(sound, warmth("natural", v)) for v in ("flite:slt", "flite:rms"))
    middle = [spectrum_db(x, 1100, 1900) - spectrum_db(x, 3000, 5000) for x in (usual, own)]
    assert middle[1] > middle[0] + 3


def test_rumble_is_taken_out():
    time = np.arange(3 * RATE) / RATE
    rumble = (4000 * np.sin(2 * np.pi * 25 * time)).astype(np.int16)
    assert np.std(warm(rumble, warmth("natural"))[RATE:-RATE]) < 0.25 * np.std(rumble / 32768)


def test_sibilants_are_softened_and_vowels_are_not():
    time = np.arange(2 * RATE) / RATE
    rng = np.random.default_rng(3)
    hiss = np.fft.rfft(rng.standard_normal(len(time)))
    hz = np.fft.rfftfreq(len(time), 1 / RATE)
    hiss = np.fft.irfft(np.where((hz > 5500) & (hz < 9000), hiss, 0), len(time))
    vowel = sum(np.sin(2 * np.pi * 140 * k * time) / k for k in range(1, 8))
    on = (time > 0.9) & (time < 1.1)
    sound = 0.1 * vowel * ~on + 0.12 * hiss / hiss.std() * on
    samples = (sound * 20_000).astype(np.int16)
    treated = warm(samples, warmth("natural"))[: len(time)]
    plain = samples / 32768
    lost = [20 * np.log10(np.std(plain[w]) / np.std(treated[w])) for w in (on, ~on)]
    assert lost[0] - lost[1] > 3


def test_the_room_decays_into_silence_after_the_last_sound():
    sound = speechlike(1, 6)
    treated = warm(sound, warmth("natural"))
    assert len(treated) == len(sound) + tail(warmth("natural"))
    rest = treated[len(sound) :]
    assert np.abs(rest).max() > 0
    assert np.abs(rest[-200:]).max() < 1e-4
    levels = [np.std(part) for part in np.array_split(rest, 6)]
    assert levels == sorted(levels, reverse=True)


def test_a_clip_sounds_the_same_wherever_it_stands(tmp_path):
    one = clips(tmp_path, 1)
    a = timeline(one, 40, from_s=6)
    b = timeline(one, 40, from_s=9.1234)
    heard = [mixed(track, SoundSettings(), tmp_path)[1][:, 0] for track in (a, b)]
    length = one[0].frames + tail(warmth("natural"))
    first = [h[t.spoken[0].start :][:length] for h, t in zip(heard, (a, b), strict=True)]
    assert np.array_equal(*first)


def test_an_unknown_voice_sound_names_those_there_are(tmp_path):
    with pytest.raises(SoundError, match="natural, warm, plain"):
        mixed(timeline(clips(tmp_path), 40), SoundSettings(warmth="hot"), tmp_path)


def test_acx_is_come_near_although_the_ceiling_takes_some_of_it(tmp_path):
    """In a track of mostly quiet, only as far as the voice is not flattened by it."""
    preset = load_presets()["acx"]
    edge = {"lead_in": preset.lead_in_s, "tail": preset.tail_s}
    sparse = timeline(clips(tmp_path), 120, gap=9.0, **edge)
    _, samples = mixed(sparse, SoundSettings.of(preset, format="wav"), tmp_path)
    whole = samples / 32768
    assert 10 * np.log10(np.mean(whole**2)) == pytest.approx(preset.file_rms_db, abs=1)
    assert 20 * np.log10(np.abs(whole).max()) <= -3


def test_acx_aims_at_the_level_of_the_whole_file(tmp_path):
    preset = load_presets()["acx"]
    track = timeline(clips(tmp_path), 60, gap=1.0, lead_in=preset.lead_in_s, tail=preset.tail_s)
    made, samples = mixed(track, SoundSettings.of(preset, bed="ocean"), tmp_path)
    assert made.channels == 1
    whole = samples / 32768
    assert -23 < 10 * np.log10(np.mean(whole**2)) < -18
    assert 20 * np.log10(np.abs(whole).max()) <= -3
    floor = whole[: round(0.5 * RATE)]
    assert np.abs(floor).max() == 0
