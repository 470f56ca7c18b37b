"""What a voice is opened with: the caller's settings, and the numbers in data/voices.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Where engines find what they need.

    Attributes:
        timeout_s: seconds one line may take before its process is killed and started again.
        espeak_library: a speech library of the user's own; None for the one pip brought.
    """

    timeout_s: float = 30.0
    espeak_library: Path | None = None


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pyttsx3Data(_Strict):
    """Defaults of the default voice."""

    voice: str
    rate: int
    pitch: int
    word_gap: int


class Checks(_Strict):
    """When a clip cannot be its text."""

    seconds_per_letter: tuple[float, float]
    seconds_per_symbol: float
    slack_s: float
    silent_below_dbfs: float


class Trim(_Strict):
    """How silence is cut from both ends of a clip."""

    threshold_db: float
    keep_s: float
    edge_s: float


class VoiceData(_Strict):
    """``data/voices.yaml``."""

    pyttsx3: Pyttsx3Data
    checks: Checks
    trim: Trim


@cache
def voice_data() -> VoiceData:
    """The numbers of this station, checked."""
    text = (Path(__file__).parent / "data" / "voices.yaml").read_text(encoding="utf-8")
    return VoiceData.model_validate(yaml.safe_load(text))
