"""Voices: each line → a clip, cached by content; one Voice protocol, several engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.voices._cache import ClipCache
    from relax.voices._fetch import fetch, installed, take, verify
    from relax.voices._heard import ANY_WORD, Difference
    from relax.voices._language import languages_of
    from relax.voices._lines import Line, voice_lines
    from relax.voices._open import engine_names, fallback_note, full_name, list_voices, open_voice
    from relax.voices._protocol import Clip, Engine, Manner, Voice, VoiceInfo
    from relax.voices._recognise import Recogniser, need_recogniser
    from relax.voices._registry import Registry, RegistryVoice, VoiceFile, megabytes, registry
    from relax.voices._settings import VoiceSettings
    from relax.voices._sheet import record_sheet

__all__ = [
    "ANY_WORD",
    "Clip",
    "ClipCache",
    "Difference",
    "Engine",
    "Line",
    "Manner",
    "Recogniser",
    "Registry",
    "RegistryVoice",
    "Voice",
    "VoiceFile",
    "VoiceInfo",
    "VoiceSettings",
    "engine_names",
    "fallback_note",
    "fetch",
    "full_name",
    "installed",
    "languages_of",
    "list_voices",
    "megabytes",
    "need_recogniser",
    "open_voice",
    "record_sheet",
    "registry",
    "take",
    "verify",
    "voice_lines",
]

__getattr__ = lazily(
    __name__,
    {
        "_cache": ("ClipCache",),
        "_fetch": ("fetch", "installed", "take", "verify"),
        "_heard": ("ANY_WORD", "Difference"),
        "_language": ("languages_of",),
        "_lines": ("Line", "voice_lines"),
        "_open": ("engine_names", "fallback_note", "full_name", "list_voices", "open_voice"),
        "_protocol": ("Clip", "Engine", "Manner", "Voice", "VoiceInfo"),
        "_recognise": ("Recogniser", "need_recogniser"),
        "_registry": ("Registry", "RegistryVoice", "VoiceFile", "megabytes", "registry"),
        "_settings": ("VoiceSettings",),
        "_sheet": ("record_sheet",),
    },
)
