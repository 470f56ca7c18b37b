"""The default voice: pyttsx3 in a process of its own, which can hang or die without harm."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from relax.errors import VoiceError
from relax.voices._settings import VoiceSettings, voice_data

if TYPE_CHECKING:
    from pathlib import Path

    from relax.voices._protocol import Manner


class Pyttsx3Voice:
    """One engine and one voice of it. Used from one thread."""

    suffix = ".aiff" if sys.platform == "darwin" else ".wav"

    def __init__(self, name: str | None, settings: VoiceSettings) -> None:
        defaults = voice_data().pyttsx3
        driver = {"darwin": "nsss", "win32": "sapi5"}.get(sys.platform, "espeak")
        self._espeak = driver == "espeak"
        self._rate = defaults.rate
        self._pitch = defaults.pitch
        self._timeout = settings.timeout_s
        self._how: dict[str, Any] = {
            "driver": driver,
            "voice": name or (defaults.voice if self._espeak else None),
            "settings": {"wordgap": defaults.word_gap} if self._espeak else {},
        }
        if self._espeak and settings.espeak_library:
            self._how["library"] = str(settings.espeak_library)
        self._worker: _Worker | None = None

    @property
    def identity(self) -> str:
        """Engine, versions, voice and settings."""
        library = self._how.get("library") or _loader_version()
        how = {**self._how, "library": library, "rate": self._rate, "pitch": self._pitch}
        return f"pyttsx3 {version('pyttsx3')} {json.dumps(how, sort_keys=True)}"

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write ``text`` spoken to ``out``; a dead or hung engine costs one retry.

        Raises:
            VoiceError: the engine failed, with its own words and never those of the line.
        """
        job: dict[str, Any] = {"text": text, "out": str(out)}
        job["rate"] = round(self._rate * manner.rate)
        if self._espeak:
            job["pitch"] = round(self._pitch + manner.pitch * 4)  # espeak: 0-99, 50 as made
        for last in (False, True):
            try:
                self._ask(job)
            except _DeadWorkerError as error:
                self.close()
                if last:
                    raise VoiceError(
                        f"The speech engine stopped twice on the same line: {error}.",
                        hint="Try another --voice, or run `relax doctor`.",
                    ) from None
            else:
                return

    def _ask(self, job: dict[str, Any]) -> None:
        if self._worker is None:
            self._worker = _Worker(self._how, self._timeout)
        if message := self._worker.ask(job, self._timeout):
            raise VoiceError(f"The speech engine could not say a line: {message}.")

    def close(self) -> None:
        """End the engine's process."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None


class _DeadWorkerError(Exception):
    """The process is gone or does not answer."""


class _Worker:
    """The other process, and a thread that reads its answers so that waiting can time out."""

    def __init__(self, how: dict[str, Any], timeout: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "relax.voices._worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        try:
            if message := self.ask(how, timeout):
                raise VoiceError(
                    f"The speech engine could not be opened: {message}.",
                    hint="`relax voices` lists the voices there are.",
                )
        except BaseException:
            self.kill()
            raise

    def _read(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._answers.put(line)
        self._answers.put("")

    def ask(self, job: dict[str, Any], timeout: float) -> str:
        """Send one job; "" when it was done, the engine's words when it was not."""
        if self._process.stdin is None:
            raise _DeadWorkerError("it has no input")
        try:
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            raise _DeadWorkerError(f"no answer within {timeout:g} s") from None
        except OSError:
            raise _DeadWorkerError("its process ended") from None
        if not answer:
            raise _DeadWorkerError("its process ended")
        return str(json.loads(answer).get("error", ""))

    def kill(self) -> None:
        """End the process at once and collect it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue  # it died with words still in the pipe


def _loader_version() -> str:
    return f"espeakng-loader {version('espeakng-loader')}"


def open_voice(name: str | None, settings: VoiceSettings) -> Pyttsx3Voice:
    """The entry point ``relax.voices``: ``name`` is what stands behind ``pyttsx3:``."""
    return Pyttsx3Voice(name, settings)
