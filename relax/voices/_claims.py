"""Which process voices a line that several lack: one does, the others wait and take its clip."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

try:
    import fcntl
except ImportError:  # Windows: lines that two processes lack at once are voiced by both
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_MOST: Final = 500
"""Claims held at once: each is an open file."""


class Claims:
    """Claims of one process on lines; gone with it, however it ends.

    They are kept in files of ``folder``, which are deleted. Where files cannot be locked, every
    line may be had.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[Path, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for clip in tuple(self._held):
            self.release(clip)

    def take(self, clip: Path, *, wait: bool = False) -> bool:
        """Whether nobody else is voicing ``clip``; with ``wait``, as soon as that is so."""
        if fcntl is None or len(self._held) >= _MOST:
            return True
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._folder / clip.stem, os.O_RDWR | os.O_CREAT)
        except OSError:
            return True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        except OSError:
            os.close(handle)
            return True
        except BaseException:
            os.close(handle)
            raise
        self._held[clip] = handle
        return True

    def release(self, clip: Path) -> None:
        """Let others have ``clip``, which is there now or will not be."""
        handle = self._held.pop(clip, None)
        if handle is None:
            return
        with suppress(OSError):
            (self._folder / clip.stem).unlink()
        os.close(handle)
