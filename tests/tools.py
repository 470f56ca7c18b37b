"""What tests of every station share."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

import pytest


def need_program(name: str) -> str:
    """The path of program ``name``; without it the test is skipped, but fails in CI."""
    if found := shutil.which(name):
        return found
    reason = f"the program {name} is not installed"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def own_cache(folder: Path, *shared: str) -> Path:
    """``folder`` as a cache of a test's own, in which only ``shared`` is in common with others.

    And that the default voice can speak: in an empty cache it is tried first, for two seconds.
    """
    run = Path(os.environ["RELAX_CACHE"]).resolve()
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    for name in ("voices", *shared):
        with suppress(OSError, NotImplementedError):  # Windows allows it to few
            (folder / name).symlink_to((run / name).resolve(), target_is_directory=True)
    return folder


def wait_for(condition, seconds=30.0):
    """What ``condition`` gives, once it gives something; fails after a generous while."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    assert found
    return found
