"""Piper: neural voices, from a model file that the user has."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput
from relax.voices._fetch import installed
from relax.voices._ipa import for_piper
from relax.voices._protocol import VoiceInfo
from relax.voices._registry import registry
from relax.voices._settings import voice_data
from relax.voices._worker_voice import WorkerVoice

if TYPE_CHECKING:
    from relax.voices._protocol import Manner, VoiceSettings

_SPEAKER: Final = "relax.voices._piper_speaker"
_NEEDS_PIPER: Final = "pip install '.[piper]' in the folder of relax"
_NEEDS_MODEL: Final = "a model: piper:some/voice.onnx, with its .onnx.json beside it"


class PiperVoice(WorkerVoice):
    """One Piper model, and one of its speakers."""

    takes_ipa = True

    def __init__(self, model: Path, person: str, settings: VoiceSettings) -> None:
        self._data = voice_data().piper
        self._model = model
        how = {
            "speaker": _SPEAKER,
            "model": str(model),
            "voice": person,
        }
        super().__init__(how, f"piper:{model}#", settings.timeout_s)

    @property
    def identity(self) -> str:
        """Version of Piper, content of the model and its settings, speaker and pace."""
        files = [_digest(p, p.stat().st_mtime_ns) for p in (self._model, _config(self._model))]
        facts = [files, self._how["voice"], self._data.model_dump()]
        return f"piper {version('piper-tts')} {json.dumps(facts, sort_keys=True)}"

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write ``text`` spoken to ``out``; Piper has no pitch to change.

        Raises:
            BadInput: the model has no such speaker.
            VoiceError: the engine failed, with its own words and never those of the line.
        """
        length = self._data.length / manner.rate
        self.say(for_piper(text), {"length": length, "gap": self._data.sentence_gap_s}, out)


@cache
def _digest(path: Path, _changed: int) -> str:
    """SHA-256 of a file; models are large, and asked for often."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _config(model: Path) -> Path:
    return Path(f"{model}.json")


def open_voice(name: str | None, settings: VoiceSettings) -> PiperVoice:
    """The voice behind ``piper`` (from the settings), ``piper:MODEL`` or ``piper:MODEL#speaker``.

    A MODEL is a file, or the name of a voice that was fetched.

    Raises:
        BadInput: Piper, the model or its settings file is missing.
    """
    if find_spec("piper") is None:
        raise BadInput("The voice piper is not installed.", hint=f"{_NEEDS_PIPER}.")
    file, _, person = (name or "").partition("#")
    model = (_fetched(file, settings) or Path(file)) if file else settings.piper_model
    if model is None:
        raise BadInput("The voice piper needs a model.", hint=f"Name {_NEEDS_MODEL}.")
    for path in (model, _config(model)):
        if not path.is_file():
            raise BadInput(f"There is no file {path}.", hint=f"Piper needs {_NEEDS_MODEL}.")
    return PiperVoice(model.absolute(), person, settings)


def _fetched(name: str, settings: VoiceSettings) -> Path | None:
    """The model of a voice of the registry; None where ``name`` is none.

    Raises:
        BadInput: it is one that was not fetched.
    """
    voice = next((v for v in registry().voices if v.name == f"piper:{name}"), None)
    if voice is None:
        return None
    files = installed(voice, settings.models) if settings.models else None
    if files is None:
        raise BadInput(
            f"The voice {voice.name} is not on this computer.",
            hint=f"`relax voices get {voice.name}` fetches it.",
        )
    return files[0]


def list_voices(settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
    """The model of the settings, or what is missing; and the voices that were fetched."""
    del everything
    return [_own(settings), *_all_fetched(settings)]


def _all_fetched(settings: VoiceSettings) -> list[VoiceInfo]:
    if settings.models is None:
        return []
    needs = "" if find_spec("piper") else _NEEDS_PIPER
    return [
        VoiceInfo(voice.name, "piper", voice.languages[0], voice.title, needs)
        for voice in registry().voices
        if voice.name.startswith("piper:") and installed(voice, settings.models)
    ]


def _own(settings: VoiceSettings) -> VoiceInfo:
    if find_spec("piper") is None:
        return VoiceInfo("piper", "piper", "", "Neural voices", _NEEDS_PIPER)
    if settings.piper_model is None:
        return VoiceInfo("piper", "piper", "", "Neural voices", _NEEDS_MODEL)
    needs = "" if settings.piper_model.is_file() else f"the file {settings.piper_model}"
    title = f"The model {settings.piper_model.stem}"
    return VoiceInfo("piper", "piper", _language(settings.piper_model), title, needs)


def _language(model: Path) -> str:
    """The language a model's settings name; "" if they do not."""
    try:
        data = json.loads(_config(model).read_text(encoding="utf-8"))
        return str(data["espeak"]["voice"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
