"""Voices: each line → a clip, cached by content; one Voice protocol, several engines."""

from relax.voices._protocol import Clip, Manner, Voice, VoiceInfo

__all__ = ["Clip", "Manner", "Voice", "VoiceInfo"]
