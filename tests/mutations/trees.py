"""A copy of the tree in which faults are put one at a time, and pytest run on each."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import CLONE
from tests.mutations.faults import Fault, OutOfDateError

NOT_COPIED = (".git", ".venv", "output", ".mypy_cache", ".ruff_cache", ".hypothesis", "dist")
PYTEST = ("-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=line", "-rf")
FAILED = (1, 2)
"""How pytest ends when a test failed, or when it could not even be read."""


@dataclass(frozen=True)
class Result:
    """What became of one fault: ``caught``, ``survived`` or ``out of date``."""

    fault: Fault
    what: str
    seconds: float
    said: str = ""


class Tree:
    """A copy of the project in a folder, and a process that runs tests in it."""

    def __init__(self, folder: Path, *, warm: bool):
        self.folder = folder / "tree"
        self.base = folder / "temporary"
        shutil.copytree(CLONE, self.folder, ignore=lambda _, names: set(names) & set(NOT_COPIED))
        (self.folder / "output").mkdir()
        self.env = {key: value for key, value in os.environ.items() if not key.startswith("RELAX_")}
        folders = (self.folder / "tests" / "offline", self.folder)
        self.env |= {"PYTHONPATH": os.pathsep.join(map(str, folders)), "TERM": "dumb"}
        self.run = Warm(self) if warm else self._cold
        self.changes = 0

    def close(self):
        """End the process."""
        if isinstance(self.run, Warm):
            self.run.close()

    def try_out(self, fault: Fault, timeout: float) -> Result:
        """Put the fault in, run its tests, take it out again."""
        began = time.monotonic()
        path = self.folder / fault.file
        try:
            fault.check(self.folder)
            broken = fault.broken(self.folder)
        except OutOfDateError as error:
            return Result(fault, "out of date", 0.0, str(error))
        good, when = path.read_bytes(), path.stat().st_mtime
        path.write_text(broken, encoding="utf-8", newline="")
        self.changes += 1  # else two faults of one length in one second share their compiled code
        os.utime(path, (when + 10 * self.changes,) * 2)
        try:
            code, said = self.run(fault.tests, timeout)
        finally:
            path.write_bytes(good)
            os.utime(path, (when, when))
        taken = time.monotonic() - began
        if code is None:
            return Result(fault, "caught", taken, f"hung for {timeout:.0f} s")
        what = "caught" if code in FAILED else "out of date" if code else "survived"
        return Result(fault, what, taken, said)

    def line(self, tests):
        """What pytest is asked."""
        shutil.rmtree(self.base, ignore_errors=True)
        return [*PYTEST, f"--basetemp={self.base}", *tests]

    def _cold(self, tests, timeout):
        """(how pytest ended or None where it hung, the end of what it said)."""
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *self.line(tests)],
            cwd=self.folder, env=self.env, text=True, encoding="utf-8", errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None, ""
        return process.returncode, said[-3000:]


class Warm:
    """A process that has read every library that relax uses, and divides for each run of pytest.

    Reading them takes most of the time of a short run. Of relax and its tests it has read nothing.
    """

    def __init__(self, tree: Tree):
        self.tree = tree
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.mutations.warm"],
            cwd=tree.folder, env=tree.env, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, tests, timeout):
        asked = {"line": self.tree.line(tests), "timeout": timeout}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        code = json.loads(self.process.stdout.readline())
        return code, (self.tree.folder / "said.txt").read_text("utf-8", "replace")[-3000:]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
