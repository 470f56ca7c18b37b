"""The one place that talks to ffmpeg: where it is, how it is started, what it says."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from relax.errors import EncodeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path


def ffmpeg_program(own: Path | None) -> str:
    """The encoder: the user's own, or the one that came inside a Python package.

    Raises:
        EncodeError: the user's own is not there.
    """
    if own is not None:
        if not own.is_file():
            raise EncodeError(
                f"There is no encoder at {own}.", hint="Correct or unset RELAX_FFMPEG."
            )
        return str(own)
    import imageio_ffmpeg  # noqa: PLC0415  (only when there is no other)

    return str(imageio_ffmpeg.get_ffmpeg_exe())


@contextmanager
def running(
    program: str, arguments: Sequence[str], *, reads: bool
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], bytes]]]:
    """Ffmpeg with a pipe to its input (``reads``) or from its output, and its complaints.

    Whatever happens, the process is gone when the block ends.
    """
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [program, "-hide_banner", "-nostdin", "-loglevel", "error", *arguments],
            stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
            stderr=complaints,
        )
        try:
            yield process, lambda: _read(complaints)
        finally:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    _close(stream)
            process.wait()


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        return  # the process died with data in the pipe; its exit code tells


def encoder_failed(code: int, complaints: bytes) -> EncodeError:
    """The error of an encoder that ended with ``code``."""
    ended = f"it was stopped by signal {-code}" if code < 0 else last_words(complaints)
    return EncodeError(
        f"The encoder could not write the track: {ended}.",
        hint="Is the disk full? Nothing half-made was left.",
    )


def last_words(complaints: bytes) -> str:
    """Ffmpeg's last complaint, without the paths of this computer."""
    lines = [line for line in complaints.decode(errors="replace").splitlines() if line]
    if not lines:
        return "it said nothing"
    words = lines[-1].split()
    return " ".join(word for word in words if "/" not in word and "\\" not in word) or "an error"
