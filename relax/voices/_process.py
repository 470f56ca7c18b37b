"""A worker process to talk to: it may hang or die, and says so in time."""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

_LOG: Final = logging.getLogger(__name__)
_START: Final = (
    "import sys; sys.path.append(sys.argv[1]); from relax.voices._worker import main; main()"
)
_ROOT: Final = str(Path(__file__).parents[2])


class DeadWorkerError(Exception):
    """The process is gone, or does not answer."""


class Worker:
    """``relax.voices._worker`` in another process, and a thread that reads what it answers."""

    def __init__(self) -> None:
        # -P: a file of the user's called wave.py must not be taken for Python's own.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, _ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        _LOG.debug("process %d started: a speech engine", self.pid)
        self._answers: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def _read(self) -> None:
        if self._process.stdout is not None:
            with contextlib.suppress(OSError, ValueError):  # it was closed while we waited
                for line in self._process.stdout:
                    self._answers.put(line)
        self._answers.put(b"")

    def send(self, job: dict[str, Any]) -> None:
        """Give the process one job; :meth:`answer` waits for what comes of it.

        Raises:
            DeadWorkerError: the process ended.
        """
        if self._process.stdin is None:
            raise DeadWorkerError("it has no input")
        try:
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise DeadWorkerError("its process ended") from None

    def answer(self, timeout_s: float) -> dict[str, Any]:
        """What the process says to the oldest job that it has not answered yet.

        Raises:
            DeadWorkerError: the process ended, or did not answer within ``timeout_s`` seconds.
        """
        try:
            answer = self._answers.get(timeout=timeout_s)
        except queue.Empty:
            raise DeadWorkerError(f"it gave no answer within {timeout_s:g} s") from None
        if not answer.endswith(b"\n"):
            raise DeadWorkerError("its process ended")
        result: dict[str, Any] = json.loads(answer)
        for name, level, message in result.pop("log", ()):
            logging.getLogger(name).log(level, "%s", message)
        return result

    def ask(self, job: dict[str, Any], timeout_s: float) -> dict[str, Any]:
        """Send one job and wait for the answer.

        Raises:
            DeadWorkerError: the process ended, or did not answer within ``timeout_s`` seconds.
        """
        self.send(job)
        return self.answer(timeout_s)

    def kill(self) -> None:
        """End the process at once and collect it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # it died with words still in the pipe
                    stream.close()
