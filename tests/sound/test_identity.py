"""What decides about a stretch of a mix: equal digests, equal samples; nothing personal has one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from relax.sound import SoundSettings, mix
from relax.timing import BedChange, SoundCue, SoundKind
from tests.sound.material import FFMPEG, RATE, clip, clips, speechlike, timeline

SECONDS = 64
STRETCH = 282_240
"""6.4 s: whole points of the level curve."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("identity")


@pytest.fixture(scope="module")
def voice(cache):
    return clips(cache)


def stretches(track, cache, how):
    """(digest, samples) of every stretch, each mixed with what is around it."""
    made = mix(track, how, cache=cache, ffmpeg=FFMPEG)
    found = []
    for start in range(0, track.frames, STRETCH):
        digest = made.identity(start, start + STRETCH)
        found.append((digest, made.render(start, start + STRETCH)))
    made.close()
    return found


SETTINGS = SoundSettings(bed="drone", voice_lufs=-18)


def changed(track, cache, n, what):
    """The same track but for one thing."""
    spoken = list(track.spoken)
    one = spoken[n % len(spoken)]
    match what:
        case "clip":
            upside_down = clip(cache, "other", np.negative(one.clip.samples()))
            new = replace(one, clip=upside_down)  # as loud, with the same peaks
        case "place":
            new = replace(one, start=one.start + 441)
        case "gain":
            new = replace(one, gain_db=one.gain_db - 1.5)
        case "tone":
            cue = SoundCue(SoundKind.TONE, one.start, 2 * RATE)
            return replace(track, sounds=(cue,))
        case "bed":
            return replace(track, bed_changes=(BedChange(one.start, -3.0),))
    spoken[spoken.index(one)] = new
    return replace(track, spoken=tuple(spoken))


@settings(max_examples=25, deadline=None)
@given(n=st.integers(0, 9), what=st.sampled_from(["clip", "place", "gain", "tone", "bed"]))
def test_equal_digests_are_of_equal_samples_and_the_rest_differs(n, what, voice, cache):
    track = timeline(voice, SECONDS)
    before = stretches(track, cache, SETTINGS)
    after = stretches(changed(track, cache, n, what), cache, SETTINGS)
    known = dict(before)
    assert len(known) == len(before)
    for digest, sound in after:
        if digest in known:
            assert known[digest] == sound
    assert any(digest not in known for digest, _ in after)
    same = [a for a, b in zip(before, after, strict=True) if a[1] == b[1]]
    assert len({digest for digest, _ in same} - {digest for digest, _ in after}) <= 1


@pytest.mark.parametrize(
    "other",
    [
        replace(SETTINGS, warmth="plain"),
        replace(SETTINGS, bed="brown"),
        replace(SETTINGS, seed=5),
        replace(SETTINGS, voice_lufs=-20),
        replace(SETTINGS, bed="none"),
        replace(SETTINGS, bed_below_lu=24),
    ],
)
def test_another_sound_has_another_digest(other, voice, cache):
    track = timeline(voice, SECONDS)
    known = dict(stretches(track, cache, SETTINGS))
    after = stretches(track, cache, other)
    assert all(known.get(digest, sound) == sound for digest, sound in after)
    assert sum(digest not in known for digest, _ in after) > len(after) / 2


def test_another_bed_that_is_as_loud_has_another_digest(voice, cache):
    track, samples = timeline(voice, SECONDS), speechlike(90, 5, 0.02)
    found = []
    for name, bed in (("bed", samples), ("upside-down", np.negative(samples))):
        path = clip(cache, name, bed).path
        found.append(stretches(track, cache, replace(SETTINGS, bed=path)))
    known = dict(found[0])
    assert all(known.get(digest, sound) == sound for digest, sound in found[1])
    assert any(digest not in known for digest, _ in found[1])


def test_two_places_in_the_bed_have_two_digests(voice, cache):
    track = timeline(voice, 180, from_s=150)
    digests = [digest for digest, _ in stretches(track, cache, SETTINGS)]
    assert len(set(digests)) == len(digests)


def test_what_is_personal_has_none_and_nor_has_what_follows(voice, cache):
    track = timeline(voice, SECONDS, personal=(2,))
    made = mix(track, SETTINGS, cache=cache, ffmpeg=FFMPEG)
    heard = track.sentences[2]
    assert heard.personal
    for start, end in [
        (heard.start - RATE, heard.start + 1),
        (heard.end - 1, heard.end + RATE),
        (heard.end + 2 * RATE, heard.end + 3 * RATE),  # the room may still tell of it
        (0, track.frames),
    ]:
        assert made.identity(start // 441 * 441, -(-end // 441) * 441) == ""
    assert made.identity(0, heard.start // 441 * 441) != ""
    assert made.identity(-(-(heard.end + 3 * RATE) // 441) * 441, track.frames) != ""


def test_a_private_clip_has_none_whatever_its_sentence_says(voice, cache):
    track = timeline(voice, SECONDS)
    spoken = list(track.spoken)
    spoken[2] = replace(spoken[2], clip=replace(spoken[2].clip, private=True))
    made = mix(replace(track, spoken=tuple(spoken)), SETTINGS, cache=cache, ffmpeg=FFMPEG)
    first = spoken[2].start // 441 * 441
    assert made.identity(first, first + 441) == ""
    assert made.identity(0, spoken[1].start // 441 * 441) != ""
    made.close()


def test_two_people_share_what_is_around_their_names(voice, cache):
    """The name is another clip, and nothing else differs: not the gain, nor the bed elsewhere."""
    one = timeline(voice, SECONDS, personal=(2,))
    spoken = list(one.spoken)
    name = clip(cache, "name", speechlike(spoken[2].clip.frames / RATE - 0.3, 99, level=0.2))
    spoken[2] = replace(spoken[2], clip=name)
    other = replace(one, spoken=tuple(spoken))
    shared = [
        a == b
        for a, b in zip(
            stretches(one, cache, SETTINGS), stretches(other, cache, SETTINGS), strict=True
        )
    ]
    assert shared.count(False) <= 2


def test_levels_of_stretches_are_those_of_the_whole(voice, cache):
    track = timeline(voice, SECONDS)
    whole = mix(track, SETTINGS, cache=cache, ffmpeg=FFMPEG)
    pcm = b"".join(whole.blocks())
    parts = mix(track, SETTINGS, cache=cache, ffmpeg=FFMPEG)
    sound = b""
    for start in range(0, track.frames, STRETCH):
        before = 441 * 64 if start else 0
        data, levels = parts.render(start, start + STRETCH, before, 4410)
        sound += data[before * 4 : (before + STRETCH) * 4]
        parts.accept(start + STRETCH, levels)
    parts.close()
    assert sound[: len(pcm)] == pcm
    assert np.array_equal(parts.curve.mix, whole.curve.mix)
    assert np.array_equal(parts.curve.voice, whole.curve.voice)
