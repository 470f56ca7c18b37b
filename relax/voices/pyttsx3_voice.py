"""The default voice: pyttsx3 in a process of its own, which can hang or die without harm.

Behind pyttsx3 stands a driver for each engine: the neural one, espeak-ng, and the system's own.
"""

from __future__ import annotations

import hashlib
import json
import logging
import platform
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from relax.errors import BadInput
from relax.voices import _natural
from relax.voices._ipa import for_espeak, for_kokoro
from relax.voices._protocol import VoiceInfo
from relax.voices._settings import chosen_voices, voice_data
from relax.voices._worker_voice import WorkerVoice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from relax.voices._protocol import Manner, VoiceSettings

_LOG: Final = logging.getLogger(__name__)
_SPEAKER: Final = "relax.voices._pyttsx3_speaker"
_OWN_DRIVERS: Final = {"darwin": "nsss", "win32": "sapi5"}
_UNITS_PER_SEMITONE: Final = 5.7
"""Measured on en-us+edward: 97 Hz at pitch 50, 113 Hz at 65, 132 Hz at 80."""


def driver_for(name: str | None, system: str) -> str:
    r"""Which of pyttsx3's drivers speaks with the voice ``name`` on ``system`` (sys.platform).

    The neural voices have names of their own. macOS and Windows have voices too, with ids such as
    ``com.apple.voice…`` and ``HKEY_LOCAL_MACHINE\…``; a name like ``en-us+f5`` is espeak-ng's on
    every system.
    """
    if name in _natural.names():
        return _natural.DRIVER
    own = _OWN_DRIVERS.get(system)
    if own and (name is None or "." in name or "\\" in name):
        return own
    return "espeak"


def best(settings: VoiceSettings) -> tuple[str, str]:
    """The voice that ``pyttsx3`` stands for here, and a sentence if it is not the neural one."""
    reason = _natural.trouble(settings)
    if not reason:
        return voice_data().natural.voice, ""
    return voice_data().pyttsx3.voice, (
        f"The natural voice cannot speak on this computer ({reason}): espeak-ng speaks instead."
    )


class NaturalVoice(WorkerVoice):
    """The neural engine, with one model."""

    takes_ipa = True

    def rate_of_form(self, form: str) -> float:
        """How much slower it speaks for a form of template, such as sleep."""
        return voice_data().natural.rate_of_form.get(form, 1.0)

    def __init__(self, model: _natural.Model, settings: VoiceSettings) -> None:
        self._model = model
        super().__init__(_natural.how(model), "pyttsx3:", settings.timeout_s)

    @property
    def identity(self) -> str:
        """Engine, versions, model and settings.

        Raises:
            VoiceError: the model is not what it should be.
        """
        facts = json.dumps(_natural.identity(self._model), sort_keys=True)
        return f"pyttsx3 {version('pyttsx3')} {facts}"

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write ``text`` spoken to ``out``; a dead or hung engine costs one retry.

        Raises:
            VoiceError: the engine failed, with its own words and never those of the line.
        """
        self.say(for_kokoro(text), _natural.properties(text, manner), out)


class Pyttsx3Voice(WorkerVoice):
    """espeak-ng, or the system's own engine, with one voice.

    Args:
        name: of the voice; None for the engine's own default.
        note: what a person is told of it, "" for nothing.
    """

    def __init__(self, name: str | None, settings: VoiceSettings, note: str = "") -> None:
        self._data = voice_data().pyttsx3
        self._library = settings.espeak_library
        self._note = note
        driver = driver_for(name, sys.platform)
        self._espeak = driver == "espeak"
        how: dict[str, Any] = {"speaker": _SPEAKER, "driver": driver, "voice": name}
        if self._espeak:
            how["voice"] = name or self._data.voice
            how["library"] = str(self._library) if self._library else None
        super().__init__(how, "pyttsx3:", settings.timeout_s)

    @property
    def takes_ipa(self) -> bool:
        """Only espeak-ng does, in its English voices."""
        return self._espeak and self._how["voice"].lower().startswith("en")

    @property
    def identity(self) -> str:
        """Engine, versions, voice and settings."""
        engine = _library_identity(self._library) if self._espeak else _system()
        facts = [engine, self._how["driver"], self._how["voice"], self._data.model_dump()]
        return f"pyttsx3 {version('pyttsx3')} {json.dumps(facts, sort_keys=True)}"

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write ``text`` spoken to ``out``; a dead or hung engine costs one retry.

        Raises:
            BadInput: the engine has no such voice.
            VoiceError: the engine failed, with its own words and never those of the line.
        """
        settings: dict[str, float] = {"rate": round(self._data.rate * manner.rate)}
        if self._espeak:
            pitch = self._data.pitch + self._data.raised.get(self._how["voice"], 0)
            settings["pitch"] = min(max(round(pitch + manner.pitch * _UNITS_PER_SEMITONE), 0), 99)
            settings["volume"] = self._data.volume / 100
            settings["range"] = self._data.range
            settings["wordgap"] = self._data.word_gap
        self.say(for_espeak(text), settings, out)

    def notices_for(self, texts: Iterable[str]) -> tuple[str, ...]:
        """That it speaks instead of the natural voice, if it does."""
        del texts
        return (self._note,) if self._note else ()


