"""Time inside the house is a whole number of samples, room on a disk one of bytes; text → both."""

from __future__ import annotations

import re
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


_CLOCK: Final = re.compile(r"(\d{1,2}):([0-5]\d)")
_BARE: Final = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+")
_PARTS: Final = re.compile(
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:h|hr|hrs|hours?)\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:m|mins?|minutes?|’|'|′)\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:s|secs?|seconds?|”|\"|″))?\.?"
)


def minutes_in(text: str) -> float | None:
    """Minutes as people write them: 10, 7.5, 7,5, 7:30 (minutes:seconds), 10min, 1h 5m, 90s.

    None where it is no length.
    """
    typed = text.strip().casefold()
    if _BARE.fullmatch(typed):
        return float(typed.replace(",", "."))
    if found := _CLOCK.fullmatch(typed):
        return int(found[1]) + int(found[2]) / 60
    if not (found := _PARTS.fullmatch(typed)) or not any(found.groups()):
        return None
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups())
    return 60 * hours + minutes + seconds / 60


_SIZE: Final = re.compile(r"(\d{1,9}(?:[.,]\d+)?)\s*([mgt])b?")
_POWERS: Final = {"m": 6, "g": 9, "t": 12}


def bytes_in(text: str) -> int | None:
    """Bytes as people write them: 500 MB, 2GB, 1.5 G. None where it is no such size."""
    found = _SIZE.fullmatch(text.strip().casefold())
    return round(float(found[1].replace(",", ".")) * 10 ** _POWERS[found[2]]) if found else None


def in_megabytes(size: int) -> str:
    """Bytes as people read them: ``0.4 MB``, ``12 MB``, ``1.5 GB``, ``2 GB``."""
    if size >= 999.5e6:
        return f"{round(size / 1e9, 1):g} GB"
    return f"{round(size / 1e6, 1 if size < 9.95e6 else None):g} MB"


def in_minutes(minutes: float) -> str:
    """``1 minute``, ``7.5 minutes``."""
    return f"{minutes:g} minute{'' if minutes == 1 else 's'}"
