"""Finding voices: ``--voice`` → an engine, through the entry points ``relax.voices``."""

from __future__ import annotations

import logging
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Final, cast

from relax.errors import BadInput
from relax.hints import did_you_mean

if TYPE_CHECKING:
    from relax.voices._protocol import Engine, Voice, VoiceInfo, VoiceSettings

_LOG: Final = logging.getLogger(__name__)

GROUP: Final = "relax.voices"


def open_voice(spec: str, settings: VoiceSettings) -> Voice:
    """The voice that ``--voice`` names: ``engine`` or ``engine:voice``; "" is the default.

    Raises:
        BadInput: there is no such engine, with the nearest name; or it lacks something.
    """
    engine, _, name = (spec or "pyttsx3").partition(":")
    found = _engines()
    if engine not in found:
        hint = f"{did_you_mean(engine, found)} `relax voices` lists them.".lstrip()
        raise BadInput(f"There is no voice called “{spec}”.", hint=hint)
    _LOG.info("voice: %s, %s", engine, "as asked for by name" if name else "its own choice")
    return _load(found[engine]).open_voice(name or None, settings)


def engine_names() -> tuple[str, ...]:
    """What the first part of a voice's name can be."""
    return tuple(_engines())


def full_name(spec: str, settings: VoiceSettings) -> str:
    """``spec`` with what it leaves open: ``pyttsx3`` → ``pyttsx3:heart``, ``auto`` → the best."""
    return _complete(spec, settings)[0]


def fallback_note(spec: str, settings: VoiceSettings) -> str:
    """A sentence for where another voice than the natural one speaks, and why; "" elsewhere."""
    return _complete(spec, settings)[1]


def _complete(spec: str, settings: VoiceSettings) -> tuple[str, str]:
    from relax.voices import auto_voice, pyttsx3_voice  # noqa: PLC0415  (they open engines)
    from relax.voices._settings import voice_data  # noqa: PLC0415  (a data file is read)

    if spec.partition(":")[0] == "auto":
        spec = auto_voice.best(settings)
    if spec == "flite":
        return f"flite:{voice_data().flite.voice}", ""
    if spec in ("", "pyttsx3"):
        name, note = pyttsx3_voice.best(settings)
        return f"pyttsx3:{name}", note
    return spec, ""


def list_voices(settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
    """The voices worth naming and what each needs; with ``everything``, all there are."""
    return [
        row
        for point in _engines().values()
        for row in _load(point).list_voices(settings, everything=everything)
    ]


def _engines() -> dict[str, EntryPoint]:
    """Engines by name, the default one first."""
    points = sorted(entry_points(group=GROUP), key=lambda p: (p.name != "pyttsx3", p.name))
    return {point.name: point for point in points}


def _load(point: EntryPoint) -> Engine:
    return cast("Engine", point.load())
