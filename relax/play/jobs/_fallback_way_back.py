"""The tracks that are played → a short track that brings a listener back, made meanwhile.

It is for when no track has a chapter "Come back now"; a thread waits for the process that makes it.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from relax.errors import RelaxError
from relax.play.jobs._subprocess_job import SubprocessJob
from relax.play.library import find_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from relax.home import Home
    from relax.play.plan import Piece

_BEFORE_S = 1.0  # the bed is heard this long before the first word, and no longer


class FallbackWayBack:
    """Makes that track, or finds it in the cache, while others play; it may never be ready.

    Args:
        home: whose cache and programs.
        bed: what sounds between tracks, by its name.
        tracks: what is played, whose voice and language are wished for.
        tell: takes a sentence for the person when it cannot be made.
    """

    piece: Piece | None = None
    """It, once it is ready."""

    def __init__(
        self, home: Home, bed: str, tracks: Sequence[Path], tell: Callable[[str], None]
    ) -> None:
        self._tell = tell
        self._asked = {
            "cache": str(home.cache),
            "data": str(home.data),
            "ffmpeg": home.ffmpeg and str(home.ffmpeg),
            "espeak_library": home.espeak_library and str(home.espeak_library),
            "bed": bed,
            "tracks": [str(path) for path in tracks],
        }
        self._child = SubprocessJob(
            "relax.play.jobs._fallback_way_back_job", "The way back could not be made."
        )
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Have it made, unless that was asked before; comes back at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Nobody needs it any more."""
        self._child.give_up()

    def _work(self) -> None:
        try:
            found = self._child.ask(self._asked)
            piece = find_pieces([Path(found["path"])])[0][0]
            begins = max(0.0, piece.spoken[0][0] - _BEFORE_S) if piece.spoken else 0.0
            self.piece = replace(piece, title=found["title"], way_back=begins)
        except RelaxError:
            self._tell("A way back could not be made: come back now only fades.")
