"""A synchronous espeak-ng driver for pyttsx3.

The stock driver loses queued lines, returns before speech exists, drops changes of rate and
swallows write errors, because it plays into a background thread. Here synthesis is a plain call:
when ``save_to_file`` comes back, the file is whole or an error has been told.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
import types
import wave
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAME: Final = "relax_espeak"
"""What ``pyttsx3.init`` takes."""

_SYNCHRONOUS: Final = 2  # espeak's AUDIO_OUTPUT_SYNCHRONOUS: Synth returns when speech is done
_BUFFER_MS: Final = 1000
_WORD_GAP: Final = 7  # espeakWORDGAP of speak_lib.h


class SynchronousDriver:
    """The driver protocol of pyttsx3 2.99 over espeak-ng in synchronous mode."""

    def __init__(self, proxy: Any, espeak: Any) -> None:
        self._proxy = proxy
        self._espeak = espeak
        self._rate = espeak.Initialize(_SYNCHRONOUS, _BUFFER_MS)
        if self._rate <= 0:
            raise RuntimeError("espeak-ng could not be initialised")
        self._chunks: list[bytes] = []
        self._looping = False
        espeak.SetSynthCallback(self._collect)

    def _collect(self, wav: Any, samples: int, _events: Any) -> int:
        if samples > 0:
            self._chunks.append(ctypes.string_at(wav, samples * 2))
        return 0

    def save_to_file(self, text: str, filename: str) -> None:
        """Speak ``text`` into a 16-bit mono WAV; errors go to the ``error`` topic."""
        self._proxy.setBusy(True)
        self._proxy.notify("started-utterance")
        self._chunks = []
        # No SSML and no [[phoneme]] flag: markup in a line is spoken, never interpreted.
        flags = self._espeak.ENDPAUSE | self._espeak.CHARS_UTF8
        completed = False
        try:
            result = self._espeak.Synth(text.encode(), flags=flags)
            if result != 0:
                raise RuntimeError(f"espeak-ng answered with error {result}")
            with wave.open(filename, "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(self._rate)
                file.writeframes(b"".join(self._chunks))
            completed = True
        except Exception as error:  # noqa: BLE001  (told to the engine's listeners)
            self._proxy.notify("error", exception=error)
        self._proxy.notify("finished-utterance", completed=completed)
        self._proxy.setBusy(False)

    def say(self, text: str) -> None:
        """Speak aloud: not offered, since relax only writes files."""
        raise NotImplementedError("this driver writes files only")

    def getProperty(self, name: str) -> Any:  # noqa: N802  (pyttsx3's name)
        """``voices`` (their names), ``rate``, ``pitch`` or ``volume``."""
        if name == "voices":
            return [voice.identifier.decode().lower() for voice in self._espeak.ListVoices(None)]
        return self._espeak.GetParameter(getattr(self._espeak, name.upper()))

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802
        """``voice`` (e.g. ``en-us+f5``), ``rate`` (words a minute), ``pitch``, ``wordgap``."""
        if name == "voice":
            if self._espeak.SetVoiceByName(str(value).encode()) != 0:
                raise ValueError(f"espeak-ng has no voice {value}")
            return
        number = _WORD_GAP if name == "wordgap" else getattr(self._espeak, name.upper())
        self._espeak.SetParameter(number, int(value), 0)

    def startLoop(self) -> None:  # noqa: N802
        """Run the queue; everything in it is done when this returns."""
        self._looping = True
        self._proxy.setBusy(False)

    def endLoop(self) -> None:  # noqa: N802
        """Stop the queue."""
        self._looping = False

    def iterate(self) -> Any:
        """For an outside loop: one turn does it all."""
        self._proxy.setBusy(False)
        yield

    def stop(self) -> None:
        """Nothing runs between calls."""

    def destroy(self) -> None:
        """Let go of the callback."""
        self._espeak.SetSynthCallback(None)


def register(library: str, data: str) -> None:
    """Make the driver known to pyttsx3 under :data:`NAME`, with this library and voice data."""
    espeak = _import_with(library)
    initialise: Callable[..., Any] = espeak.Initialize

    def with_data(output: int, buffer_ms: int) -> Any:
        return initialise(output, buffer_ms, data.encode() or None)

    espeak.Initialize = with_data
    module: Any = types.ModuleType(f"pyttsx3.drivers.{NAME}")
    module.buildDriver = lambda proxy: SynchronousDriver(proxy, espeak)
    sys.modules[module.__name__] = module


def _import_with(library: str) -> Any:
    """``pyttsx3.drivers._espeak`` bound to ``library``: it only knows a fixed list of places."""
    load = ctypes.cdll.LoadLibrary

    def ours(_name: str) -> Any:
        return load(library)

    ctypes.cdll.LoadLibrary = ours  # type: ignore[method-assign]
    try:
        return importlib.import_module("pyttsx3.drivers._espeak")
    finally:
        ctypes.cdll.LoadLibrary = load  # type: ignore[method-assign]


def library_and_data(own: str | None) -> Sequence[str]:
    """The espeak-ng library and its data: the user's own, or those that pip brought."""
    if own:
        return own, ""
    import espeakng_loader  # noqa: PLC0415  (only where it is used)

    return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
