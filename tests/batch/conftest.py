"""A template for batches whose words are not the point."""

from __future__ import annotations

import pytest

from tests.cli.run import TEMPLATES


@pytest.fixture(autouse=True, scope="module")
def own_templates():
    """Found beside the shipped ones, by the program too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELAX_TEMPLATES", str(TEMPLATES))
        yield
