"""Voices and beds to hear, one beside another, before anything is made."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from relax.errors import RelaxError
from relax.files import clear_unfinished

if TYPE_CHECKING:
    from relax.home import Home
    from relax.request import Request
    from relax.speaking import OpenVoices
    from relax.words import Script, Sentence


class Samples:
    """A few sentences by every voice and over every bed, made when they are first asked for.

    Args:
        home: the installation; they are kept in its cache.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._folder = home.cache / "samples"
        self._lock = threading.Lock()
        self._opened: OpenVoices | None = None

    def line(self, script: Script, sentence: Sentence, request: Request, personal: Path) -> Path:
        """The WAV of one line in its voice; who asks deletes it.

        Args:
            script: what the line stands in.
            sentence: the line.
            request: voice and preferences.
            personal: where voiced phrases go that hold something personal.

        Raises:
            RelaxError: it cannot be spoken.
        """
        from relax.sample import line_to  # noqa: PLC0415  (numpy and more)
        from relax.speaking import OpenVoices  # noqa: PLC0415

        handle, name = tempfile.mkstemp(suffix=".wav")
        os.close(handle)
        home = replace(self._home, personal_clips=personal)
        with self._lock, ExitStack() as failed:
            failed.callback(Path(name).unlink)
            self._opened = self._opened or OpenVoices()
            line_to(Path(name), script, sentence, request, home, self._opened)
            failed.pop_all()
        return Path(name)

    def warm(self, voice: str) -> None:
        """Let a voice load, so that the first line is heard at once."""
        from relax.speaking import OpenVoices  # noqa: PLC0415

        with self._lock, suppress(RelaxError):  # told when a line is asked for
            self._opened = self._opened or OpenVoices()
            start = getattr(self._opened.get(voice, self._home), "start", None)
            if start:
                start()

    def close(self) -> None:
        """End the voices that are open."""
        with self._lock:
            if self._opened:
                self._opened.close()

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
