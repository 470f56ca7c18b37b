"""The words of transcripts, captions and pictures, per language."""

from __future__ import annotations

from typing import Literal

from relax.data import Strict, bundled

SpokenBy = Literal["machine", "person", "both"]
"""Whose voice it is: an engine's, a recorded one, or a recorded one with an engine's between."""


class Words(Strict):
    """``data/<language>/transcript.yaml``."""

    confidential: str
    length: str
    contains: str
    voices: dict[SpokenBy, str]
    bed: str
    no_bed: str
    written: tuple[str, ...]
    seconds_quiet: str
    pause: str
    tone_in: str
    tone_out: str
    breathing: str
    tone: str
    bell: str
    sound_fades: str
    speech: str
    quiet: str
    breath: str
    level: str
    background: str


def words(language: str) -> Words:
    """The words of a language.

    Raises:
        RelaxError: there are none for it yet.
    """
    return bundled("deliver", "transcript", Words, language)
