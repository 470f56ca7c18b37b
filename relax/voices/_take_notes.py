"""What was found out about a recording, kept so that nothing is heard twice.

It holds what a person said, so it is its owner's alone, and is forgotten when no track has needed
it for some time.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, Field

from relax.errors import RelaxError
from relax.files import used_now, whole_file
from relax.voices._claims import Claims
from relax.voices._take_cut import Piece  # noqa: TC001  (pydantic reads it)
from relax.voices._take_data import take_data
from relax.voices._take_hear import Word  # noqa: TC001
from relax.voices._take_stretches import Stretch  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SUFFIX: Final = ".json"
_DAY_S: Final = 86_400.0


class Notes(BaseModel):
    """Everything that takes time to find out about one recording.

    Attributes:
        stretches: where somebody may speak; empty before it was heard.
        words: what is said, in order.
        alone: number of a stretch → what is heard when it is heard alone.
        placed: a place and words → when each of them is said.
        cut: the times of words → where they are cut out.
        faults: a place and a line → why it cannot be used, "" if it can.
        checked: a place → what is heard of what was cut out there.
    """

    model_config = ConfigDict(extra="forbid")

    stretches: list[Stretch] = Field(default_factory=list)
    words: list[Word] = Field(default_factory=list)
    alone: dict[int, list[Word]] = Field(default_factory=dict)
    placed: dict[str, list[tuple[float, float]] | None] = Field(default_factory=dict)
    cut: dict[str, list[Piece]] = Field(default_factory=dict)
    faults: dict[str, str] = Field(default_factory=dict)
    checked: dict[str, str] = Field(default_factory=dict)


class NotesFile:
    """The notes on a recording in a folder, or nowhere but in memory.

    Args:
        folder: None to keep nothing.
        identity: of the recording and of everything that decides what is heard of it.
    """

    def __init__(self, folder: Path | None, identity: str) -> None:
        name = hashlib.sha256(identity.encode()).hexdigest() + _SUFFIX
        self._path = folder / name if folder else None

    def load(self) -> Notes:
        """What is known; nothing where that cannot be read."""
        if self._path is None:
            return Notes()
        try:
            notes = Notes.model_validate_json(self._path.read_bytes())
            used_now(self._path)
        except (OSError, ValueError):
            return Notes()
        return notes

    def save(self, notes: Notes) -> None:
        """Keep what is known now; a cache that cannot be written costs only time."""
        if self._path is None:
            return
        with contextlib.suppress(OSError, RelaxError):  # a full disk, say
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with whole_file(self._path, private=True) as file:
                file.write_text(notes.model_dump_json(), encoding="utf-8")
            _forget_old(self._path.parent)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other process listens to this recording, and let others wait."""
        if self._path is None:
            yield
            return
        with Claims(self._path.parent.parent / "claims") as claims:
            claims.take(self._path, wait=True)
            yield


def _forget_old(folder: Path) -> None:
    oldest = time.time() - take_data().clip.keep_days * _DAY_S
    for path in folder.glob(f"*{_SUFFIX}"):
        with contextlib.suppress(OSError):  # another process may have deleted it
            if path.stat().st_mtime < oldest:
                path.unlink()
