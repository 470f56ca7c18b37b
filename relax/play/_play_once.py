"""A sound file → heard once, from beginning to end: ``--play`` after a track was made."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from relax.errors import SoundError
from relax.play._session import Session, play
from relax.play.library import KINDS, find_pieces
from relax.play.plan import TrackPlanner
from relax.play.player import PlaySettings
from relax.play.sound import SpeakerOutput


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
                planner=TrackPlanner(piece),
                library=[piece],
                journal=Path(folder) / "played.sqlite",
                device=device,
                settings=PlaySettings(crossfade=0.0),
                full_screen=full_screen,
                out=sys.stderr,
            )
        )
