"""All that is kept only so as not to be made twice: how much it is, and one limit for all of it.

A track in the making marks that it uses the cache; the files that it reads again by their paths
stay until it is done. Personal phrases lie in the same folder, and are none of this: they belong to
somebody, and go with ``relax forget`` and ``relax purge``.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from relax.files import clear_unfinished, is_given_up, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOG: Final = logging.getLogger(__name__)

LARGEST_BYTES: Final = 2_000_000_000
"""What may be kept unless somebody says otherwise: 3 hours of voiced phrases (1 GB), 9 hours of
encoded sound and some seventy beds (half as much each) find room in it side by side."""

_BLOCK: Final = 4096
"""Bytes that the smallest file takes on most disks; measurements are smaller, and many."""

_IN_USE: Final = "in-use"
_UNFINISHED: Final = ".relax-"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what is kept.

    Attributes:
        title: what it is, in plain words.
        names: what paths of its files are like, in the cache folder: nothing else is ever deleted.
        read_again: whether a track in the making reads them again by their paths.
        limited: whether it counts towards the limit, and is ever thrown away.
    """

    title: str
    names: str
    read_again: bool = False
    limited: bool = True


_DIGEST: Final = "[0-9a-f]{2}/[0-9a-f]{64}"
KINDS: Final = {
    "clips": Kind("voiced phrases", rf"clips/{_DIGEST}\.wav", read_again=True),
    "beds": Kind("beds", r"beds/(?:bed|music)-[0-9a-f]{32}\.pcm", read_again=True),
    "measured": Kind("measurements of phrases", rf"beds/measured/{_DIGEST}\.kept"),
    "chunks": Kind("encoded sound", rf"chunks/{_DIGEST}\.kept"),
    "voices": Kind(
        "notes on voices and recordings",
        r"voices/(?:[0-9a-f]{32}|takes/[0-9a-f]{64}\.json)",
    ),
    "samples": Kind("voices and beds to hear", r"samples/[0-9a-f]{16}\.mp3"),
    "personal": Kind(
        "personal phrases",
        r"clips/private/[0-9a-f]{32}/[0-9a-f]{64}\.wav",
        limited=False,
    ),
}
_FOLDERS: Final = ("clips", "beds", "chunks", "voices", "samples")
_KIND_OF: Final = re.compile("|".join(f"(?P<{name}>{kind.names})" for name, kind in KINDS.items()))


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of something: its bytes on the disk, in how many files."""

    bytes: int = 0
    files: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.bytes + other.bytes, self.files + other.files)


@dataclass(frozen=True, slots=True)
class Removed:
    """What was thrown away, and what was not because a track in the making may read it again."""

    gone: Size
    in_use: Size


class _File(NamedTuple):
    """A file that is kept: a tuple, because there are thousands and they are sorted."""

    used_ns: int
    path: str
    bytes: int
    kind: str

    @property
    def size(self) -> Size:
        return Size(self.bytes, 1)


@dataclass(frozen=True, slots=True)
class Caches:
    """All that can be made again, which any number of processes may use at once.

    Attributes:
        folder: where it lies.
        largest_bytes: how much may be kept; what has not been used for longest goes first.
    """

    folder: Path
    largest_bytes: int = LARGEST_BYTES

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Let nobody throw away what is used meanwhile and read again; afterwards make room."""
        with contextlib.ExitStack() as stack:
            marks = self.folder / _IN_USE
            with contextlib.suppress(OSError):  # whoever lacks the disk is told where it matters
                marks.mkdir(mode=0o700, parents=True, exist_ok=True)
                stack.enter_context(private_folder(marks))
            try:
                yield
            finally:
                stack.close()
                self.make_room()

    def sizes(self) -> dict[str, Size]:
        """How much there is of each of ``KINDS``."""
        found = dict.fromkeys(KINDS, Size())
        for file in self._files():
            found[file.kind] += file.size
        return found

    def make_room(self) -> None:
        """Throw away what has not been used for longest, until the rest is no larger than allowed.

        What processes left half-written that are gone goes too.
        """
        gone = self._shrink(self.largest_bytes).gone
        if gone.files:
            _LOG.info("cache: %d files thrown away, %.0f MB", gone.files, gone.bytes / 1e6)

    def clear(self, *, only_look: bool = False) -> Removed:
        """Throw away everything that counts towards the limit; ``only_look``: only tell of it."""
        return self._shrink(0, only_look=only_look)

    def _shrink(self, largest: int, *, only_look: bool = False) -> Removed:
        begun_ns = self._oldest_use_ns()
        files = [file for file in self._files(clear_up=not only_look) if KINDS[file.kind].limited]
        excess = sum(file.bytes for file in files) - largest
        gone = in_use = Size()
        for file in sorted(files) if excess > 0 else ():
            if excess <= 0:
                break
            if KINDS[file.kind].read_again and file.used_ns >= begun_ns:
                in_use += file.size
            elif only_look or _thrown_away(file):
                gone += file.size
                excess -= file.bytes
        return Removed(gone, in_use)

    def _oldest_use_ns(self) -> float:
        """When the first of those began who use the cache now, by the clock of its disk."""
        marks = self.folder / _IN_USE
        begun = [float("inf")]
        with contextlib.suppress(OSError):
            clear_unfinished(marks)
            for mark in marks.glob(f"{_UNFINISHED}*"):
                with contextlib.suppress(OSError):  # it has just ended
                    begun.append(mark.stat().st_mtime_ns)
        return min(begun)

    def _files(self, *, clear_up: bool = False) -> Iterator[_File]:
        """Everything that is kept; what is half-written and given up is deleted on the way."""
        folders = [(str(self.folder / name), name) for name in _FOLDERS]
        while folders:
            at, inside = folders.pop()
            for entry in _entries(at):
                name = f"{inside}/{entry.name}"
                if found := _KIND_OF.fullmatch(name):
                    with contextlib.suppress(OSError):  # another process was quicker
                        stat = entry.stat()
                        size = -(-max(stat.st_size, 1) // _BLOCK) * _BLOCK
                        yield _File(stat.st_mtime_ns, entry.path, size, str(found.lastgroup))
                elif entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, name))
                elif clear_up and entry.name.startswith(_UNFINISHED):
                    _clear_up(Path(entry.path))


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What a folder holds; nothing where there is none."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _clear_up(path: Path) -> None:
    """Delete a file that is half-written, if its process is gone."""
    if is_given_up(path):
        with contextlib.suppress(OSError):
            path.unlink()


def _thrown_away(file: _File) -> bool:
    """Throw a file away, unless it has been used since it was looked at; whether it is gone."""
    path = Path(file.path)
    try:
        if path.stat().st_mtime_ns != file.used_ns:
            return False
        path.unlink()
    except FileNotFoundError:  # another process makes room as well
        return True
    except OSError:
        return False
    return True
