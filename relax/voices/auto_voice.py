"""The clearest voice this computer has."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from relax.voices import flite_voice, pyttsx3_voice
from relax.voices._program import find_program
from relax.voices._protocol import Voice, VoiceInfo

if TYPE_CHECKING:
    from relax.voices._settings import VoiceSettings


def _best(settings: VoiceSettings) -> str:
    linux = sys.platform.startswith("linux")
    return "flite" if linux and find_program(settings.flite or "flite") else "pyttsx3"


def open_voice(name: str | None, settings: VoiceSettings) -> Voice:
    """The voice behind ``auto``: flite on Linux when it is installed, else the default."""
    del name
    if _best(settings) == "flite":
        return flite_voice.open_voice(None, settings)
    return pyttsx3_voice.open_voice(None, settings)


def list_voices(settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
    """One row that says what it stands for here."""
    del everything
    return [VoiceInfo("auto", "auto", "en", f"The clearest one here: {_best(settings)}")]
