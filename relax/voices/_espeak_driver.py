"""A synchronous espeak-ng driver for pyttsx3.

The stock driver loses queued lines, returns before speech exists, drops changes of rate and
swallows write errors, because it plays into a background thread. Here synthesis is a plain call:
when ``save_to_file`` comes back, the file is whole or an error has been told.
"""

from __future__ import annotations

import sys
import types
import wave
from typing import TYPE_CHECKING, Any, Final

from relax.voices._espeak import Espeak, EspeakError

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME: Final = "relax_espeak"
"""What ``pyttsx3.init`` takes once :func:`register` has been called."""

_DEFAULTS: Final = {"rate": 175, "volume": 100, "pitch": 50, "range": 50, "wordgap": 0}


class SynchronousDriver:
    """The driver protocol of pyttsx3 2.99 over :class:`Espeak`."""

    def __init__(self, proxy: Any, espeak: Espeak) -> None:
        self._proxy = proxy
        self._espeak = espeak
        self._voice: str | None = None
        self._found: str | None = None
        self._parameters = dict(_DEFAULTS)

    def save_to_file(self, text: str, filename: str) -> None:
        """Speak ``text`` into a 16-bit mono WAV; errors go to the ``error`` topic."""
        self._proxy.setBusy(True)
        self._proxy.notify("started-utterance")
        completed = False
        try:
            self._write(text, filename)
            completed = True
        except (EspeakError, OSError, ValueError) as error:
            self._proxy.notify("error", exception=error)
        self._proxy.notify("finished-utterance", completed=completed)
        self._proxy.setBusy(False)

    def _write(self, text: str, filename: str) -> None:
        samples = self._espeak.speak(text, self._found, self._parameters)
        with open(filename, "wb") as whole, wave.open(whole) as file:  # noqa: PTH123  (no pathlib: a quick start)
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self._espeak.sample_rate)
            file.writeframes(samples)

    def say(self, text: str) -> None:
        """Speak aloud: not offered, since relax only writes files."""
        raise NotImplementedError("this driver writes files only")

    def getProperty(self, name: str) -> Any:  # noqa: N802  (pyttsx3's name)
        """``voices``, ``voice``, ``rate``, ``pitch``, ``range``, ``wordgap`` or ``volume``."""
        match name:
            case "voices":
                return self._espeak.languages()
            case "voice":
                return self._voice
            case "volume":
                return self._parameters["volume"] / 100
            case _:
                return self._parameters[name]

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802
        """Set what :meth:`getProperty` gets; it holds from the next utterance on.

        Raises:
            UnknownVoiceError: espeak-ng has no such voice or variant.
            KeyError: there is no such property.
        """
        if name == "voice":
            self._found = self._espeak.find_voice(str(value))
            self._voice = str(value)
        elif name in self._parameters:
            self._parameters[name] = round(value * 100) if name == "volume" else int(value)
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
        """Let go of the library."""
        self._espeak.close()


def register(espeak: Espeak) -> None:
    """Make the driver known to pyttsx3 under :data:`NAME`."""
    module: Any = types.ModuleType(f"pyttsx3.drivers.{NAME}")
    module.buildDriver = lambda proxy: SynchronousDriver(proxy, espeak)
    sys.modules[module.__name__] = module


def open_library(own: str | None) -> Espeak:
    """espeak-ng from the user's own library, or from the one that pip brought with its data."""
    if own:
        return Espeak(own, None)
    import espeakng_loader  # noqa: PLC0415  (only where it is used)

    return Espeak(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
