"""The therapist's own voice: a folder of takes, line by line, or one long recording of them all."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, VoiceError
from relax.voices._protocol import VoiceInfo
from relax.voices._settings import voice_data
from relax.voices._sheet import SHEET_NAME, in_order, is_take_of, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relax.voices._protocol import Manner, Voice, VoiceSettings
    from relax.voices._take_voice import TakeVoice

_SOUNDS: Final = frozenset(
    {".wav", ".flac", ".ogg", ".opus", ".mp3", ".aif", ".aiff", ".m4a", ".aac", ".wma", ".caf"}
)
_NEEDS: Final = "a folder of takes, or one recording: recorded:FOLDER, recorded:TAKE.wav"
_RECORD: Final = "Record it (`relax voices record-sheet` numbers the lines)"


class RecordedVoice:
    """Takes from one folder.

    What was wrong with takes that another voice had to speak for is asked of :meth:`notices_for`.
    """

    knows_names = True
    """A person says them as they are."""

    def __init__(self, folder: Path, fill: Voice | None) -> None:
        self._folder = folder
        self._fill = fill
        self._files = sorted(_sounds(folder), key=lambda path: in_order(path.stem))
        self._sheet = read_sheet(_sheet_text(folder))

    @property
    def takes_ipa(self) -> bool:
        """Whether the voice that fills in does; a take is said as it is said."""
        return self._fill is None or getattr(self._fill, "takes_ipa", False)

    @property
    def identity(self) -> str:
        """The takes, by name, size and time, how they are treated, and the voice that fills in."""
        files = [(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in self._files]
        facts = [files, _sheet_text(self._folder), voice_data().takes.model_dump()]
        digest = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
        return f"recorded {digest} fill {self._fill.identity if self._fill else 'none'}"

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write the last good take of ``text`` to ``out``; ``manner`` moves the fill voice alone.

        Raises:
            VoiceError: there is no good take, and no voice to fill in.
        """
        from relax.voices._takes import BadTakeError, prepare  # noqa: PLC0415  (heavy)

        wrong = ""
        for file in reversed(self._files):
            if not is_take_of(file.stem, text, self._sheet):
                continue
            try:
                prepare(file, text, out)
            except BadTakeError as error:
                wrong = wrong or f"{self._name(file)} {error}"
            else:
                return
        self._without_take(wrong, text, manner, out)

    def _name(self, file: Path) -> str:
        """The file's name if it is a number; words may be somebody's own."""
        return f"The take {file.name}" if file.stem[:1].isdigit() else "A take of a line"

    def _without_take(self, wrong: str, text: str, manner: Manner, out: Path) -> None:
        if self._fill is None:
            raise VoiceError(
                f"{wrong}." if wrong else "There is no take of a line.",
                hint=f"{_RECORD}, or name a voice to fill in.",
            )
        from relax.voices._takes import fill_in  # noqa: PLC0415  (heavy)

        fill_in(self._fill, text, manner, out)

    def notices_for(self, texts: Iterable[str]) -> tuple[str, ...]:
        """What a person should know of the takes of ``texts``, whether voiced now or before."""
        told, missing = [], 0
        for text in dict.fromkeys(texts):
            files = [f for f in reversed(self._files) if is_take_of(f.stem, text, self._sheet)]
            faults = [_fault(file, text, file.stat().st_mtime_ns) for file in files]
            if not files:
                missing += 1
            elif all(faults):
                told.append(f"{self._name(files[0])} {faults[0]}; another voice speaks for it.")
        if missing:
            lines = "1 line has" if missing == 1 else f"{missing} lines have"
            told.append(f"{lines} no take; another voice speaks there.")
        return tuple(told)

    def close(self) -> None:
        """End the voice that fills in."""
        if self._fill is not None:
            self._fill.close()


@cache
def _fault(file: Path, text: str, _changed: int) -> str:
    """Why a take cannot be used, "" if it can."""
    from relax.voices._takes import BadTakeError, judged  # noqa: PLC0415  (heavy)

    try:
        judged(file, text)
    except BadTakeError as error:
        return str(error)
    return ""


def _sounds(folder: Path) -> list[Path]:
    files = (path for path in folder.iterdir() if path.is_file() and path.stem[:1] != ".")
    return [path for path in files if path.suffix.lower() in _SOUNDS]


def _sheet_text(folder: Path) -> str:
    """The record sheet beside the takes; "" when they are named by their text."""
    try:
        return (folder / SHEET_NAME).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"The record sheet in {folder} cannot be read.") from None


def open_voice(name: str | None, settings: VoiceSettings) -> RecordedVoice | TakeVoice:
    """The voice behind ``recorded`` (from the settings), ``recorded:FOLDER`` or ``recorded:FILE``.

    Raises:
        BadInput: no folder or file, or a folder without a single sound in it.
    """
    from relax.voices._open import open_voice as open_any  # noqa: PLC0415  (it opens us)
    from relax.voices._take_voice import TakeVoice  # noqa: PLC0415  (not for takes of lines)

    place = Path(name) if name else settings.recordings
    if place is None:
        raise BadInput("The voice recorded needs a folder or a recording.", hint=f"Name {_NEEDS}.")
    if not place.exists():
        raise BadInput(
            f"There is no folder {place} with takes, and no such recording.", hint=f"Name {_NEEDS}."
        )
    if place.is_dir() and not _sounds(place):
        raise BadInput(f"There is no sound file in {place}.", hint=f"{_RECORD}.")
    fill = settings.fill
    if fill.partition(":")[0] == "recorded":
        raise BadInput("A voice that fills in must be another one than recorded.")
    filling = open_any(fill, settings) if fill else None
    if place.is_dir():
        return RecordedVoice(place, filling)
    if not place.is_file():  # a pipe would be waited for
        raise BadInput(f"The recording {place} is no ordinary file.", hint="Name a sound file.")
    return TakeVoice(place, filling, settings)


def list_voices(settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
    """The folder or recording of the settings, or what is missing."""
    del everything
    needs = "" if settings.recordings and settings.recordings.exists() else _NEEDS
    return [VoiceInfo("recorded", "recorded", "", "Your own voice, line by line or in one", needs)]
