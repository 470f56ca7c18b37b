"""Voices: each line → a clip, cached by content; one Voice protocol, several engines."""

from relax.voices._cache import ClipCache
from relax.voices._lines import Line, voice_lines
from relax.voices._open import list_voices, open_voice
from relax.voices._protocol import Clip, Manner, Voice, VoiceInfo
from relax.voices._settings import VoiceSettings

__all__ = [
    "Clip",
    "ClipCache",
    "Line",
    "Manner",
    "Voice",
    "VoiceInfo",
    "VoiceSettings",
    "list_voices",
    "open_voice",
    "voice_lines",
]
