"""What every test shares: no network, private folders, one cache of voiced phrases, fixed examples.

Hypothesis tries the same examples in every run, so that a failure is of the change and not of
chance. ``HYPOTHESIS_PROFILE=explore pytest tests/words`` tries new ones each time; what it finds
is tried first from then on.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

from tests import offline

CLONE = Path(__file__).parent.parent

settings.register_profile("fixed", derandomize=True)
settings.register_profile("explore", derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """``-n auto``: one process more than there are cores, since many tests wait for a program."""
    del config
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True, scope="session")
def no_network(tmp_path_factory):
    """relax works offline: a connection to anywhere but this computer fails the test.

    Also one of a program that the test started, or of a process below that: see tests.offline.
    """
    offline.begin(tmp_path_factory.mktemp("connections"))
    yield
    if tried := offline.tried():
        pytest.fail("\n".join(tried))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A test ends by failing if a connection was tried since the last one ended."""
    result = yield
    if tried := offline.tried():
        pytest.fail("\n".join(tried), pytrace=False)
    return result


@pytest.fixture(autouse=True, scope="session")
def own_folders(tmp_path_factory):
    """Nothing of the person running the tests is read or written."""
    shared = tmp_path_factory.mktemp("relax")
    base = tmp_path_factory.getbasetemp()
    _share(shared / "cache", base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)
    os.environ["RELAX_CACHE"] = str(shared / "cache")
    os.environ["RELAX_DATA"] = str(shared / "data")
    os.environ["RELAX_CONFIG"] = str(shared / "config.yaml")
    (shared / "config.yaml").write_text("{}", encoding="utf-8")
    (no_templates := shared / "no-templates").mkdir()
    os.environ["RELAX_TEMPLATES"] = str(no_templates)
    return shared


def _share(cache, root):
    """Phrases that are nobody's, beds, encoded sound, and that the default voice can speak are kept
    once for all processes of a run: most of its time goes into making them."""
    cache.mkdir(parents=True, mode=0o700)
    for name in ("clips", "beds", "chunks", "voices"):
        (place := root / "shared" / name).mkdir(parents=True, exist_ok=True)
        with suppress(OSError, NotImplementedError):  # Windows allows it to few
            (cache / name).symlink_to(place, target_is_directory=True)


@pytest.fixture(autouse=True, scope="session")
def interrupts():
    """Ctrl-C stops the programs that tests start, and a closed terminal too.

    Also where a shell has put pytest aside, or nohup has.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up and signal.getsignal(hang_up) is signal.SIG_IGN:
        signal.signal(hang_up, signal.SIG_DFL)
