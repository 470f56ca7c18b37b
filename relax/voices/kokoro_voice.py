"""Kokoro-82M: neural voices for English, Spanish, French, Italian, Portuguese and Hindi."""

from __future__ import annotations

import hashlib
import json
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from pydantic import Field, model_validator

from relax.data import Strict, bundled
from relax.errors import BadInput, VoiceError
from relax.voices._fetch import installed
from relax.voices._ipa import for_kokoro
from relax.voices._protocol import VoiceInfo
from relax.voices._registry import registry
from relax.voices._worker_voice import WorkerVoice, unknown_voice

if TYPE_CHECKING:
    from pathlib import Path

    from relax.voices._protocol import Manner, VoiceSettings

_SPEAKER: Final = "relax.voices._kokoro_speaker"
_NAME: Final = "kokoro"
_FETCH: Final = "relax voices get kokoro"
_PACKAGES: Final = ("kokoro-onnx", "onnxruntime", "numpy")
_READERS: Final = {"hibari": ("hibari-tts",), "espeak": ("phonemizer", "espeakng-loader")}
_SLOWEST, _FASTEST = 0.5, 2.0  # what kokoro-onnx takes
_PATIENCE: Final = 4  # times what a line may take: a slow computer needs 2 s for each second of it


class KokoroLanguage(Strict):
    """How espeak-ng reads a language: its code, and the scripts whose letters are words in it."""

    espeak: str
    scripts: tuple[str, ...]


class KokoroPerson(Strict):
    """One voice of the model, with the grade that its authors gave it."""

    id: str
    language: str
    sex: Literal["female", "male"]
    grade: str

    @property
    def title(self) -> str:
        """For a person who chooses."""
        who = "woman" if self.sex == "female" else "man"
        return f"A {who}'s voice, natural, slow to make (Kokoro; its authors' grade: {self.grade})"


class KokoroData(Strict):
    """``data/kokoro.yaml``."""

    voice: str
    speed: float = Field(ge=_SLOWEST, le=_FASTEST)
    lone_words: int = Field(ge=0)
    lone_speed: float = Field(ge=_SLOWEST, le=_FASTEST)
    own_speed: dict[str, float]
    gap_s: float = Field(ge=0)
    longest: int = Field(gt=0, le=510)
    languages: dict[str, KokoroLanguage]
    tied: dict[str, str]
    chosen: tuple[str, ...]
    voices: tuple[KokoroPerson, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        ids = {person.id for person in self.voices}
        named = {self.voice, *self.own_speed, *self.chosen}
        if not named <= ids or any(p.language not in self.languages for p in self.voices):
            raise ValueError("a voice or language is named that is not described")
        return self


def kokoro_data() -> KokoroData:
    """The voices and numbers of this engine, checked."""
    return bundled("voices", "kokoro", KokoroData)


class KokoroVoice(WorkerVoice):
    """One voice of the fetched model, which is proved to be that of the registry."""

    def __init__(
        self, person: KokoroPerson, files: tuple[Path, ...], settings: VoiceSettings
    ) -> None:
        self._data = kokoro_data()
        self._person = person
        self._files = files
        self._reader = _reader(person)
        how = {
            "speaker": _SPEAKER,
            "model": str(files[0]),
            "styles": str(files[1]),
            "voice": person.id,
            "reader": self._reader,
            "longest": self._data.longest,
            "gap_s": self._data.gap_s,
        }
        super().__init__(how, f"{_NAME}:", _PATIENCE * settings.timeout_s)

    @property
    def takes_ipa(self) -> bool:
        """Whether names may be given in IPA: where English is read by hibari."""
        return bool(self._reader["kind"] == "hibari")

    @property
    def identity(self) -> str:
        """Content of the model, voice, pace, packages, and how text is read.

        Raises:
            VoiceError: a file is not what it should be.
        """
        wanted = [file.sha256 for file in registry().find(_NAME).files]
        if [_digest(path, path.stat().st_mtime_ns) for path in self._files] != wanted:
            raise VoiceError("A file of the voice kokoro is damaged.", hint=f"`{_FETCH}` mends it.")
        packages = [*_PACKAGES, *_READERS[self._reader["kind"]]]
        paces = [self._own_speed(), self._data.lone_words, self._data.lone_speed]
        shape = [self._data.longest, self._data.gap_s]
        facts = [self._person.id, wanted, _versions(packages), paces, shape, self._reader]
        return f"{_NAME} {json.dumps(facts, sort_keys=True)}"

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write ``text`` spoken to ``out``; Kokoro has no pitch to change.

        Raises:
            VoiceError: the engine failed, or cannot read a word of it.
        """
        speed = self._own_speed() * manner.rate
        if len(text.split()) <= self._data.lone_words:
            speed = max(speed, self._data.lone_speed)
        speed = min(max(speed, _SLOWEST), _FASTEST)
        self.say(for_kokoro(text) if self.takes_ipa else text, {"speed": speed}, out)

    def _own_speed(self) -> float:
        return self._data.own_speed.get(self._person.id, self._data.speed)


def _reader(person: KokoroPerson) -> dict[str, Any]:
    """What reads text for a voice: hibari where it is English, else espeak-ng."""
    data = kokoro_data()
    language = data.languages[person.language].model_dump(mode="json")
    if person.language.startswith("en") and find_spec("hibari"):
        british = person.language == "en-GB"
        return {"kind": "hibari", "british": british, "scripts": language["scripts"]}
    return {"kind": "espeak", **language, "tied": data.tied}


def _versions(packages: list[str]) -> list[str]:
    found = []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package}, unknown")
    return found


@cache
def _digest(path: Path, _changed: int) -> str:
    """SHA-256 of a file; models are large, and asked for often."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _needs_package() -> str:
    """What to do where kokoro-onnx is not installed; "" where it is."""
    if find_spec("kokoro_onnx"):
        return ""
    if sys.version_info >= (3, 14):
        return "Python 3.11 to 3.13: kokoro-onnx is not made for this one yet"
    return "pip install '.[kokoro]' in the folder of relax"


def open_voice(name: str | None, settings: VoiceSettings) -> KokoroVoice:
    """The voice behind ``kokoro`` (the default) or ``kokoro:bf_emma``.

    Raises:
        BadInput: there is no such voice, or the package or the model is missing.
    """
    data = kokoro_data()
    name = name or data.voice
    person = next((person for person in data.voices if person.id == name), None)
    if person is None:
        raise unknown_voice(f"{_NAME}:", name, [person.id for person in data.voices])
    if needs := _needs_package():
        raise BadInput("The voice kokoro is not installed.", hint=f"It needs {needs}.")
    files = _files(settings)
    if files is None:
        raise BadInput(
            "The model of the voice kokoro is not on this computer.",
            hint=f"`{_FETCH}` fetches it.",
        )
    return KokoroVoice(person, files, settings)


def _files(settings: VoiceSettings) -> tuple[Path, ...] | None:
    """The fetched model and its voices; None where they are not."""
    if settings.models is None:
        return None
    return installed(registry().find(_NAME), settings.models.absolute())


def list_voices(settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
    """The best of each language, or all; one row that says what is missing where something is."""
    data = kokoro_data()
    needs = _needs_package() or ("" if _files(settings) else _FETCH)
    if needs and not everything:
        title = f"{len(data.voices)} natural voices, slow to make (Kokoro)"
        return [VoiceInfo(_NAME, _NAME, "en, es, fr, hi, it, pt-BR", title, needs)]
    return [
        VoiceInfo(f"{_NAME}:{person.id}", _NAME, person.language, person.title, needs)
        for person in data.voices
        if everything or person.id in data.chosen
    ]
