"""``python -m tests.mutations.warm``: pytest, once for each line of stdin, in a divided process."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import time
import warnings

LIBRARIES = """
import contextlib, importlib, pkgutil, sys
import pytest, hypothesis, hypothesis.strategies
import relax
for module in pkgutil.walk_packages(relax.__path__, "relax."):
    if not module.name.rpartition(".")[2].startswith("__"):
        with contextlib.suppress(Exception):
            importlib.import_module(module.name)
own = ("relax", "tests", "__main__")
print("\\n".join(name for name in list(sys.modules) if name.partition(".")[0] not in own))
"""


def read_libraries():
    """Import what relax imports of others; another process finds out what that is."""
    line = [sys.executable, "-c", LIBRARIES]
    names = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()
    for name in names:
        if name not in sys.modules:
            with contextlib.suppress(Exception), warnings.catch_warnings(action="ignore"):
                importlib.import_module(name)


def run(line):
    """Run pytest as the leader of a session of its own, and end with its code."""
    os.setsid()
    with open("said.txt", "w", encoding="utf-8") as said:  # noqa: PTH123
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    with open(os.devnull) as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
    import pytest

    code = int(pytest.main(line))
    sys.stdout.flush()
    os._exit(code)


def ended(child, timeout):
    """The code of a process, or None where it did not end in time; nothing of it goes on."""
    until = time.monotonic() + timeout
    while (found := os.waitpid(child, os.WNOHANG)) == (0, 0) and time.monotonic() < until:
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if found == (0, 0):
        os.waitpid(child, 0)
        return None
    return os.waitstatus_to_exitcode(found[1])


def main():
    """Divide for every line, and answer with how it ended."""
    read_libraries()
    gc.collect()
    gc.freeze()
    for asked in map(json.loads, sys.stdin):
        with warnings.catch_warnings(action="ignore"):  # numpy's threads know about dividing
            child = os.fork()
        if child == 0:
            run(asked["line"])
        print(json.dumps(ended(child, asked["timeout"])), flush=True)


if __name__ == "__main__":
    main()
