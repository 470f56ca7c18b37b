"""Clips kept by content: what was voiced once is not voiced again.

Lines that hold something personal are kept apart, under names that cannot be guessed, one folder
for each owner, so that one person's can be deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.errors import VoiceError
from relax.files import clear_unfinished, files_below, private_folder, used_now, whole_file
from relax.voices import _wav
from relax.voices._claims import Claims
from relax.voices._protocol import Clip
from relax.voices._settings import voice_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from relax.voices._protocol import Manner

_LOG: Final = logging.getLogger(__name__)

_MAKING: Final = "clips 2"
"""How a clip is made from what an engine wrote. A change that can be heard counts it up."""


@dataclass(frozen=True, slots=True)
class ClipCache:
    """Clips in ``folder``, which any number of processes may use at once.

    Attributes:
        folder: made when it is first needed.
        secret: makes the names of personal clips unguessable.
        owner: an opaque token of whoever personal lines belong to.
        apart: where personal clips are kept; None for a folder of their own in ``folder``.
    """

    folder: Path
    secret: bytes
    owner: str = "nobody"
    apart: Path | None = None

    def path(self, identity: str, manner: Manner, text: str, *, private: bool) -> Path:
        """Where the clip of this text by this voice belongs."""
        making = f"{_MAKING} {voice_data().trim.model_dump_json()}"
        parts = (making, identity, repr(manner.rate), repr(manner.pitch), text)
        message = b"".join(
            len(data).to_bytes(8, "big") + data for data in (part.encode() for part in parts)
        )
        if private:
            name = hmac.new(self.secret, message, hashlib.sha256).hexdigest()
            return self._owned(self.owner) / f"{name}.wav"
        name = hashlib.sha256(message).hexdigest()
        return self.folder / name[:2] / f"{name}.wav"

    @property
    def _private(self) -> Path:
        return self.apart or self.folder / "private"

    def _owned(self, owner: str) -> Path:
        """One owner's personal clips."""
        token = hmac.new(self.secret, b"owner\0" + owner.encode(), hashlib.sha256).hexdigest()
        return self._private / token[:32]

    def find(self, path: Path) -> Clip | None:
        """The clip at ``path`` if it is there and whole; it counts as used now.

        A broken one is not deleted but voiced anew over it: another process may have put a whole
        one in its place since.
        """
        frames = _wav.whole_frames(path)
        if frames is None:
            return None
        if not used_now(path):  # another process has just made room
            return None
        return Clip(path, frames, private=path.is_relative_to(self._private))

    def add(self, path: Path, make: Callable[[Path], int], *, private: bool) -> Clip:
        """The clip that ``make`` writes to the path it is given, kept as ``path``.

        Raises:
            VoiceError: the cache cannot be written, e.g. the disk is full.
        """
        try:
            self._make_folder(path.parent, private=private)
            with whole_file(path, private=private) as temporary:
                frames = make(temporary)
        except OSError as error:
            raise self._unwritable(error) from None
        return Clip(path, frames, private=private)

    @contextlib.contextmanager
    def workspace(self) -> Iterator[Path]:
        """A folder that only its owner can open, for sounds on their way; deleted afterwards.

        Raises:
            VoiceError: the cache cannot be written.
        """
        with contextlib.ExitStack() as stack:
            try:
                self._make_folder(self._private, private=True)
                clear_unfinished(self._private)
                folder = stack.enter_context(private_folder(self._private))
            except OSError as error:
                raise self._unwritable(error) from None
            yield folder

    def claims(self) -> Claims:
        """Claims on lines that are not here yet, between processes."""
        return Claims(self.folder / "claims")

    def _make_folder(self, folder: Path, *, private: bool) -> None:
        if private:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._private.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)

    def _unwritable(self, error: OSError) -> VoiceError:
        reason = (error.strerror or "it failed").lower()
        return VoiceError(
            f"The folder for voiced lines, {self.folder}, cannot be written: {reason}.",
            hint="Choose another with RELAX_CACHE.",
        )

    def _now(self) -> float:
        """The time by the clock of the disk that the clips are on."""
        with tempfile.TemporaryFile(dir=self.folder) as file:
            return os.fstat(file.fileno()).st_mtime

    def old_private(self, unused_s: float) -> list[Path]:
        """Everybody's personal clips that no track has used for so many seconds."""
        if not self._private.is_dir():
            return []
        oldest = self._now() - unused_s
        found = []
        for path in _clips_in(self._private):
            with contextlib.suppress(OSError):  # another process may have deleted it
                if path.stat().st_mtime < oldest:
                    found.append(path)
        return found

    def purge_old_private(self, unused_s: float) -> int:
        """Delete everybody's personal clips that were not used for so long; how many there were.

        Raises:
            VoiceError: one cannot be deleted.
        """
        clear_unfinished(self._private)
        old = self.old_private(unused_s)
        try:
            for path in old:
                path.unlink(missing_ok=True)
        except OSError:
            raise self._undeletable() from None
        for folder in self._owners():
            with contextlib.suppress(OSError):  # others are still in it
                folder.rmdir()
        _LOG.info("%d personal clips deleted, unused for %.0f days", len(old), unused_s / 86_400)
        return len(old)

    def purge_private(self, owner: str) -> int:
        """Delete one owner's personal clips; how many there were.

        What processes that were killed left behind goes too: it may hold anybody's words.

        Raises:
            VoiceError: they cannot be deleted.
        """
        clear_unfinished(self._private)
        folder = self._owned(owner)
        count = sum(1 for _ in _clips_in(folder))
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise self._undeletable()
        _LOG.info("%d clips of one person deleted", count)
        return count

    def _undeletable(self) -> VoiceError:
        return VoiceError(
            f"Voiced lines in {self._private} could not all be deleted.",
            hint="Try again when no track is being made.",
        )

    def _owners(self) -> list[Path]:
        """Folders of personal clips; what a process is working in is not among them."""
        return [each for each in self._private.glob("*") if not each.name.startswith(".")]


def _clips_in(folder: Path) -> Iterator[Path]:
    return (path for path in files_below(folder) if path.suffix == ".wav")
