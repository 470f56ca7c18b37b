"""Bytes kept in a folder by key: results that need not be worked out twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.errors import RelaxError
from relax.files import used_now, whole_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_DIGEST: Final = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Kept:
    """Values in ``folder``, which any number of processes may use at once.

    An entry is a digest and the bytes it is of: one that does not match is thrown away. A folder
    that cannot be read or written only costs time. :class:`relax.caches.Caches` makes room in it.

    Attributes:
        folder: made when the first value is kept.
    """

    folder: Path

    def find(self, key: str) -> bytes | None:
        """The value kept under ``key``, which counts as used now."""
        path = self._path(key)
        try:
            data = path.read_bytes()
            value = data[_DIGEST:]
            if hashlib.sha256(value).digest() != data[:_DIGEST]:
                path.unlink()
                return None
        except OSError:  # there is none, say, or it is on a disk that can only be read
            return None
        used_now(path)
        return value

    def keep(self, key: str, value: bytes) -> None:
        """Keep ``value`` under ``key``, if there is room; without, nothing is left behind."""
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with whole_file(path, private=True) as temporary:
                temporary.write_bytes(hashlib.sha256(value).digest() + value)
        except (OSError, RelaxError):  # a full disk, say
            for folder in (path.parent, self.folder):
                with contextlib.suppress(OSError):  # others may keep something there
                    folder.rmdir()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.kept"


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Several values as one, for :func:`unpack`."""
    head = json.dumps({name: len(data) for name, data in parts.items()}).encode()
    return b"".join((head, b"\n", *parts.values()))


def unpack(packed: bytes) -> dict[str, memoryview]:
    """What :func:`pack` was given.

    Raises:
        ValueError: it is something else.
    """
    head, _, _ = packed.partition(b"\n")
    view, at, parts = memoryview(packed), len(head) + 1, {}
    for name, size in json.loads(head).items():
        parts[name] = view[at : at + size]
        at += size
    if at != len(packed):
        raise ValueError("of another length")
    return parts
