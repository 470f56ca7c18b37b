"""Engines that do what a test wants."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile

if TYPE_CHECKING:
    from relax.voices import Manner


def tone(path: Path, seconds: float, *, rate: int = 22_050, level: float = 0.3, channels: int = 1):
    """A sine of ``seconds``, as an engine would write it."""
    wave = level * np.sin(2 * np.pi * 220 * np.arange(round(seconds * rate)) / rate)
    soundfile.write(path, np.column_stack([wave] * channels), rate, format="WAV")


@dataclass
class ToneVoice:
    """Each text becomes a tone as long as speech would be; remembers what it was asked."""

    identity: str = "tones 1"
    asked: list[tuple[str, Manner]] = field(default_factory=list)
    closed: bool = False

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        self.asked.append((text, manner))
        tone(out, 0.3 + 0.065 * len(text) / manner.rate)

    def close(self) -> None:
        self.closed = True


@dataclass
class FileVoice(ToneVoice):
    """Every line is the same file."""

    file: Path = Path()

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        self.asked.append((text, manner))
        shutil.copyfile(self.file, out)
