"""Where a person's own things are, said once: defaults for options, from a file of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PARAMETERS: Final = {
    "rate": "rate",
    "voice-model": "piper_model",
    "recordings": "recordings",
    "fill": "fill",
    "voice-command": "voice_command",
    "voice-mirror": "mirror",
    "pronunciations": "pronunciation_file",
    "templates": "template_folder",
}
"""Option → what click calls it. Nothing about a person, nor what a client file may choose."""

_PLACES: Final = ("voice-model", "recordings", "pronunciations", "templates")
_NESTED: Final = ("say", "record-sheet", "get")


def defaults_from(named: Path | None, commands: Iterable[str]) -> dict[str, Any]:
    """The ``default_map`` of click for every command; empty where there is no such file.

    Args:
        named: the file; None for ``config.yaml`` in the user's own configuration folder.
        commands: names of all commands.

    Raises:
        BadInput: the file cannot be used, with its place.
    """
    import platformdirs  # noqa: PLC0415  (after --help)

    path = named or platformdirs.user_config_path("relax", appauthor=False) / "config.yaml"
    if named is None and not path.is_file():
        return {}
    values = {PARAMETERS[name]: value for name, value in _read(path).items()}
    own: dict[str, Any] = {**values, **dict.fromkeys(_NESTED, values)}
    return dict.fromkeys(commands, own)


def _read(path: Path) -> dict[str, str]:
    import yaml  # noqa: PLC0415  (only where there is a file)

    from relax.errors import BadInput, Place  # noqa: PLC0415
    from relax.words import nearest  # noqa: PLC0415

    place = Place(str(path))
    try:
        found = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506  (makes only text)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise BadInput(f"The settings cannot be read: {reason}.", place=place) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise BadInput("The settings are not well formed YAML.", place=place) from None
    found = found or {}
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        hint = "Write for example: voice-model: /home/me/amy.onnx"
        raise BadInput("Settings are options and their values.", hint=hint, place=place)
    for name in found:
        if name not in PARAMETERS:
            hint = nearest(name, tuple(PARAMETERS))
            raise BadInput(f"There is no setting “{name}”.", hint=hint, place=place)
    return {
        name: str(path.parent / value) if name in _PLACES else value
        for name, value in found.items()
    }
