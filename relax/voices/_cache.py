"""Clips kept by content: what was voiced once is not voiced again.

Lines that hold something personal are kept apart, under names that cannot be guessed, one folder
for each owner, so that one person's can be deleted.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.files import whole_file
from relax.voices._protocol import Clip

if TYPE_CHECKING:
    from pathlib import Path

    from relax.voices._protocol import Manner

LARGEST_BYTES: Final = 1_000_000_000
"""About 3 hours of speech; the least lately used go first."""

IN_USE_S: Final = 3600.0
"""A clip touched this recently may be part of a track being made, and stays."""


@dataclass(frozen=True, slots=True)
class ClipCache:
    """Clips in ``folder``; ``secret`` makes the names of personal ones unguessable.

    ``owner``: an opaque token of whoever personal lines belong to.
    """

    folder: Path
    secret: bytes
    owner: str = "nobody"
    largest_bytes: int = LARGEST_BYTES

    def path(self, identity: str, manner: Manner, text: str, *, private: bool) -> Path:
        """Where the clip of this text by this voice belongs."""
        parts = (identity, f"{manner.rate:g}", f"{manner.pitch:g}", text)
        message = b"".join(
            len(data).to_bytes(8, "big") + data for data in (part.encode() for part in parts)
        )
        if private:
            name = hmac.new(self.secret, message, hashlib.sha256).hexdigest()
            return self.private_folder(self.owner) / f"{name}.wav"
        name = hashlib.sha256(message).hexdigest()
        return self.folder / name[:2] / f"{name}.wav"

    def private_folder(self, owner: str) -> Path:
        """Where one owner's personal lines are."""
        token = hmac.new(self.secret, b"owner" + owner.encode(), hashlib.sha256).hexdigest()
        return self.folder / "private" / token[:32]

    def find(self, path: Path) -> Clip | None:
        """The clip at ``path`` if it is there and whole; a broken one is thrown away."""
        import soundfile  # noqa: PLC0415  (heavy)

        try:
            info = soundfile.info(path)
            whole = info.frames > 0 and path.stat().st_size == 44 + 2 * info.frames
            if whole and info.samplerate == 44_100 and info.channels == 1:
                os.utime(path)
                return Clip(path, info.frames)
        except (OSError, soundfile.SoundFileError):
            if not path.exists():
                return None
        path.unlink(missing_ok=True)
        return None

    def add(self, path: Path, make: Path, frames: int, *, private: bool) -> Clip:
        """Take the finished file ``make`` in as ``path``."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)
        with whole_file(path, private=private) as temporary:
            shutil.copyfile(make, temporary)
        return Clip(path, frames)

    def purge_private(self, owner: str | None = None) -> int:
        """Delete one owner's personal clips, or everybody's; how many there were."""
        folder = self.private_folder(owner) if owner else self.folder / "private"
        count = sum(1 for _ in folder.rglob("*.wav")) if folder.is_dir() else 0
        shutil.rmtree(folder, ignore_errors=True)
        return count

    def shrink(self) -> None:
        """Delete the least lately used clips beyond the size allowed."""
        found = []
        for path in self.folder.rglob("*.wav"):
            try:
                stat = path.stat()
            except OSError:
                continue
            found.append((stat.st_mtime, stat.st_size, path))
        excess = sum(size for _, size, _ in found) - self.largest_bytes
        for used, size, path in sorted(found, key=lambda row: row[:2]):
            if excess <= 0 or used > time.time() - IN_USE_S:
                break
            path.unlink(missing_ok=True)
            excess -= size
