"""What voices in a worker process share: a death costs one retry, then the line says so."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Any, Final

from relax.errors import BadInput, VoiceError
from relax.hints import did_you_mean
from relax.voices._process import DeadWorkerError, Worker
from relax.voices._text import without_words

if TYPE_CHECKING:
    from pathlib import Path

_LOG: Final = logging.getLogger(__name__)


class WorkerVoice:
    """One engine in one process. Used from one thread; closed from any.

    Args:
        how: what the worker's ``Speaker`` is opened with.
        prefix: what stands before the voice's name in ``--voice``, for hints.
        timeout_s: what one line may take; opening the engine may take twice that.
    """

    def __init__(self, how: dict[str, Any], prefix: str, timeout_s: float) -> None:
        self._how = how
        self._prefix = prefix
        self._timeout_s = timeout_s
        self._worker: Worker | None = None
        self._opened = False
        self._closed = False

    def say(self, text: str, settings: dict[str, Any], out: Path) -> None:
        """Write ``text`` spoken to ``out``.

        Raises:
            BadInput: the engine has no such voice.
            VoiceError: the engine failed, with its own words and never those of the line.
        """
        job = {"text": text, "out": str(out.absolute()), "settings": settings}
        try:
            answer = self._ask(job)
        except DeadWorkerError as error:
            _LOG.warning("speech engine: %s; started anew", error)
            self._end()
            try:
                answer = self._ask(job)
            except DeadWorkerError as error:
                _LOG.warning("speech engine: %s, for the second time", error)
                self._end()
                raise VoiceError(
                    f"The speech engine stopped twice on the same line: {error}.",
                    hint="Try again, or another --voice.",
                ) from None
        self._understand(answer, text)

    def start(self) -> None:
        """Let the engine load while other work is done; nothing is waited for."""
        if self._worker is None and not self._closed:
            self._opened = False
            self._worker = Worker()
            with contextlib.suppress(DeadWorkerError):  # the first line will tell
                self._worker.send(self._how)

    def _ask(self, job: dict[str, Any]) -> dict[str, Any]:
        if self._closed:
            raise VoiceError("The voice was stopped.")
        self.start()
        if self._worker is None:
            raise DeadWorkerError("it was stopped")
        if not self._opened:
            self._understand(self._worker.answer(2 * self._timeout_s))
            self._opened = True
        return self._worker.ask(job, self._timeout_s)

    def names(self) -> list[tuple[str, str, str]]:
        """(name, language, title) of every voice the engine has.

        Raises:
            VoiceError: the engine cannot be started.
        """
        worker = Worker()
        try:
            answer = worker.ask({**self._how, "list": True}, 2 * self._timeout_s)
        except DeadWorkerError as error:
            raise VoiceError(f"The speech engine could not be started: {error}.") from None
        finally:
            worker.kill()
        self._understand(answer)
        return [(name, language, title) for name, language, title in answer["voices"]]

    def _understand(self, answer: dict[str, Any], text: str = "") -> None:
        if "names" in answer:
            raise unknown_voice(self._prefix, self._how["voice"], answer["names"])
        if "error" in answer:
            reason = without_words(answer["error"], text)
            raise VoiceError(f"The speech engine could not say a line: {reason}.")

    def close(self) -> None:
        """End the engine's process; nothing is spoken any more."""
        self._closed = True
        self._end()

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()


def unknown_voice(prefix: str, voice: str, names: list[str]) -> BadInput:
    """The error for a voice that an engine does not have, with the nearest one it has."""
    meant = did_you_mean(voice.partition("+")[0], names, before=prefix)
    hint = f"{meant} `relax voices` lists them.".lstrip()
    return BadInput(f"The speech engine has no voice “{voice}”.", hint=hint)
