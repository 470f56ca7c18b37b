"""Chunks of which only some are decoded measure as the whole file does, and are held against it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from relax.deliver import measure, measure_made
from relax.encode import EncodeSettings, encode_sound
from relax.encode._chunks import CHUNK
from relax.errors import CheckError
from tests.encode.test_chunk_cache import Samples
from tests.encode.test_mp3 import music

COUNT = 5


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(the file, what it was written of, what was measured of each chunk)."""
    path = tmp_path_factory.mktemp("chunks") / "x.mp3"
    samples = music(COUNT * CHUNK + 100_003)
    samples[2 * CHUNK + 5000 : 2 * CHUNK + 5400] = 30_000  # the highest peak
    encoded = encode_sound(Samples(samples), path, EncodeSettings())
    return path, encoded, measure_made(path, 2, encoded)[1]


def known(encoded, verdicts, new):
    """The same, with a verdict for all chunks but the ``new`` ones."""
    chunks = [
        replace(chunk, verdict=None if n in new else verdict)
        for n, (chunk, verdict) in enumerate(zip(encoded.chunks, verdicts, strict=True))
    ]
    return replace(encoded, chunks=tuple(chunks))


@settings(max_examples=12, deadline=None)
@given(new=st.sets(st.integers(0, COUNT - 1)))
def test_what_is_decoded_in_parts_measures_as_the_whole(made, new):
    path, encoded, verdicts = made
    ours, again = measure_made(path, 2, known(encoded, verdicts, new))
    assert again == verdicts
    whole = measure(path, 2)
    assert (ours.frames, ours.peak_at) == (whole.frames, whole.peak_at)
    assert ours.peak_dbtp == pytest.approx(whole.peak_dbtp, abs=1e-6)
    assert ours.lufs == pytest.approx(whole.lufs, abs=1e-4)
    assert ours.range_lu == pytest.approx(whole.range_lu, abs=1e-4)
    assert np.allclose(ours.levels, whole.levels, atol=1e-4)
    assert np.allclose(ours.energies, whole.energies, rtol=1e-4, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_bit_that_the_disk_has_turned_is_found_though_every_chunk_is_known(made, place, bit):
    path, encoded, verdicts = made
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    broken = path.with_name("broken.mp3")
    broken.write_bytes(data)
    with pytest.raises(CheckError):
        measure_made(broken, 2, known(encoded, verdicts, ()))


@pytest.mark.parametrize("cut", [1, 1000, 400_000])
def test_a_file_that_is_cut_off_is_found(made, cut):
    path, encoded, verdicts = made
    broken = path.with_name("broken.mp3")
    broken.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(CheckError):
        measure_made(broken, 2, known(encoded, verdicts, ()))
