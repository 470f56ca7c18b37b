"""Encoded chunks kept by content: what two tracks have in common is encoded once."""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.files import whole_file

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES: Final = 500_000_000
"""About 9 hours at 128 kbit/s; the least lately used go first."""

_DIGEST: Final = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class ChunkCache:
    """Chunks in ``folder``, which any number of processes may use at once.

    An entry is a digest and the frames it is of: one that does not match is thrown away. A cache
    that cannot be read or written only costs time.
    """

    folder: Path
    largest_bytes: int = LARGEST_BYTES

    def find(self, key: str) -> bytes | None:
        """The frames kept under ``key``."""
        path = self._path(key)
        try:
            data = path.read_bytes()
            frames = data[_DIGEST:]
            if hashlib.sha256(frames).digest() != data[:_DIGEST]:
                path.unlink()
                return None
            os.utime(path)
        except FileNotFoundError:
            return None
        except OSError:  # on a disk that can only be read, say
            return None
        return frames

    def keep(self, key: str, frames: bytes) -> None:
        """Keep ``frames`` under ``key``, if there is room."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with whole_file(path, private=True) as temporary:
                temporary.write_bytes(hashlib.sha256(frames).digest() + frames)

    def make_room(self) -> None:
        """Throw away what has not been used for longest, until the rest fits."""
        found = []
        with contextlib.suppress(OSError):
            for path in self.folder.glob("??/*.frames"):
                with contextlib.suppress(OSError):  # another process was quicker
                    stat = path.stat()
                    found.append((stat.st_mtime_ns, stat.st_size, path))
        excess = sum(size for _, size, _ in found) - self.largest_bytes
        for _, size, path in sorted(found):
            if excess <= 0:
                return
            with contextlib.suppress(OSError):
                path.unlink()
                excess -= size

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.frames"
