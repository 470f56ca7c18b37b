"""Chunks kept by content change nothing but the time it takes."""

from __future__ import annotations

import os

import imageio_ffmpeg
import pytest

from relax.encode import EncodeSettings, encode
from relax.encode._chunk_cache import ChunkCache
from relax.encode._chunks import CHUNK, DECAY, LEAD_IN, LOOK_AHEAD
from relax.encode._lame import FRAME
from tests.encode.test_mp3 import in_blocks, music

CHUNKS = 4
GRID = CHUNK * FRAME
RATE = 44_100


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
        return number - 1  # one is for the header

    return own, calls


@pytest.fixture(scope="module")
def sound():
    return music((CHUNKS - 1) * GRID + 100_000, 1)


def encoded(samples, folder, own=None, **kwargs):
    settings = {"bitrate_kbps": 64, "cache": folder / "kept", "ffmpeg": own}
    private = kwargs.pop("private", ())
    path = folder / "x.mp3"
    chosen = EncodeSettings(**{**settings, **kwargs})
    encode(in_blocks(samples), samples.shape[1], path, chosen, private=private)
    return path.read_bytes()


def entries(folder):
    return sorted((folder / "kept").glob("??/*.frames"))


def test_the_file_is_the_same_with_and_without(sound, tmp_path, counted):
    own, calls = counted
    without = encoded(sound, tmp_path, own, cache=None)
    assert calls() == CHUNKS
    assert encoded(sound, tmp_path, own) == without
    assert calls() == CHUNKS
    assert encoded(sound, tmp_path, own) == without
    assert calls() == 0


def test_only_what_differs_is_encoded(sound, tmp_path, counted):
    own, calls = counted
    encoded(sound, tmp_path, own)
    calls()
    other = sound.copy()
    other[GRID + RATE * 5 : GRID + RATE * 6] //= 2
    ours = encoded(other, tmp_path, own)
    assert calls() == 1
    assert ours == encoded(other, tmp_path, own, cache=None)


def test_another_rate_or_encoder_shares_nothing(sound, tmp_path, counted):
    own, calls = counted
    encoded(sound, tmp_path, own)
    calls()
    encoded(sound, tmp_path, own, bitrate_kbps=96)
    assert calls() == CHUNKS
    own.write_text(own.read_text() + "# another version\n")
    encoded(sound, tmp_path, own)
    assert calls() == CHUNKS


@pytest.mark.parametrize("break_it", ["cut", "flip", "empty"])
def test_a_broken_entry_is_thrown_away(break_it, sound, tmp_path):
    whole = encoded(sound, tmp_path)
    for path in entries(tmp_path):
        data = bytearray(path.read_bytes())
        data[-9] ^= 4
        broken = {"cut": data[: len(data) // 2], "flip": data, "empty": b""}[break_it]
        path.write_bytes(broken)
    assert encoded(sound, tmp_path) == whole
    assert encoded(sound, tmp_path) == whole
    assert len(entries(tmp_path)) == CHUNKS


@pytest.mark.parametrize(
    ("start", "kept"),
    [
        (GRID + RATE * 8, {0, 2, 3}),  # well inside the second chunk
        (GRID + LOOK_AHEAD * FRAME - 10, {2, 3}),  # the first hears a little ahead
        (2 * GRID - (LEAD_IN + 1) * FRAME - DECAY - RATE, {0, 2, 3}),
        (2 * GRID - LEAD_IN * FRAME, {0, 3}),  # the third hears what leads in
        (2 * GRID - LEAD_IN * FRAME - DECAY, {0, 3}),  # and the room that still rings
    ],
)
def test_what_is_personal_is_not_kept(start, kept, sound, tmp_path, counted):
    own, calls = counted
    encoded(sound, tmp_path, own, private=[(start, start + RATE)])
    assert len(entries(tmp_path)) == len(kept)
    calls()
    encoded(sound, tmp_path, own)
    assert calls() == CHUNKS - len(kept)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_cache_is_its_owners_alone(sound, tmp_path):
    encoded(sound, tmp_path)
    assert all(path.stat().st_mode & 0o077 == 0 for path in entries(tmp_path))


def test_a_cache_that_cannot_be_used_costs_only_time(sound, tmp_path):
    (tmp_path / "kept").write_text("a file where a folder should be")
    assert encoded(sound, tmp_path) == encoded(sound, tmp_path, cache=None)


def test_the_least_lately_used_go_first(tmp_path):
    cache = ChunkCache(tmp_path, largest_bytes=2 * (1000 + 32))
    for n, key in enumerate(("aa1", "bb2", "cc3")):
        cache.keep(key, bytes([n]) * 1000)
        os.utime(cache._path(key), (n, n))
    assert cache.find("aa1") is not None, "now it has been used last"
    cache.make_room()
    assert [key for key in ("aa1", "bb2", "cc3") if cache.find(key)] == ["aa1", "cc3"]
