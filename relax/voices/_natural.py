"""Whether the neural voice can speak here, with which model, and how it is asked to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from relax.errors import RelaxError, VoiceError
from relax.voices._fetch import installed
from relax.voices._process import DeadWorkerError, Worker
from relax.voices._protocol import VoiceSettings
from relax.voices._registry import registry
from relax.voices._settings import voice_data

if TYPE_CHECKING:
    from relax.voices._protocol import Manner

DRIVER: Final = "hibari"
_SPEAKER: Final = "relax.voices._pyttsx3_speaker"
_PREFIX: Final = "pyttsx3:"
_PACKAGES: Final = ("hibari-tts", "onnxruntime", "numpy")
"""What decides about the samples."""

_OPENS_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Model:
    """One voice of the engine: its file, what the file must hash to, and how it reads English."""

    name: str
    path: Path
    sha256: str
    british: bool


def names() -> list[str]:
    """The voices of this engine, fetched or not."""
    own = [each.name for each in registry().voices if each.name.startswith(_PREFIX)]
    return [name.removeprefix(_PREFIX) for name in own]


def find_model(name: str, settings: VoiceSettings) -> Model | None:
    """The model of the voice ``name``; None where neither the package nor a fetched file has it."""
    data = voice_data().natural
    if name == data.voice:
        folder = _package()
        if folder is None:
            return None
        return Model(name, folder / "assets" / "hibari.onnx", data.model_sha256, british=False)
    if settings.models is None or _package() is None:
        return None
    entry = registry().find(_PREFIX + name)
    files = installed(entry, settings.models)
    return Model(name, files[0], entry.files[0].sha256, entry.british) if files else None


def _package() -> Path | None:
    """Where hibari is installed, found without importing it."""
    found = find_spec("hibari")
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) if places else None


def how(model: Model) -> dict[str, Any]:
    """What the worker opens the engine with."""
    data = voice_data().natural
    return {
        "speaker": _SPEAKER,
        "driver": DRIVER,
        "voice": model.name,
        "model": str(model.path),
        "british": model.british,
        "limits": data.checks.model_dump(),
        "seeds": data.seeds,
    }


def identity(model: Model) -> list[Any]:
    """What decides about the samples: model, packages, and how the voice is asked to speak.

    Raises:
        VoiceError: the model is not what it should be.
    """
    if _digest(model.path, model.path.stat().st_mtime_ns) != model.sha256:
        raise VoiceError(
            f"The file of the voice pyttsx3:{model.name} is damaged.",
            hint=_mend(model.name),
        )
    data = voice_data().natural.model_dump(exclude={"voice", "model_sha256"})
    return [DRIVER, model.name, model.sha256, model.british, _versions(), data]


def _mend(name: str) -> str:
    if name == voice_data().natural.voice:
        return "Install relax again: pip install --force-reinstall hibari-tts."
    return f"`relax voices get pyttsx3:{name}` fetches it anew."


@cache
def _digest(path: Path, _changed: int) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _versions() -> list[str]:
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"no {package}")
    return found


def properties(text: str, manner: Manner) -> dict[str, float]:
    """How one line is asked for: its speed, pitch and reading.

    A line of a word or two is the hardest for a neural voice: it is not spoken as slowly as the
    others, and single ones have a pace or a reading of their own, at which they are understood.
    """
    data = voice_data().natural
    line = text.casefold().strip(" .,;:!?…")
    speed = data.speed * manner.rate
    if len(text.split()) <= data.lone_words:
        speed = max(speed, data.lone_speed)
    speed = data.pace.get(line, speed)
    return {"speed": speed, "pitch": manner.pitch, "reading": data.reading.get(line, 0)}


def trouble(settings: VoiceSettings) -> str:
    """Why the neural voice in the package cannot speak here; "" if it can.

    That it can is noted in ``settings.cache``: loading it takes a second.
    """
    return _trouble(settings.models, settings.cache)


@cache
def _trouble(models: Path | None, kept: Path | None) -> str:
    if find_spec("onnxruntime") is None:
        return "onnxruntime is not installed"
    model = find_model(voice_data().natural.voice, VoiceSettings(models=models))
    if model is None or not model.path.is_file():
        return "hibari-tts is not installed"
    try:
        facts = json.dumps(identity(model))
    except RelaxError:
        return "its file is damaged"
    note = kept / hashlib.sha256(facts.encode()).hexdigest()[:32] if kept else None
    if note and note.is_file():
        return ""
    reason = _try(model)
    if note and not reason:
        try:
            note.parent.mkdir(parents=True, exist_ok=True)
            note.touch()
        except OSError:
            return ""  # a cache that can only be read: it is tried again next time
    return reason


def _try(model: Model) -> str:
    """Load the engine once; why it does not, "" if it does."""
    worker = Worker()
    try:
        answer = worker.ask(how(model), _OPENS_S)
    except DeadWorkerError as error:
        return str(error)
    finally:
        worker.kill()
    return " ".join(str(answer.get("error", "")).split())[:120].rstrip(".")
