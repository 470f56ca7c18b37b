"""Values kept in a folder: what is found is what was kept, and the oldest make room."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, strategies as st

from relax.kept import Kept, pack, unpack

PARTS = st.dictionaries(st.text(max_size=20), st.binary(max_size=200), max_size=5)


@given(PARTS)
def test_packed_values_come_back(parts):
    assert {name: bytes(data) for name, data in unpack(pack(parts)).items()} == parts


@given(PARTS, st.binary(min_size=1, max_size=20))
def test_something_longer_is_refused(parts, more):
    with pytest.raises(ValueError, match="length"):
        unpack(pack(parts) + more)


def test_the_least_lately_used_go_first(tmp_path):
    kept = Kept(tmp_path, largest_bytes=2 * (1000 + 32))
    for n, key in enumerate(("aa1", "bb2", "cc3")):
        kept.keep(key, bytes([n]) * 1000)
        (path,) = tmp_path.glob(f"??/{key}*")
        os.utime(path, (n, n))
    assert kept.find("aa1") is not None, "now it has been used last"
    kept.make_room()
    assert [key for key in ("aa1", "bb2", "cc3") if kept.find(key)] == ["aa1", "cc3"]
