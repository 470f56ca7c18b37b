"""The words of transcripts, captions and pictures, per language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from relax.errors import RelaxError

SpokenBy = Literal["machine", "person", "both"]
"""Whose voice it is: an engine's, a recorded one, or a recorded one with an engine's between."""


class Words(BaseModel):
    """``data/<language>.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    confidential: str
    length: str
    contains: str
    voices: dict[SpokenBy, str]
    bed: str
    no_bed: str
    written: tuple[str, ...]
    minutes_quiet: str
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
    minutes: str
    phases: dict[str, str]


@cache
def words(language: str) -> Words:
    """The words of a language.

    Raises:
        RelaxError: there are none for it yet.
    """
    base = language.split("-", maxsplit=1)[0]
    path = Path(__file__).parent / "data" / f"{base}.yaml"
    if not path.is_file():
        raise RelaxError(f"There are no transcript words for the language “{language}” yet.")
    return Words.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
