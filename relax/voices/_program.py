"""Voices that are programs: text goes in by a file, sound comes out in another."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from relax.errors import VoiceError
from relax.voices._text import without_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LOG: Final = logging.getLogger(__name__)
_SECONDS_TO_DIE: Final = 5.0


def find_program(name: str | Path) -> Path | None:
    """The absolute path of a program; None when it is not installed."""
    found = shutil.which(name)
    return Path(found).absolute() if found else None


class ProgramVoice:
    """Runs a program once for each line, in as many threads as there are processors."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    @property
    def at_once(self) -> int:
        """How many lines may be spoken at the same time."""
        return os.cpu_count() or 1

    def run(self, text: str, out: Path, command: Callable[[Path], Sequence[str]]) -> None:
        """Run what ``command`` makes of a text file; a program that dies or hangs runs once more.

        Raises:
            VoiceError: it failed, with its own words and never those of the line.
        """
        text_file = out.with_suffix(".txt")
        try:
            with os.fdopen(os.open(text_file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.write(text.encode())
            for _ in range(2):
                code, words = self._run_once(command(text_file))
                if code is not None and code >= 0:
                    break
        finally:
            text_file.unlink(missing_ok=True)
        if code is None:
            raise VoiceError(f"The speech program took over {self._timeout_s:g} s for a line.")
        if code:
            reason = without_words(words, text) or f"it ended with status {code}"
            raise VoiceError(f"The speech program could not say a line: {reason}.")

    def _run_once(self, command: Sequence[str]) -> tuple[int | None, str]:
        """Exit code (None: it took too long; negative: it was killed) and last words."""
        begun = time.monotonic()
        with tempfile.TemporaryFile() as errors:
            process = self._start(command, errors.fileno())
            try:
                code = process.wait(self._timeout_s)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                _kill(process)
                self._running.discard(process)
            took = time.monotonic() - begun
            _LOG.debug("speech program: a line, ended with %s, %.1f s", code, took)
            errors.seek(0)
            lines = errors.read()[-4000:].decode(errors="replace").strip().splitlines()
        return code, lines[-1] if lines else ""

    def _start(self, command: Sequence[str], errors: int) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise VoiceError("The voice was stopped.")
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    start_new_session=True,
                )
            except OSError as error:
                reason = (error.strerror or "it failed").lower()
                raise VoiceError(
                    f"The speech program {Path(command[0]).name} cannot be started: {reason}."
                ) from None
            self._running.add(process)
        return process

    def close(self) -> None:
        """End every program that runs; nothing is spoken any more."""
        with self._lock:
            self._closed = True
            for process in tuple(self._running):
                _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and those it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_TO_DIE)
