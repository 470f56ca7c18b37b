"""pyttsx3 inside a worker process: its engine, asked for one line at a time."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import pyttsx3

if TYPE_CHECKING:
    from relax.voices._driver import SpeechEngine
    from relax.voices._espeak import Espeak


class Speaker:
    """A pyttsx3 engine, and the errors it told of.

    ``how``: ``driver`` (``hibari``, ``espeak``, ``sapi5`` or ``nsss``), ``voice``, and what the
    engine needs: espeak-ng its ``library``, hibari a ``model``, ``british``, ``limits``, ``seeds``.
    """

    def __init__(self, how: dict[str, Any]) -> None:
        driver = how["driver"]
        self._espeak: Espeak | None = None
        engine: SpeechEngine | None = None
        if driver == "espeak":
            from relax.voices._espeak import open_library  # noqa: PLC0415  (one engine is loaded)

            engine = self._espeak = open_library(how.get("library"))
            self._espeak.fresh()
        elif driver == "hibari":
            from relax.voices._hibari import open_model  # noqa: PLC0415

            engine = open_model(how)
        if engine is not None:
            from relax.voices._driver import register  # noqa: PLC0415

            driver = register(engine)
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
            with contextlib.suppress(Exception):  # the job will tell
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
    """One voice of nsss and sapi5 (pyttsx3's own kind), or one of our own engines'."""
    if hasattr(voice, "title"):
        return voice.name, voice.language, voice.title
    return voice.id, (voice.languages or [""])[0], voice.name
