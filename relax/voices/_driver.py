"""A synchronous pyttsx3 driver over any engine that gives samples: espeak-ng, or a neural one.

pyttsx3's stock espeak driver loses queued lines, returns before speech exists, drops changes of
rate and swallows write errors, because it plays into a background thread. Here synthesis is a plain
call: when ``save_to_file`` comes back, the file is whole or an error has been told.
"""

from __future__ import annotations

import sys
import types
import wave
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from relax.voices._voice_names import Language

NAME: Final = "relax"
"""What ``pyttsx3.init`` takes once :func:`register` has been called."""


class SpeechEngine(Protocol):
    """What the driver needs of an engine.

    Attributes:
        sample_rate: of the samples it gives, in Hz.
        defaults: its properties, and the value of each until it is set.
    """

    sample_rate: int
    defaults: Mapping[str, float]

    def speak(self, text: str, voice: str | None, properties: Mapping[str, float]) -> bytes:
        """``text`` as 16-bit mono samples; raises an exception with the engine's own words."""

    def find_voice(self, voice: str) -> str:
        """What the engine itself calls ``voice``; raises UnknownVoiceError."""

    def languages(self) -> Iterable[Language]:
        """Its voices."""

    def close(self) -> None:
        """Let go of whatever is loaded."""


class SynchronousDriver:
    """The driver protocol of pyttsx3 2.99 over a :class:`SpeechEngine`."""

    def __init__(self, proxy: Any, engine: SpeechEngine) -> None:
        self._proxy = proxy
        self._engine = engine
        self._voice: str | None = None
        self._found: str | None = None
        self._properties = dict(engine.defaults)

    def save_to_file(self, text: str, filename: str) -> None:
        """Speak ``text`` into a 16-bit mono WAV; errors go to the ``error`` topic."""
        self._proxy.setBusy(True)
        self._proxy.notify("started-utterance")
        completed = False
        try:
            self._write(text, filename)
            completed = True
        except Exception as error:  # noqa: BLE001  (told to whoever listens, which the speaker does)
            self._proxy.notify("error", exception=error)
        self._proxy.notify("finished-utterance", completed=completed)
        self._proxy.setBusy(False)

    def _write(self, text: str, filename: str) -> None:
        samples = self._engine.speak(text, self._found, self._properties)
        with open(filename, "wb") as whole, wave.open(whole) as file:  # noqa: PTH123  (no pathlib: a quick start)
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self._engine.sample_rate)
            file.writeframes(samples)

    def say(self, text: str) -> None:
        """Speak aloud: not offered, since relax only writes files."""
        raise NotImplementedError("this driver writes files only")

    def getProperty(self, name: str) -> Any:  # noqa: N802  (pyttsx3's name)
        """``voices``, ``voice``, or a property of the engine."""
        match name:
            case "voices":
                return list(self._engine.languages())
            case "voice":
                return self._voice
            case _:
                return self._properties[name]

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802
        """Set what :meth:`getProperty` gets; it holds from the next utterance on.

        Raises:
            UnknownVoiceError: the engine has no such voice or variant.
            KeyError: there is no such property.
        """
        if name == "voice":
            self._found = self._engine.find_voice(str(value))
            self._voice = str(value)
        elif name in self._properties:
            self._properties[name] = value
        else:
            raise KeyError(f"unknown property {name}")

    def startLoop(self) -> None:  # noqa: N802
        """Run the queue; everything in it is done when this returns."""
        self._proxy.setBusy(False)

    def endLoop(self) -> None:  # noqa: N802
        """The queue is done."""

    def iterate(self) -> Iterator[None]:
        """For an outside loop: one turn does it all."""
        self._proxy.setBusy(False)
        yield

    def stop(self) -> None:
        """Nothing runs between calls."""

    def destroy(self) -> None:
        """Let go of the engine."""
        self._engine.close()


def register(engine: SpeechEngine) -> str:
    """Make ``engine`` known to pyttsx3; the name that ``pyttsx3.init`` takes."""
    module: Any = types.ModuleType(f"pyttsx3.drivers.{NAME}")
    module.buildDriver = lambda proxy: SynchronousDriver(proxy, engine)
    sys.modules[module.__name__] = module
    return NAME
