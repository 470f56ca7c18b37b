"""Which options ``config.yaml`` may hold, and ``SettingsFile``: what one holds, with each place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.errors import Place

_TRACK: Final = ("make", "voice")
_WORDS: Final = ("make", "script", "voice")
_TAGGED: Final = ("make", "voice", "batch")
_FOLDERS: Final = ("make", "voice", "batch", "forget", "purge")
EVERY: Final = ()
"""No command is named: the setting counts for all that have such an option."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One option that the file may hold.

    Attributes:
        parameter: the name of click's parameter.
        commands: those for which it counts; ``EVERY`` for all that have such an option.
        is_path: whether its value is a file, looked for from the folder of the settings.
        elsewhere: command → its parameter, where that is called otherwise there.
        in_rows: the client field that it fills in rows of a roster that leave it empty; "" for
            none.
    """

    parameter: str
    commands: tuple[str, ...] = EVERY
    is_path: bool = False
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    in_rows: str = ""

    def counts_for(self, command: str) -> bool:
        """Whether the setting counts for ``command``."""
        in_row = command == "batch" and bool(self.in_rows)
        return in_row or not self.commands or command in self.commands


SETTINGS: Final[dict[str, Setting]] = {
    "voice": Setting("voice", ("make", "voice", "batch", "voices")),
    "rate": Setting("rate", in_rows="voice_rate"),
    "bed": Setting("bed", (*_WORDS, "play", "check"), in_rows="music"),
    "rules": Setting("rules", ("check", "voice"), is_path=True),
    "bed-tone": Setting("bed_tone_db", _TRACK),
    "loudness": Setting("loudness", (*_TRACK, "batch"), elsewhere={"batch": "preset"}),
    "warmth": Setting("warmth", _TRACK),
    "format": Setting("format_", _TRACK),
    "minutes": Setting("minutes", ("make", "script")),
    "seed": Setting("seed", _WORDS),
    "out": Setting("out", _FOLDERS),
    "title": Setting("title", _TAGGED),
    "artist": Setting("artist", _TAGGED),
    "cover": Setting("cover", _TAGGED, is_path=True),
    "voice-model": Setting("piper_model", is_path=True),
    "recordings": Setting("recordings", is_path=True),
    "fill": Setting("fill"),
    "voice-command": Setting("voice_command"),
    "voice-mirror": Setting("mirror"),
    "pronunciations": Setting("pronunciation_file", is_path=True),
    "templates": Setting("template_folder", is_path=True),
    "cache-limit": Setting("cache_limit"),
}
"""Name in the file → the option that it sets."""

CLIENT: Final = "client"
"""The name under which fields of client files stand."""

CLINIC: Final = "clinic"
"""The name under which a clinic's own words stand."""


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What the file holds.

    Attributes:
        options: name of an option → its value, as text.
        client: field of client files → its value.
        clinic: ``name`` or ``closing`` → its text.
        places: name of an option, ``client.<field>`` or ``clinic.<field>`` → where its value is.
        names: ``client.<field>`` or ``clinic.<field>`` → where that name is.
    """

    options: dict[str, str]
    client: dict[str, Any]
    clinic: dict[str, Any]
    places: dict[str, Place]
    names: dict[str, Place]
