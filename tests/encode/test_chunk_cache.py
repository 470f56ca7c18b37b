"""Chunks kept by what decides about them change nothing but the time it takes."""

from __future__ import annotations

import hashlib
import os
import shutil

import imageio_ffmpeg
import pytest

from relax.encode import EncodeSettings, encode_sound, keep_chunks
from relax.encode._chunks import CHUNK, LEAD_IN, LOOK_AHEAD
from tests.encode.test_mp3 import music

CHUNKS = 4
RATE = 44_100


class Samples:
    """Samples whose identity is a digest of them; what is in ``private`` has none."""

    def __init__(self, samples, private=()):
        self.frames, self.channels = samples.shape
        self.private, self.rendered, self.notes = private, [], []
        self._samples = samples

    def identity(self, start, end):
        if any(begin < end and start < stop for begin, stop in self.private):
            return ""
        return hashlib.sha256(self._samples[start:end].tobytes()).hexdigest()

    def render(self, start, end, before=0, after=0):
        self.rendered.append(start // CHUNK)
        return self._samples[start - before : end + after].tobytes(), b"note %d" % start

    def accept(self, end, note):
        self.notes.append((end, note))


@pytest.fixture
def counted(tmp_path):
    """(an encoder that counts its calls, how many there were)."""
    log = tmp_path / "calls"
    log.touch()
    own = tmp_path / "ffmpeg"
    own.write_text(f'#!/bin/sh\necho >> {log}\nexec {imageio_ffmpeg.get_ffmpeg_exe()} "$@"\n')
    own.chmod(0o755)

    def calls():
        number = len(log.read_text())
        log.write_text("")
        return number

    return own, calls


@pytest.fixture(scope="module")
def sound():
    return music((CHUNKS - 1) * CHUNK + CHUNK + 100_000, 1)


def encoded(samples, folder, own=None, private=(), **kwargs):
    """(the file's bytes, the sound as it was asked for); what is new is kept."""
    chosen = EncodeSettings(
        **{"bitrate_kbps": 64, "cache": folder / "kept", "ffmpeg": own, **kwargs}
    )
    path, asked = folder / "x.mp3", Samples(samples, private)
    made = encode_sound(asked, path, chosen)
    keep_chunks(made, path, chosen, [b"verdict"] * len(made.chunks))
    return path.read_bytes(), asked


def entries(folder):
    return sorted(p for p in (folder / "kept").glob("??/*.kept") if p.stat().st_size > 2000)


def test_the_file_is_the_same_with_and_without(sound, tmp_path, counted):
    own, calls = counted
    without, _ = encoded(sound, tmp_path, own, cache=None)
    assert calls() == CHUNKS + 1, "one is for the header"
    assert encoded(sound, tmp_path, own)[0] == without
    assert calls() == CHUNKS + 1
    again, asked = encoded(sound, tmp_path, own)
    assert again == without
    assert calls() == 0
    assert asked.rendered == [], "what is known is not even mixed"
    ends = [(n + 1) * CHUNK for n in range(CHUNKS - 1)] + [len(sound)]
    assert asked.notes == [(end, b"note %d" % (n * CHUNK)) for n, end in enumerate(ends)]


def test_only_what_differs_is_rendered_and_encoded(sound, tmp_path, counted):
    own, calls = counted
    encoded(sound, tmp_path, own)
    calls()
    other = sound.copy()
    other[CHUNK + RATE * 5 : CHUNK + RATE * 6] //= 2
    ours, asked = encoded(other, tmp_path, own)
    assert calls() == 1
    assert asked.rendered == [1]
    assert ours == encoded(other, tmp_path, own, cache=None)[0]


def test_what_has_not_been_proved_is_not_kept(sound, tmp_path):
    chosen = EncodeSettings(bitrate_kbps=64, cache=tmp_path / "kept")
    encode_sound(Samples(sound), tmp_path / "x.mp3", chosen)
    assert entries(tmp_path) == []


def test_tags_before_the_sound_are_not_taken_for_it(sound, tmp_path):
    chosen = EncodeSettings(bitrate_kbps=64, cache=tmp_path / "kept")
    path = tmp_path / "x.mp3"
    made = encode_sound(Samples(sound), path, chosen)
    bare = path.read_bytes()
    path.write_bytes(b"ID3 and what is in it" + bare)
    keep_chunks(made, path, chosen, [b"verdict"] * CHUNKS)
    assert encoded(sound, tmp_path)[0] == bare


def test_what_the_disk_has_changed_since_is_not_kept(sound, tmp_path):
    """Between being measured and being kept: it would be heard in every track after this one."""
    chosen = EncodeSettings(bitrate_kbps=64, cache=tmp_path / "kept")
    path = tmp_path / "x.mp3"
    made = encode_sound(Samples(sound), path, chosen)
    data = bytearray(path.read_bytes())
    data[len(made.header) + made.chunks[1].at + 5000] ^= 4
    path.write_bytes(data)
    keep_chunks(made, path, chosen, [b"verdict"] * CHUNKS)
    assert len(entries(tmp_path)) == CHUNKS - 1
    again, asked = encoded(sound, tmp_path)
    assert asked.rendered == [1]
    data[len(made.header) + made.chunks[1].at + 5000] ^= 4
    assert again == data


def test_another_rate_or_encoder_shares_nothing(sound, tmp_path, counted):
    own, calls = counted
    encoded(sound, tmp_path, own)
    calls()
    encoded(sound, tmp_path, own, bitrate_kbps=96)
    assert calls() == CHUNKS + 1
    own.write_text(own.read_text() + "# another version\n")
    encoded(sound, tmp_path, own)
    assert calls() == CHUNKS + 1


@pytest.mark.parametrize("break_it", ["cut", "flip", "empty"])
def test_a_broken_entry_is_thrown_away(break_it, sound, tmp_path):
    whole, _ = encoded(sound, tmp_path)
    for path in (tmp_path / "kept").glob("??/*.kept"):
        data = bytearray(path.read_bytes())
        data[-9] ^= 4
        broken = {"cut": data[: len(data) // 2], "flip": data, "empty": b""}[break_it]
        path.write_bytes(broken)
    assert encoded(sound, tmp_path)[0] == whole
    assert encoded(sound, tmp_path)[0] == whole
    assert len(entries(tmp_path)) == CHUNKS


@pytest.mark.parametrize(
    ("start", "kept"),
    [
        (CHUNK + RATE * 8, {0, 2, 3}),  # well inside the second chunk
        (CHUNK + LOOK_AHEAD - 10, {2, 3}),  # the first hears a little ahead
        (2 * CHUNK - LEAD_IN - RATE - 10, {0, 2, 3}),
        (2 * CHUNK - LEAD_IN - RATE + 10, {0, 3}),  # the third hears what leads in
    ],
)
def test_what_has_no_identity_is_not_kept(start, kept, sound, tmp_path, counted):
    own, calls = counted
    _, asked = encoded(sound, tmp_path, own, private=[(start, start + RATE)])
    assert len(entries(tmp_path)) == len(kept)
    calls()
    _, asked = encoded(sound, tmp_path, own)
    assert set(asked.rendered) == set(range(CHUNKS)) - kept
    assert calls() == CHUNKS - len(kept)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_cache_is_its_owners_alone(sound, tmp_path):
    encoded(sound, tmp_path)
    assert all(path.stat().st_mode & 0o077 == 0 for path in entries(tmp_path))


def test_a_cache_that_cannot_be_used_costs_only_time(sound, tmp_path):
    (tmp_path / "kept").write_text("a file where a folder should be")
    ours = encoded(sound, tmp_path)[0]
    (tmp_path / "kept").unlink()
    assert ours == encoded(sound, tmp_path, cache=None)[0]


def test_an_entry_that_is_something_else_is_passed_over(sound, tmp_path):
    whole, _ = encoded(sound, tmp_path)
    for path in entries(tmp_path):
        path.write_bytes(hashlib.sha256(b"{}\n").digest() + b"{}\n")
    assert encoded(sound, tmp_path)[0] == whole
    shutil.rmtree(tmp_path / "kept")
