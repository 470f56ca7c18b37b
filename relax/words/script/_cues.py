"""Cues: the square brackets of a script, text ⇄ value, and lengths of time in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from relax.errors import Place, ScriptError
from relax.hints import closest
from relax.words.script._model import (
    BedLevel,
    Bell,
    Breathe,
    BreathPattern,
    Pause,
    PauseKind,
    Quiet,
    Tone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

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


LONGEST_PAUSE_S = 600.0
"""A longer pause is taken for a slip of the pen; ``[quiet]`` is there for silence on purpose."""

LONGEST_BREATHING_S = 3600.0
_FASTEST_PHASE_S = 0.2
_SLOWEST_PHASE_S = 30.0
"""Seconds of one phase: against slips of the pen; care gates decide what suits a person."""


@dataclass(frozen=True, slots=True)
class Opens:
    """``[optional]`` or a ``[breathe …; remind]``: a block that a closing cue must end."""

    name: str
    breathe: Breathe | None
    place: Place


@dataclass(frozen=True, slots=True)
class Closes:
    """``[/optional]`` or ``[/breathe]``."""

    name: str
    place: Place


Cue = Pause | Quiet | Breathe | Tone | Bell | BedLevel | Opens | Closes


def parse_cue(text: str, place: Place) -> Cue:
    """The cue inside one pair of brackets.

    Raises:
        ScriptError: an unknown cue (with the nearest right spelling) or a nonsense time.
    """
    name, rest = _name_and_rest(text)
    if name in ("/optional", "/breathe"):
        return Closes(name[1:], place)
    reader = _READERS.get(name)
    if reader is None:
        near = nearest_cue(name, cutoff=0.5)
        hint = f"Did you mean [{near}]?" if near else f"Cues are: {', '.join(sorted(_READERS))}."
        raise ScriptError(
            "This cue is not known.",
            hint=f"{hint} Square brackets that are only text are written \\[ and \\].",
            place=place,
        )
    return reader(rest.strip(), place)


def is_cue(text: str) -> bool:
    """Whether what stands between brackets begins as one of our cues does."""
    name, _ = _name_and_rest(text)
    return name.removeprefix("/") in _READERS


def nearest_cue(text: str, cutoff: float = 0.75) -> str:
    """The name of the cue that the first word of ``text`` may be a misspelling of, or ""."""
    name, _ = _name_and_rest(text)
    known = [*_READERS, "/optional", "/breathe"]
    return closest(name, known, cutoff)


def _name_and_rest(text: str) -> tuple[str, str]:
    found = re.match(r"\s*(/?\w+)\s*[;:=,]?\s*(.*)", text, re.DOTALL)
    return (found[1].lower(), found[2]) if found else ("", text)


def format_cue(item: Pause | Quiet | Breathe | Tone | Bell | BedLevel) -> str:
    """The cue as it stands in a script, brackets included."""
    match item:
        case Pause(kind=kind, seconds=seconds):
            what = kind.value if kind else format_time(seconds) if seconds else ""
            return f"[pause {what}]" if what else "[pause]"
        case Quiet(seconds=seconds):
            return f"[quiet {format_time(seconds)}]"
        case Tone(seconds=length):
            return f"[tone {format_time((length, length))}]"
        case Bell():
            return "[bell]"
        case BedLevel(decibels=decibels):
            return f"[bed {'-' if decibels < 0 else ''}{format_number(abs(decibels))}dB]"
        case Breathe():
            return _format_breathe(item)


def _wrong(message: str, hint: str, place: Place) -> NoReturn:
    raise ScriptError(message, hint=hint, place=place)


def _pause(rest: str, place: Place) -> Pause:
    if not rest:
        return Pause(place=place)
    rest = re.sub(r"^(?:for|of)\s+", "", rest, flags=re.IGNORECASE)
    if rest.lower() in set(PauseKind):
        return Pause(kind=PauseKind(rest.lower()), place=place)
    return Pause(seconds=_time(rest, "pause", place), place=place)


def _quiet(rest: str, place: Place) -> Quiet:
    return Quiet(_time(rest, "quiet", place, longest=1800.0), place=place)


def _tone(rest: str, place: Place) -> Tone:
    low, high = _time(rest or "6s", "tone", place, longest=60.0)
    if low != high:
        _wrong("A tone has one length.", "Write for example [tone 6s].", place)
    return Tone(low, place=place)


def _bell(rest: str, place: Place) -> Bell:
    if rest:
        _wrong("A bell takes nothing more.", "Write [bell].", place)
    return Bell(place=place)


def _bed(rest: str, place: Place) -> BedLevel:
    match = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)\s*dB", rest, re.IGNORECASE)
    if not match or not -40.0 <= float(match[1]) <= 6.0:
        _wrong("The level of the bed is not understood.", "Write for example [bed -6dB].", place)
    return BedLevel(float(match[1]), place=place)


def _optional(rest: str, place: Place) -> Opens:
    if rest:
        _wrong("[optional] takes nothing more.", "Write [optional] … [/optional].", place)
    return Opens("optional", None, place)


_PHASE = re.compile(r"(in|hold|top ?up|out|rest)\s+(\d+(?:\.\d+)?)", re.IGNORECASE)
_BREATHE_EXAMPLE = "Write for example [breathe in 4 out 6 for 5m; tone; count first 3]."


def _breathe(rest: str, place: Place) -> Breathe | Opens:
    head, *options = [part.strip() for part in rest.split(";")]
    pattern_text, _, length = head.partition(" for ")
    breathe = Breathe(pattern=_pattern(pattern_text, place), place=place)
    if cycles := re.fullmatch(r"(\d+)\s*(?:cycles?|breaths?)", length.strip()):
        breathe = replace(breathe, cycles=int(cycles[1]))
        if not 1 <= int(cycles[1]) <= 600:
            _wrong("The number of breaths is out of range.", _BREATHE_EXAMPLE, place)
    else:
        seconds = _time(length, "breathe … for", place, longest=LONGEST_BREATHING_S)
        breathe = replace(breathe, seconds=seconds)
        if seconds[1] < breathe.pattern.cycle:
            _wrong("The time is shorter than one breath.", _BREATHE_EXAMPLE, place)
    block = False
    for option in options:
        if option.lower() == "remind":
            block = True
        else:
            breathe = _breathe_option(breathe, option, place)
    return Opens("breathe", breathe, place) if block else breathe


def _pattern(text: str, place: Place) -> BreathPattern:
    phases: dict[str, float] = {}
    for name, value in _PHASE.findall(text):
        key = name.lower().replace(" ", "")
        if key in phases:
            _wrong("A phase of the breath stands twice.", _BREATHE_EXAMPLE, place)
        phases[key] = float(value)
    if _PHASE.sub("", text).strip(" ,") or not {"in", "out"} <= phases.keys():
        _wrong("The breathing pattern is not understood.", _BREATHE_EXAMPLE, place)
    for value in phases.values():
        if value and not _FASTEST_PHASE_S <= value <= _SLOWEST_PHASE_S:
            _wrong("A phase of the breath is out of range.", "Phases last 0.2 to 30 s.", place)
    if not phases["in"] or not phases["out"]:
        _wrong("Breathing in and out both take time.", _BREATHE_EXAMPLE, place)
    return BreathPattern(
        inhale=phases["in"],
        exhale=phases["out"],
        hold=phases.get("hold", 0.0),
        rest=phases.get("rest", 0.0),
        top_up=phases.get("topup", 0.0),
    )


def _breathe_option(breathe: Breathe, option: str, place: Place) -> Breathe:
    if option.lower() == "tone":
        return replace(breathe, tone=True)
    if match := re.fullmatch(r"count first (\d+)", option, re.IGNORECASE):
        return replace(breathe, count_first=int(match[1]))
    number = r"(\d+(?:\.\d+)?)"
    if match := re.fullmatch(rf"ramp from {number}/{number}", option, re.IGNORECASE):
        ramp = (float(match[1]), float(match[2]))
        if all(_FASTEST_PHASE_S <= value <= _SLOWEST_PHASE_S for value in ramp):
            return replace(breathe, ramp_from=ramp)
    known = ["tone", "count first 3", "ramp from 3/4", "remind"]
    near = closest(option.lower(), known, 0.3)
    hint = f"Did you mean “{near}”?" if near else f"Known here: {'; '.join(known)}."
    _wrong("This part of [breathe] is not understood.", hint, place)


def _format_breathe(item: Breathe) -> str:
    pattern = item.pattern
    phases = [
        ("in", pattern.inhale),
        ("top up", pattern.top_up),
        ("hold", pattern.hold),
        ("out", pattern.exhale),
        ("rest", pattern.rest),
    ]
    text = " ".join(f"{name} {format_number(value)}" for name, value in phases if value)
    length = f"{item.cycles} cycles" if item.cycles else format_time(item.seconds or (0, 0))
    options = [f"{text} for {length}"]
    if item.ramp_from:
        options.append(f"ramp from {'/'.join(format_number(v) for v in item.ramp_from)}")
    if item.tone:
        options.append("tone")
    if item.count_first:
        options.append(f"count first {item.count_first}")
    if item.sentences:
        options.append("remind")
    return f"[breathe {'; '.join(options)}]"


def _time(
    text: str, cue: str, place: Place, *, longest: float = LONGEST_PAUSE_S
) -> tuple[float, float]:
    example = f"Write for example [{cue} 4s] or [{cue} 6-14s]."
    if text.lstrip().startswith(("-", "−")):
        _wrong("A time cannot be negative.", example, place)
    seconds = parse_time(text)
    if seconds is None:
        _wrong("This time is not understood.", example, place)
    low, high = seconds
    if low > high:
        _wrong("The shorter time comes first.", example, place)
    if high > longest:
        _wrong(f"This time is over {format_number(longest / 60)} minutes.", example, place)
    if high == 0:
        _wrong("A time of nothing does nothing.", example, place)
    return seconds


_READERS: dict[str, Callable[[str, Place], Cue]] = {
    "pause": _pause,
    "quiet": _quiet,
    "tone": _tone,
    "bell": _bell,
    "bed": _bed,
    "optional": _optional,
    "breathe": _breathe,
}
