"""How much of their sound the last tracks took from the cache: two numbers a track, no more."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.errors import RelaxError
from relax.files import whole_file

if TYPE_CHECKING:
    from pathlib import Path

_NAME: Final = "taken.txt"

_LAST: Final = 20
"""Tracks that are told of."""

_MOST_BYTES: Final = 4_000
"""When it is longer, only the last tracks stay: it is written anew every few hundred tracks."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the last tracks took.

    Attributes:
        tracks: how many they are.
        share: of all their sound, 0 to 1.
    """

    tracks: int
    share: float


def note_taken(cache: Path, taken_s: float, whole_s: float) -> None:
    """Note how many seconds of a finished track came from the cache, where that can be written."""
    path = cache / _NAME
    with contextlib.suppress(OSError, RelaxError):
        with path.open("a", encoding="ascii") as file:  # one write of one line: others add theirs
            file.write(f"{taken_s:.0f} {whole_s:.0f}\n")
        if path.stat().st_size > _MOST_BYTES:
            lines = path.read_text(encoding="ascii", errors="replace").splitlines(keepends=True)
            with whole_file(path) as temporary:
                temporary.write_text("".join(lines[-_LAST:]), encoding="ascii")


def last_taken(cache: Path) -> Taken | None:
    """What the last tracks took; None where none was made. Lines that are damaged do not count."""
    try:
        lines = (cache / _NAME).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    tracks = [
        (int(numbers[0]), int(numbers[1]))
        for numbers in map(str.split, lines[-_LAST:])
        if len(numbers) == 2 and all(map(str.isdecimal, numbers))
    ]
    whole_s = sum(whole for _, whole in tracks)
    if not whole_s:
        return None
    return Taken(len(tracks), min(sum(taken for taken, _ in tracks) / whole_s, 1.0))


def forget_taken(cache: Path) -> None:
    """Delete the notes."""
    with contextlib.suppress(OSError):
        (cache / _NAME).unlink()
