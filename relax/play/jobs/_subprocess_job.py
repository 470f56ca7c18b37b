"""A module and a JSON object → the JSON object that the module answers, from a process of its own.

What the work needs in memory is gone again when it has answered.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from relax.errors import RelaxError, SoundError

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG: Final = logging.getLogger(__name__)


class SubprocessJob:
    """One piece of work, done by a module that ends in :func:`answer`.

    Args:
        module: its name.
        trouble: what is said when it gives no answer.
        hint: what to do about that.
        longest_s: how long it may take.
    """

    def __init__(self, module: str, trouble: str, hint: str = "", longest_s: float = 300.0) -> None:
        self._module = module
        self._trouble = trouble
        self._hint = hint
        self._longest_s = longest_s
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._given_up = False

    def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What the module answers.

        Raises:
            SoundError: as it was raised there.
            RelaxError: as it was raised there, or there is no answer.
        """
        try:
            answer: dict[str, Any] = json.loads(self._run(json.dumps(asked)))
        except (OSError, ValueError, subprocess.SubprocessError) as trouble:
            raise RelaxError(self._trouble, hint=self._hint) from trouble
        if "message" in answer:
            kind = SoundError if answer["exit_code"] == SoundError.exit_code else RelaxError
            raise kind(answer["message"], hint=answer["hint"])
        return answer

    def give_up(self) -> None:
        """Kill the process, from any thread; a job that has not begun does not begin."""
        with self._lock:
            self._given_up = True
            if self._process is not None:
                self._process.kill()

    def _run(self, asked: str) -> str:
        """The standard output of the module; "" when it failed or was given up."""
        with self._lock:
            if self._given_up:
                return ""
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        with self._process as process:
            try:
                output, _ = process.communicate(asked, self._longest_s)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        _LOG.info("%s in a process of its own: ended with %d", self._module, process.returncode)
        return output if process.returncode == 0 else ""


def answer(work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """In the child: do ``work`` with what was asked, and answer with what it gives or raises."""
    try:
        found = work(json.load(sys.stdin))
    except RelaxError as error:
        found = {"message": error.message, "hint": error.hint, "exit_code": error.exit_code}
    sys.stdout.write(json.dumps(found))
