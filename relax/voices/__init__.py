"""Voices: each line → a clip, cached by content; one Voice protocol, several engines."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relax.voices._cache import ClipCache
    from relax.voices._lines import Line, voice_lines
    from relax.voices._open import full_name, list_voices, open_voice
    from relax.voices._protocol import Clip, Engine, Manner, Voice, VoiceInfo
    from relax.voices._settings import VoiceSettings
    from relax.voices._sheet import record_sheet

__all__ = [
    "Clip",
    "ClipCache",
    "Engine",
    "Line",
    "Manner",
    "Voice",
    "VoiceInfo",
    "VoiceSettings",
    "full_name",
    "list_voices",
    "open_voice",
    "record_sheet",
    "voice_lines",
]

_HOMES = {
    "ClipCache": "_cache",
    "Line": "_lines",
    "voice_lines": "_lines",
    "full_name": "_open",
    "list_voices": "_open",
    "open_voice": "_open",
    "VoiceSettings": "_settings",
    "record_sheet": "_sheet",
} | dict.fromkeys(("Clip", "Engine", "Manner", "Voice", "VoiceInfo"), "_protocol")


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
