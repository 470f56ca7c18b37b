"""``config.yaml`` → defaults for the options of every command, for clients, and for a clinic."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from relax.cli._settings import CLIENT, CLINIC, SETTINGS
from relax.hints import nearest
from relax.units import bytes_in, minutes_in

if TYPE_CHECKING:
    from collections.abc import Iterable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relax.cli._settings import SettingsFile
    from relax.errors import Place
    from relax.words import Clinic

_OF_CLINICS: Final = ("name", "closing")
"""Fields of the clinic's own words."""

_NESTED: Final = ("say", "record-sheet", "get", "check", "clear")
"""Commands of `relax voices` and `relax cache`, which take the defaults of that command."""

_OF_ONE_PERSON: Final = (
    "client_ref",
    "name",
    "pronunciation",
    "name_uses",
    "pronunciations",
    "intention",
    "avoid",
    "absent",
    "opt_in",
    "focus",
    "handedness",
    "breath_hold",
    "bpm_min",
    "bpm_max",
    "contraindications",
    "spiritual_ok",
    "imagery_ok",
)
"""Client fields that may have no default for everybody: one person's own, or done at their wish."""

_AS_OPTION: Final = {
    "voice": "voice",
    "voice_rate": "rate",
    "music": "bed",
    "duration_min": "minutes",
    "seed": "seed",
}
"""Client field → the option under which its default stands in the settings."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """The settings, as the command line uses them.

    Attributes:
        options: command → parameter → value: click's ``default_map``.
        client: field → value for every client file that leaves it out.
        clinic: the clinic's own words for every track from a template; None without any.
    """

    options: dict[str, Any] = field(default_factory=dict)
    client: dict[str, Any] = field(default_factory=dict)
    clinic: Clinic | None = None


def read_defaults(named: Path | None, commands: Iterable[str], command: str | None) -> Defaults:
    """The settings in the user's file; what counts for the command that runs is checked.

    Args:
        named: the file; None for ``config.yaml`` in the user's own configuration folder.
        commands: names of all commands.
        command: the one that runs; None for `relax` alone.

    Raises:
        BadInput: the file cannot be used, with its place.
    """
    import platformdirs  # noqa: PLC0415  (after --help)

    path = named or platformdirs.user_config_path("relax", appauthor=False) / "config.yaml"
    if named is None and not path.is_file():
        return Defaults()
    from relax.cli._config_file import read_settings  # noqa: PLC0415  (only where there is a file)

    found = read_settings(path)
    client, clinic = {}, None
    if command in (None, "make", "script", "batch"):
        client = _checked_client(found)
        clinic = _checked_clinic(found, client.get("language", "en"))
        if clinic and clinic.name:
            client.setdefault("clinic_name", clinic.name)
    running = command or "make"
    values: dict[str, dict[str, Any]] = {name: {} for name in commands}
    for name, value in found.options.items():
        setting = SETTINGS[name]
        if setting.is_path:
            value = str(path.parent / Path(value).expanduser())  # noqa: PLW2901
        if setting.counts_for(running):
            value = _checked(name, value, path, found.places[name])  # noqa: PLW2901
        if command == "batch" and setting.in_rows:
            client[setting.in_rows] = value
        for each in setting.commands or tuple(commands):
            values[each][setting.elsewhere.get(each, setting.parameter)] = value
    for options in values.values():
        options.update({nested: dict(options) for nested in _NESTED})
    return Defaults(values, client, clinic)


def _checked(name: str, value: str, path: Path, place: Place) -> str:
    """The value of an option, checked; a file gets its whole path.

    Raises:
        BadInput: the option does not take it; with the nearest value that it takes.
    """
    if name == "out":
        return value if "://" in value else str(Path(value).expanduser())
    if name == "bed":
        beside, own = path.parent / value, Path(value).expanduser()
        if beside.is_file() or own.suffix:
            return str(beside if beside.is_file() else own)
    if known := _known_values(name):
        engine = value.partition(":")[0] if name == "voice" else value
        if engine not in known:
            _refuse(f"There is no {name} called “{value}”.", nearest(engine, known), place)
    elif name in _READERS:
        read, message, hint = _READERS[name]
        if not read(value):
            _refuse(message, hint, place)
    elif name in _RANGES:
        _number(value, *_RANGES[name], place)
    elif name == "seed" and not value.isdecimal():
        _refuse("This is no seed.", "Write a whole number such as 0 or 7.", place)
    return value


_READERS: Final = {
    "minutes": (minutes_in, "This is no number of minutes.", "Write 10 or 7.5, or 7:30."),
    "cache-limit": (bytes_in, "This is no size.", "Write for example 500 MB or 2 GB."),
}
"""Option → what reads its value, and what is said of one that it cannot read."""

_RANGES: Final = {"rate": (0.5, 1.5), "bed-tone": (-12.0, 12.0)}
"""Option → least and most, as its click option has them."""


def _known_values(name: str) -> tuple[str, ...]:
    """The names that an option takes; empty where it takes something else than names."""
    match name:
        case "bed" | "loudness" | "warmth":
            from relax import sound  # noqa: PLC0415  (heavy)

            names = {"bed": sound.bed_names, "warmth": sound.warmth_names}
            return names[name]() if name in names else tuple(sound.load_presets())
        case "format":
            from relax.cli._track_file import FORMATS  # noqa: PLC0415

            return FORMATS
        case "voice":
            from relax.voices import engine_names  # noqa: PLC0415

            return engine_names()
    return ()


def _number(value: str, low: float, high: float, place: Place) -> None:
    """Refuse a value that is no number from ``low`` to ``high``."""
    try:
        right = low <= float(value) <= high
    except ValueError:
        right = False
    if not right:
        _refuse("This is no value for it.", f"It takes a number from {low:g} to {high:g}.", place)


def _refuse(message: str, hint: str, place: Place) -> NoReturn:
    """Raise ``BadInput``, which is imported only here: most runs need no error."""
    from relax.errors import BadInput  # noqa: PLC0415

    raise BadInput(message, hint=hint, place=place)


def _checked_clinic(found: SettingsFile, language: str) -> Clinic | None:
    """The clinic's own words, once each has passed the language check; None without any.

    Raises:
        BadInput: a field that is not known, or words that the language check refuses.
    """
    if not found.clinic:
        return None
    from relax.words import Clinic, clinic_problem  # noqa: PLC0415

    for name, text in found.clinic.items():
        if name not in _OF_CLINICS:
            place = found.names[f"{CLINIC}.{name}"]
            _refuse("This field is not known.", nearest(name, _OF_CLINICS), place)
        place = found.places[f"{CLINIC}.{name}"]
        if not isinstance(text, str):
            _refuse(f"{CLINIC}.{name} is text.", f'Write {name}: "…".', place)
        if wrong := text and clinic_problem(text, is_name=name == "name", language=language):
            message, hint = wrong
            _refuse(f"{CLINIC}.{name}: {message}", hint, place)
    return Clinic(**found.clinic)


def _checked_client(found: SettingsFile) -> dict[str, Any]:
    """The defaults for client files, each checked as a client file is.

    Raises:
        BadInput: a field that is not known, is one person's own, or has another value.
    """
    fields = found.client
    if not fields:
        return {}
    from relax.words import Client, client_problems  # noqa: PLC0415

    for name in fields:
        place = found.names[f"{CLIENT}.{name}"]
        if name not in Client.model_fields:
            may = tuple(each for each in Client.model_fields if each not in _OF_ONE_PERSON)
            _refuse("This field is not known.", nearest(name, may), place)
        if name in _OF_ONE_PERSON:
            hint = "Write it into a client file, which --client names."
            _refuse(f"{name} is one person's own, and no default for everybody.", hint, place)
        if name in _AS_OPTION:
            hint = f"Write {_AS_OPTION[name]}: … outside of {CLIENT}."
            _refuse(f"{name} has its place elsewhere here.", hint, place)
    for name, message, hint in client_problems(fields):
        _refuse(message, hint, found.places.get(f"{CLIENT}.{name}", found.places[CLIENT]))
    return fields
