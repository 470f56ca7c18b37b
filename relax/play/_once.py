"""One track, once, from its beginning to its end: somebody wants to hear what was made."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from relax.errors import SoundError
from relax.play._device import SpeakerOutput
from relax.play._doors import Manner
from relax.play._library import find_pieces
from relax.play._model import Entry, Plan
from relax.play._session import Session, play
from relax.play._sound_file import KINDS

if TYPE_CHECKING:
    from relax.play._model import Piece


@dataclass
class Once:
    """Plans one piece; whoever skips it, or hears its end, has heard all.

    Attributes:
        piece: what is played.
    """

    piece: Piece

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        """The piece from ``now`` on, or nothing when it was played or cannot be."""
        begin = datetime.fromtimestamp(now, UTC)
        if last == self.piece.path or self.piece.path in skip:
            return Plan(begin, ())
        end = begin + timedelta(seconds=self.piece.seconds)
        return Plan(begin, (Entry(begin, end, "track", self.piece),))

    def changed(self) -> bool:
        """Never: nothing is looked up."""
        return False


def can_play(file: Path) -> bool:
    """Whether this player decodes such files."""
    return file.suffix.lower() in KINDS


def has_loudspeaker() -> bool:
    """Whether a sound device can be opened here that leads somewhere."""
    try:
        output = SpeakerOutput()
    except SoundError:
        return False
    output.close()
    return not output.silent


def play_once(file: Path, *, full_screen: bool, device: str = "") -> None:
    """Play a file to its end, with the keys of `relax play`; nothing of it is written down.

    Raises:
        BadInput: it is no sound.
        RelaxError: the sound device cannot be opened.
    """
    (piece,), _ = find_pieces([file])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        play(
            Session(
                planning=Once(piece),
                library=[piece],
                journal=Path(folder) / "played.sqlite",
                device=device,
                manner=Manner(crossfade=0.0),
                full_screen=full_screen,
                out=sys.stderr,
            )
        )
