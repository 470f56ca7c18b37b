"""Values kept in a folder: what is found is what was kept."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from relax.kept import pack, unpack

PARTS = st.dictionaries(st.text(max_size=20), st.binary(max_size=200), max_size=5)


@given(PARTS)
def test_packed_values_come_back(parts):
    assert {name: bytes(data) for name, data in unpack(pack(parts)).items()} == parts


@given(PARTS, st.binary(min_size=1, max_size=20))
def test_something_longer_is_refused(parts, more):
    with pytest.raises(ValueError, match="length"):
        unpack(pack(parts) + more)
