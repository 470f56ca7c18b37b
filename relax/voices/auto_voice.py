"""The clearest voice this computer has."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

from relax.voices import _natural, flite_voice, pyttsx3_voice
from relax.voices._program import find_program
from relax.voices._protocol import Voice, VoiceInfo
from relax.voices._settings import voice_data

if TYPE_CHECKING:
    from relax.voices._protocol import VoiceSettings

_LOG: Final = logging.getLogger(__name__)


def best(settings: VoiceSettings) -> str:
    """The voice that ``auto`` stands for here."""
    if not _natural.trouble(settings):
        return "pyttsx3"
    if sys.platform.startswith("linux") and find_program(settings.flite or "flite"):
        return f"flite:{voice_data().flite.clearest}"
    return "pyttsx3"


def open_voice(name: str | None, settings: VoiceSettings) -> Voice:
    """The voice behind ``auto``: the natural one, else flite on Linux, else espeak-ng."""
    del name
    engine, _, voice = best(settings).partition(":")
    _LOG.info("the clearest voice here: %s", engine)
    if engine == "flite":
        return flite_voice.open_voice(voice, settings)
    return pyttsx3_voice.open_voice(None, settings)


def list_voices(settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
    """One row that says what it stands for here."""
    del everything
    return [VoiceInfo("auto", "auto", "en", f"The clearest one here: {best(settings)}")]
