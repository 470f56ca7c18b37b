"""The name of a voice → the languages it speaks, as far as the name tells."""

from __future__ import annotations

import re
from typing import Final

from relax.voices._registry import registry

_ESPEAK: Final = re.compile(r"pyttsx3:([a-z]{2,3})(?:-[a-z0-9-]+)?(?:\+.*)?")
_KOKORO: Final = re.compile(r"kokoro:([a-z])[fm]_")
_PIPER: Final = re.compile(r"piper:([a-z]{2,3})_[A-Z]{2}\b.*")


def languages_of(name: str) -> frozenset[str]:
    """The languages (``en``, ``es``) of a voice by its full name; empty where it does not tell."""
    known = next((voice for voice in registry().voices if voice.name == name), None)
    if known and not name.startswith("kokoro"):
        return frozenset(language.partition("-")[0] for language in known.languages)
    if kokoro := _KOKORO.match(name):
        return frozenset({_of_kokoro(kokoro[1])} - {""})
    found = _ESPEAK.fullmatch(name) or _PIPER.fullmatch(name)
    return frozenset({found[1]}) if found else frozenset()


def _of_kokoro(letter: str) -> str:
    """What the first letter of a Kokoro voice's name says."""
    from relax.voices.kokoro_voice import kokoro_data  # noqa: PLC0415  (a data file is read)

    spoken = {person.id[0]: person.language for person in kokoro_data().voices}
    return spoken.get(letter, "").partition("-")[0]
