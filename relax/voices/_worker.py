"""``python -m relax.voices._worker``: one speech engine in a process of its own.

The first line of standard input says how to open the engine: ``{"driver", "voice", "settings",
"library", "list"}``. Each further line is a job, ``{"text", "out", "settings"}``, spoken into the
file ``out``. Every line is answered by one: ``{"ok": true}`` or ``{"error": …}``. Text never
stands on a command line.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relax.voices._espeak import Espeak


class Speaker:
    """A pyttsx3 engine, and the errors it told of."""

    def __init__(self, how: dict[str, Any]) -> None:
        import pyttsx3  # noqa: PLC0415  (a failure here is told to the parent)

        driver = how["driver"]
        self._espeak: Espeak | None = None
        if driver == "espeak":
            from relax.voices import _espeak_driver as espeak  # noqa: PLC0415

            self._espeak = espeak.open_library(how.get("library"))
            self._espeak.fresh()
            espeak.register(self._espeak)
            driver = espeak.NAME
        self._engine = pyttsx3.init(driver)
        self._errors: list[Exception] = []
        self._engine.connect("error", lambda exception, **_: self._errors.append(exception))
        self._run({"voice": how["voice"]} if how.get("voice") else {})

    def speak(self, job: dict[str, Any]) -> None:
        """Speak one line into its file."""
        final = job["out"]
        # nsss writes AIFF and looks at the extension first.
        written = f"{final}.aiff" if self._engine.driver_name == "nsss" else final
        self._run(job.get("settings", {}), job["text"], written)
        if written != final:
            os.replace(written, final)  # noqa: PTH105  (this process starts without pathlib)

    def voices(self) -> list[tuple[str, str, str]]:
        """(name, language, title) of every voice of the engine."""
        return [_row(voice) for voice in self._engine.getProperty("voices")]

    def ready(self) -> None:
        """Prepare for the next job while the parent works on the last."""
        if self._espeak is not None:
            with contextlib.suppress(Exception):
                self._espeak.fresh()

    def _run(self, settings: dict[str, Any], text: str = "", out: str = "") -> None:
        """Set properties and speak: pyttsx3 queues both and does them when it runs."""
        self._errors.clear()
        for name, value in settings.items():
            self._engine.setProperty(name, value)
        if text:
            self._engine.save_to_file(text, out)
        self._engine.runAndWait()
        if self._errors:
            raise self._errors[0]


def _row(voice: Any) -> tuple[str, str, str]:
    """One voice of nsss and sapi5 (pyttsx3's own kind), or one language of espeak-ng."""
    if hasattr(voice, "title"):
        return voice.name, voice.name, voice.title
    return voice.id, (voice.languages or [""])[0], voice.name


def answer_error(error: BaseException) -> dict[str, Any]:
    """What the parent is told: the engine's own words, and the voices there are if it lacks one."""
    answer: dict[str, Any] = {"error": str(error) or type(error).__name__}
    if hasattr(error, "names"):
        answer["names"] = error.names
    return answer


def serve(jobs: IO[bytes], answers: IO[bytes]) -> None:
    """Answer every line until there are no more."""

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()

    how = json.loads(jobs.readline())
    try:
        speaker = Speaker(how)
        say({"ok": True, "voices": speaker.voices()} if how.get("list") else {"ok": True})
    except Exception as error:  # noqa: BLE001  (told to the parent)
        say(answer_error(error))
        return
    for line in jobs:
        speaker.ready()
        try:
            speaker.speak(json.loads(line))
        except Exception as error:  # noqa: BLE001
            say(answer_error(error))
        else:
            say({"ok": True})
        speaker.ready()


def main() -> None:
    """Keep our answers apart from what engines print, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
