"""Time inside the house is a whole number of samples; seconds exist only at the edges."""

from __future__ import annotations

from typing import Final

SAMPLE_RATE: Final = 44_100
"""Samples per second of every signal once a voice has spoken (CD rate; MP3's common rate)."""


def to_samples(seconds: float) -> int:
    """The nearest whole number of samples to ``seconds``."""
    return round(seconds * SAMPLE_RATE)


def to_seconds(samples: int) -> float:
    """Seconds that ``samples`` last."""
    return samples / SAMPLE_RATE


def clock(seconds: float) -> str:
    """Minutes and seconds, rounded: ``7:40`` for 460 s."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
