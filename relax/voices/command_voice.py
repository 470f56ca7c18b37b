"""Any program that reads a text file and writes a WAV."""

from __future__ import annotations

import hashlib
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput
from relax.voices._program import ProgramVoice, find_program
from relax.voices._protocol import VoiceInfo

if TYPE_CHECKING:
    from relax.voices._protocol import Manner, VoiceSettings

_EXAMPLE: Final = "command:espeak-ng -f {text_file} -w {wav}"


class CommandVoice(ProgramVoice):
    """A program of the user's own, started anew for every line."""

    def __init__(self, arguments: tuple[str, ...], settings: VoiceSettings) -> None:
        super().__init__(settings.timeout_s)
        self._arguments = arguments

    @property
    def identity(self) -> str:
        """The command, and size and time of every file it names: a new model is a new voice."""
        files = []
        for argument in self._arguments:
            path = Path(argument)
            if path.is_file():
                stat = path.stat()
                files.append((stat.st_size, stat.st_mtime_ns))
        facts = hashlib.sha256(json.dumps([self._arguments, files]).encode()).hexdigest()
        return f"command {Path(self._arguments[0]).name} {facts}"

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write ``text`` spoken to ``out``.

        Raises:
            VoiceError: the program failed, with its own words and never those of the line.
        """
        rate = f"{manner.rate:g}"

        def command(text_file: Path) -> list[str]:
            filled = {"{text_file}": str(text_file), "{wav}": str(out), "{rate}": rate}
            return [_fill(argument, filled) for argument in self._arguments]

        self.run(text, out, command)


def _split(template: str) -> list[str]:
    """Arguments as the system's own shell would split them."""
    if sys.platform == "win32":  # where a backslash is part of a path
        return [part.strip('"') for part in shlex.split(template, posix=False)]
    return shlex.split(template)


def _fill(argument: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        argument = argument.replace(name, value)
    return argument


def open_voice(name: str | None, settings: VoiceSettings) -> CommandVoice:
    """The voice behind ``command`` (from the settings) or ``command:program --options``.

    The arguments are split as a shell would and given to the program itself: no shell runs.

    Raises:
        BadInput: no command, one without its two files, or a program that is not there.
    """
    template = name or settings.command
    if not template:
        raise BadInput("The voice command needs a command.", hint=f"For example: {_EXAMPLE}")
    try:
        arguments = _split(template)
    except ValueError as error:
        raise BadInput(f"The voice command cannot be read: {error}.") from None
    for needed in ("{text_file}", "{wav}"):
        if not any(needed in argument for argument in arguments):
            raise BadInput(
                f"The voice command does not say where {needed} goes.",
                hint=f"For example: {_EXAMPLE}",
            )
    program = find_program(arguments[0])
    if program is None:
        raise BadInput(f"There is no program {arguments[0]} to speak with.")
    return CommandVoice((str(program), *arguments[1:]), settings)


def list_voices(settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
    """One row: what stands behind it only the user knows."""
    del everything
    needs = "" if settings.command else f"a command, e.g. {_EXAMPLE}"
    return [VoiceInfo("command", "command", "", "Any program that writes a WAV", needs)]
