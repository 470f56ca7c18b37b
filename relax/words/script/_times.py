"""Lengths of time as people write them: ``4s``, ``500ms``, ``2m``, ``1:30``, ``6-14s``."""

from __future__ import annotations

import re

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"(?:ms|msecs?|milliseconds?|s|sec|secs|seconds?|m|min|mins|minutes?)"
_TIME = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<low_unit>{_UNIT})?"
    rf"(?:\s*[-–]\s*(?P<high>{_NUMBER})\s*(?P<unit>{_UNIT})?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"(?P<m>\d+)\s*(?:m|mins?|minutes?)\s*(?P<s>{_NUMBER})\s*(?:s|secs?|seconds?)?"
    r"|(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d(?:\.\d+)?)",
    re.IGNORECASE,
)


def parse_time(text: str) -> tuple[float, float] | None:
    """(shortest, longest) in seconds, equal for an exact time; None when it is not a time."""
    text = text.strip()
    if clock := _CLOCK.fullmatch(text):
        seconds = int(clock["m"] or clock["minutes"]) * 60 + float(clock["s"] or clock["seconds"])
        return seconds, seconds
    if not (match := _TIME.fullmatch(text)):
        return None
    unit = match["unit"] or match["low_unit"] or "s"
    low_unit = match["low_unit"] or unit
    low = float(match["low"]) * _scale(low_unit)
    high = float(match["high"]) * _scale(unit) if match["high"] else low
    return low, high


def format_time(seconds: tuple[float, float]) -> str:
    """The shortest spelling that :func:`parse_time` reads back exactly."""
    low, high = seconds
    whole_minutes = all(value >= 60 and value % 60 == 0 for value in seconds)
    scale, unit = (60.0, "m") if whole_minutes else (1.0, "s")
    if low == high:
        return f"{format_number(low / scale)}{unit}"
    return f"{format_number(low / scale)}-{format_number(high / scale)}{unit}"


def format_number(value: float) -> str:
    """``4`` for 4.0, ``5.5`` for 5.5; never an exponent."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text or "0"


def _scale(unit: str) -> float:
    unit = unit.lower()
    if unit.startswith(("ms", "mil")):
        return 0.001
    return 60.0 if unit.startswith("m") else 1.0
