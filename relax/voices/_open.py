"""Finding voices: ``--voice`` → an engine, through the entry points ``relax.voices``."""

from __future__ import annotations

import difflib
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, cast

from relax.errors import BadInput
from relax.voices._protocol import Voice, VoiceInfo
from relax.voices._settings import voice_data

if TYPE_CHECKING:
    from relax.voices._settings import VoiceSettings

GROUP = "relax.voices"


def open_voice(spec: str, settings: VoiceSettings) -> Voice:
    """The voice that ``--voice`` names: ``engine`` or ``engine:voice``.

    Raises:
        BadInput: there is no such engine; with the nearest name.
    """
    engine, _, name = spec.partition(":")
    found = {point.name: point for point in entry_points(group=GROUP)}
    if engine not in found:
        near = difflib.get_close_matches(engine, found, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise BadInput(
            f"There is no voice called “{spec}”.", hint=f"{hint}`relax voices` lists them."
        )
    opener = found[engine].load()
    return cast("Voice", opener(name or None, settings))


def list_voices(settings: VoiceSettings) -> list[VoiceInfo]:
    """Every voice there is or could be, with what it needs."""
    del settings
    default = voice_data().pyttsx3.voice
    return [VoiceInfo(f"pyttsx3:{default}", "pyttsx3", "en", "The default: espeak-ng.")]
