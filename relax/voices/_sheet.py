"""The record sheet: numbered lines for a therapist to read aloud, and which line a file is."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

SHEET_NAME: Final = "record-sheet.txt"
"""The sheet, in the folder the takes are saved in."""

_HEAD: Final = """\
# Read each line aloud as if to one person lying down. Leave a second of quiet before and after.
# Save each as a file of its own, named by its number: 001.wav, 002.wav … (flac, mp3, ogg too).
# A second try is 001-2.wav: the last good one is used. Leave this sheet in the same folder.
"""
_LINE: Final = re.compile(r"(\d+)[.):]?\s+(.+)")
_NUMBERED: Final = re.compile(r"(?:[A-Za-z]+[ _-]*)?(\d+)(.*)")
_TAKE: Final = re.compile(r"(?:take )?\w?\d*")
_SHORTEST_BEGINNING: Final = 24
"""Characters of a line that a file name must give if it does not give them all."""


def record_sheet(lines: Iterable[str]) -> str:
    """Numbered lines to read aloud, each once, in order."""
    numbered = enumerate(dict.fromkeys(lines), 1)
    return _HEAD + "".join(f"{n:03d}  {line}\n" for n, line in numbered)


def read_sheet(text: str) -> dict[int, str]:
    """The line of each number; what is not a numbered line is passed over."""
    found = (_LINE.fullmatch(line.strip()) for line in text.splitlines())
    return {int(match[1]): match[2] for match in found if match}


def plain(text: str) -> str:
    """``text`` as it is compared: letters and digits in lower case, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    return " ".join(re.findall(r"\w+", folded.replace("_", " ")))


def is_take_of(stem: str, text: str, sheet: dict[int, str]) -> bool:
    """Whether a file called ``stem`` is a recording of the line ``text``.

    Its name is the line, or the beginning of it, or the line's number on the sheet: ``012``,
    ``line 12``, ``012-2``, ``012 take 2``, ``012 Let the hands``.
    """
    wanted = plain(text)
    if is_beginning(plain(stem), wanted):
        return True
    number = _NUMBERED.fullmatch(stem)
    if number is None:
        return False
    rest = plain(number[2])
    if is_beginning(rest, wanted):
        return True
    line = plain(sheet.get(int(number[1]), ""))
    return bool(wanted) and line == wanted and bool(_TAKE.fullmatch(rest) or line.startswith(rest))


def is_beginning(name: str, wanted: str) -> bool:
    """Whether a name says enough of a line to be it."""
    if name == wanted:
        return bool(wanted)
    return len(name) >= _SHORTEST_BEGINNING and wanted.startswith(name)


def in_order(stem: str) -> list[tuple[int, str]]:
    """A key that sorts ``9`` before ``10``."""
    parts = re.split(r"(\d+)", stem)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
