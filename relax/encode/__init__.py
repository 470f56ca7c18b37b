"""Encode: PCM blocks → MP3 and other files, and back again."""

from relax.encode._decode import decode
from relax.encode._encode import EncodeSettings, Format, encode
from relax.encode._program import ffmpeg_program

__all__ = ["EncodeSettings", "Format", "decode", "encode", "ffmpeg_program"]