def _library_identity(own: Path | None) -> str:
    """The espeak-ng that will be loaded.

    Raises:
        BadInput: the user's own library is not there.
    """
    if own is None:
        return f"espeakng-loader {version('espeakng-loader')}"
    try:
        with own.open("rb") as file:
            return f"espeak-ng {hashlib.file_digest(file, 'sha256').hexdigest()}"
    except OSError as error:
        raise BadInput(
            f"The speech library {own} cannot be read: {error.strerror}.",
            hint="Leave RELAX_ESPEAK_LIBRARY out to use the one that came with relax.",
        ) from None


def _system() -> str:
    """The system whose own voice speaks: it changes with updates."""
    return f"{platform.system()} {platform.version()}"


def open_voice(name: str | None, settings: VoiceSettings) -> NaturalVoice | Pyttsx3Voice:
    """The voice behind ``pyttsx3`` (the best there is) or ``pyttsx3:name``.

    Raises:
        BadInput: a neural voice that is not here.
    """
    note = ""
    if name is None:
        name, note = best(settings)
        if note:
            _LOG.warning("the natural voice cannot speak here: fallen back to espeak-ng")
    _LOG.info("pyttsx3 driver: %s", driver_for(name, sys.platform))
    if driver_for(name, sys.platform) != _natural.DRIVER:
        return Pyttsx3Voice(name, settings, note)
    model = _natural.find_model(name, settings)
    if model is None:
        raise BadInput(f"The voice pyttsx3:{name} is not here yet.", hint=_to_get(name))
    return NaturalVoice(model, settings)


def _to_get(name: str) -> str:
    """What to do about a neural voice that is missing."""
    if name == voice_data().natural.voice:
        return "It comes with the package hibari-tts: pip install hibari-tts."
    return f"`relax voices get pyttsx3:{name}` fetches it."


def list_voices(settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
    """The voices worth naming, those of the system, and with ``everything`` all of espeak-ng's."""
    rows = [row for row in chosen_voices("pyttsx3") if _is_here(row.id, settings)]
    voices = [Pyttsx3Voice(None, settings)] if sys.platform in _OWN_DRIVERS else []
    if everything:
        voices.append(Pyttsx3Voice(voice_data().pyttsx3.voice, settings))
    found = [
        VoiceInfo(f"pyttsx3:{name}", "pyttsx3", language, title)
        for voice in voices
        for name, language, title in voice.names()
    ]
    return rows + found


def _is_here(voice: str, settings: VoiceSettings) -> bool:
    """Whether a voice that is worth naming can speak here; others are listed by ``voices get``."""
    name = voice.partition(":")[2]
    return name not in _natural.names() or _natural.find_model(name, settings) is not None
