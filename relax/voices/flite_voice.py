"""flite: a small synthesiser that Linux distributions have, clearer than espeak-ng in English."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, VoiceError
from relax.voices._program import ProgramVoice, find_program
from relax.voices._settings import chosen_voices, voice_data
from relax.voices._text import to_ascii
from relax.voices._worker_voice import unknown_voice

if TYPE_CHECKING:
    from relax.voices._protocol import Manner, VoiceInfo, VoiceSettings

_NEEDS: Final = "the program flite (on Debian and Ubuntu: apt install flite)"
_VOICE_FILE: Final = ".flitevox"


class FliteVoice(ProgramVoice):
    """One of flite's voices."""

    def __init__(self, program: Path, voice: str, settings: VoiceSettings) -> None:
        super().__init__(settings.timeout_s)
        self._program = program
        self._voice = voice

    @property
    def identity(self) -> str:
        """Version and voice; a voice file counts by its size and time."""
        voice = Path(self._voice)
        facts = [_ask(self._program, "--version"), voice.stem]
        if voice.suffix == _VOICE_FILE:
            facts += [str(voice.stat().st_size), str(voice.stat().st_mtime_ns)]
        return f"flite {facts}"

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write ``text`` spoken to ``out``.

        Raises:
            VoiceError: a word is in a script flite cannot read, or flite failed.
        """
        plain = to_ascii(text)
        if plain is None:
            raise VoiceError(
                "flite cannot read a word of a line: it knows the letters A to Z alone.",
                hint="Give it a respelling under `pronunciation`, or take another --voice.",
            )
        stretch, shift = 1 / manner.rate, 2 ** (manner.pitch / 12)

        def command(text_file: Path) -> list[str]:
            settings = [f"duration_stretch={stretch:.4f}", f"f0_shift={shift:.4f}"]
            options = [part for setting in settings for part in ("--setf", setting)]
            files = ["-f", str(text_file), "-o", str(out)]
            return [str(self._program), "-voice", self._voice, *options, *files]

        self.run(plain, out, command)


@cache
def _ask(program: Path, question: str) -> str:
    """What flite answers to ``--version`` or ``-lv``.

    Raises:
        VoiceError: it does not run.
    """
    try:
        done = subprocess.run(
            [program, question], capture_output=True, timeout=30, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        raise VoiceError(f"The program {program.name} does not run.") from None
    return " ".join(done.stdout.split())


def _names(program: Path) -> list[str]:
    """The voices built into flite."""
    return _ask(program, "-lv").rpartition(":")[2].split()


def open_voice(name: str | None, settings: VoiceSettings) -> FliteVoice:
    """The voice behind ``flite``, ``flite:slt`` or ``flite:some/file.flitevox``.

    Raises:
        BadInput: flite is not installed, or has no such voice.
    """
    program = find_program(settings.flite or "flite")
    if program is None:
        raise BadInput(f"The voice flite needs {_NEEDS}.", hint="`relax voices` lists others.")
    voice = name or voice_data().flite.voice
    if voice.endswith(_VOICE_FILE):
        if not Path(voice).is_file():
            raise BadInput(f"There is no voice file {voice}.")
        return FliteVoice(program, str(Path(voice).absolute()), settings)
    names = _names(program)
    if voice not in names:
        raise unknown_voice("flite:", voice, names)
    return FliteVoice(program, voice, settings)


def list_voices(settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
    """The voices measured, and what is missing if flite is."""
    from relax.voices._protocol import VoiceInfo  # noqa: PLC0415

    program = find_program(settings.flite or "flite")
    if program is None:
        return chosen_voices("flite", _NEEDS)
    names = _names(program)
    rows = [row for row in chosen_voices("flite") if row.id.partition(":")[2] in names]
    if everything:
        known = {row.id for row in rows}
        found = [VoiceInfo(f"flite:{name}", "flite", "en", "") for name in names]
        rows += [row for row in found if row.id not in known]
    return rows
