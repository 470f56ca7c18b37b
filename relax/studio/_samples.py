"""Voices and beds to hear, one beside another, before anything is made."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

from relax.files import clear_unfinished

if TYPE_CHECKING:
    from pathlib import Path

    from relax.home import Home


class Samples:
    """A few sentences by every voice and over every bed, made when they are first asked for.

    Args:
        home: the installation; they are kept in its cache.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._folder = home.cache / "samples"
        self._lock = threading.Lock()

    def find(self, voice: str, bed: str) -> Path:
        """The MP3 of one; "" is the default voice, and no bed.

        Raises:
            RelaxError: there is no such voice or bed, or it cannot be made.
        """
        from relax.sample import make_short_sample  # noqa: PLC0415  (numpy and more)

        name = hashlib.sha256(f"{voice}\n{bed}".encode()).hexdigest()[:16]
        path = self._folder / f"{name}.mp3"
        with self._lock:  # each is made once, and one at a time: there may be two cores
            if not path.is_file():
                self._folder.mkdir(parents=True, exist_ok=True)
                clear_unfinished(self._folder)
                make_short_sample(path, voice, bed, self._home)
        return path
