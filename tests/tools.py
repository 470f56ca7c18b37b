"""What tests of every station share."""

from __future__ import annotations

import os
import shutil
import time

import pytest


def need_program(name: str) -> str:
    """The path of program ``name``; without it the test is skipped, but fails in CI."""
    if found := shutil.which(name):
        return found
    reason = f"the program {name} is not installed"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def wait_for(condition, seconds=30.0):
    """What ``condition`` gives, once it gives something; fails after a generous while."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    assert found
    return found
