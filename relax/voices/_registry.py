"""Voices that can be fetched: ``data/registry.yaml``, checked, and names looked up in it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from relax.data import Strict, bundled
from relax.errors import BadInput
from relax.hints import nearest

_Text = Annotated[str, Field(min_length=1)]
_Web = Annotated[str, Field(pattern=r"^https://[^\s]+$")]


class VoiceFile(Strict):
    """One file of a voice, the same bytes wherever it is had from."""

    name: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        description="its name here, on a mirror and on a stick",
    )
    address: _Web
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Licence(Strict):
    """What binds whoever uses a voice, in plain words."""

    code: _Text = Field(description="the program that speaks")
    weights: _Text = Field(description="the model")
    training: _Text = Field(description="the recordings it learned from")
    sources: tuple[_Web, ...] = Field(min_length=1, description="where this can be read")


class RegistryVoice(Strict):
    """A voice that can be fetched; without ``files``, one that comes with relax."""

    name: str = Field(pattern=r"^[a-z0-9]+(:[^\s:]+)?$", description="as --voice takes it")
    title: _Text
    languages: tuple[_Text, ...] = Field(min_length=1, description="BCP 47")
    sex: Literal["female", "male", "both"]
    british: bool = Field(default=False, description="hibari reads its text the British way")
    files: tuple[VoiceFile, ...] = ()
    short_licence: _Text
    licence: Licence
    may_sell: Literal["yes", "no", "unclear"] = Field(description="recordings of it, that is")
    why: _Text

    @property
    def bytes(self) -> int:
        """Size of all its files."""
        return sum(file.bytes for file in self.files)


class Registry(Strict):
    """``data/registry.yaml``; names of voices and of files are unlike."""

    voices: tuple[RegistryVoice, ...]

    @model_validator(mode="after")
    def _are_unlike(self) -> Self:
        names = [voice.name for voice in self.voices]
        names += [file.name for voice in self.voices for file in voice.files]
        if len(names) != len(set(names)):
            raise ValueError("a name stands there twice")
        return self

    def find(self, name: str) -> RegistryVoice:
        """The voice of this name; ``fenrir`` is short for ``pyttsx3:fenrir``.

        Raises:
            BadInput: there is none, with the nearest name.
        """
        for voice in self.voices:
            if name in (voice.name, voice.name.partition(":")[2]):
                return voice
        hint = nearest(name, tuple(voice.name for voice in self.voices))
        raise BadInput(
            "There is no voice of this name to fetch.", hint=f"{hint} `relax voices get` lists all."
        )


def registry() -> Registry:
    """The voices that can be fetched, checked."""
    return bundled("voices", "registry", Registry)


def megabytes(size: int) -> str:
    """A number of bytes as people read it: ``7.9 MB``."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"
