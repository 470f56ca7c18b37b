"""The one place that talks to ffmpeg: where it is, how it is started, what it says."""

from __future__ import annotations

import logging
import re
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Final

from relax.errors import EncodeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_LOG: Final = logging.getLogger(__name__)
_SHOWN: Final = frozenset({"-f", "-c:a", "-c:v", "-b:a", "-ar", "-ac"})
"""Options whose values are logged; others name files, or what somebody has written."""

_SPEAKER: Final = re.compile(r"^(\[[^\]]* @ [^\]]*\]\s*)+")
"""The part of ffmpeg that complains, and its address in memory."""

QUIETLY: Final = ("-hide_banner", "-nostdin", "-loglevel", "error")
LOCAL: Final = ("-protocol_whitelist", "file,pipe")
"""Before an input: whatever a file says of itself, nothing is fetched from a network."""


def ffmpeg_program(own: Path | None) -> str:
    """The encoder: the user's own, or the one that came inside a Python package.

    Raises:
        EncodeError: there is none.
    """
    if own is not None:
        if not own.is_file():
            raise EncodeError(
                f"There is no encoder at {own}.", hint="Correct or unset RELAX_FFMPEG."
            )
        return str(own)
    import imageio_ffmpeg  # noqa: PLC0415  (only when there is no other)

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        raise EncodeError(
            "There is no encoder for this kind of computer in the package imageio-ffmpeg.",
            hint="Install ffmpeg and name it with RELAX_FFMPEG.",
        ) from None


def file_url(path: Path) -> str:
    """``path`` as ffmpeg reads it: a name such as ``-x`` or ``http:x`` is only a name."""
    return f"file:{path}"


@contextmanager
def running(
    program: str, arguments: Sequence[str], *, reads: bool
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], bytes]]]:
    """Ffmpeg with a pipe to its input (``reads``) or from its output, and its complaints.

    Whatever happens, the process is gone when the block ends.

    Raises:
        EncodeError: it cannot be started.
    """
    begun = time.monotonic()
    with tempfile.TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(
                [program, *QUIETLY, *arguments],
                stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
                stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
                stderr=complaints,
            )
        except OSError as error:
            raise not_started(error) from None
        try:
            yield process, lambda: _read(complaints)
        finally:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):  # it died with data in the pipe; its exit code tells
                        stream.close()
            _tell(arguments, process.wait(), begun)


def run(program: str, arguments: Sequence[str], pcm: bytes = b"") -> bytes:
    """What ffmpeg writes to its output, given ``pcm``.

    Raises:
        EncodeError: it cannot be started, failed or was killed.
    """
    begun = time.monotonic()
    try:
        done = subprocess.run(
            [program, *QUIETLY, *arguments], input=pcm, capture_output=True, check=False
        )
    except OSError as error:
        raise not_started(error) from None
    _tell(arguments, done.returncode, begun)
    if done.returncode != 0:
        raise encoder_failed(done.returncode, done.stderr)
    return done.stdout


def _tell(arguments: Sequence[str], code: int, begun: float) -> None:
    """Log a run of ffmpeg that began at ``begun``, without the paths among its arguments."""
    if _LOG.isEnabledFor(logging.DEBUG):
        shown = [
            f"{option} {value}"
            for option, value in pairwise(arguments)
            if option in _SHOWN and not value.startswith(("file:", "pipe:"))
        ]
        took = time.monotonic() - begun
        _LOG.debug("ffmpeg %s: ended with %d, %.2f s", " ".join(shown), code, took)


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def not_started(error: OSError) -> EncodeError:
    """The error of a program that is there and cannot be run."""
    return EncodeError(
        f"The encoder cannot be started: {(error.strerror or 'no reason given').lower()}.",
        hint="Try `relax doctor`.",
    )


def not_written(error: OSError) -> EncodeError:
    """The error of a disk that took no more."""
    return EncodeError(
        f"The track could not be written: {(error.strerror or 'no reason given').lower()}.",
        hint="Nothing half-made was left.",
    )


def encoder_failed(code: int, complaints: bytes) -> EncodeError:
    """The error of an encoder that ended with ``code``."""
    ended = f"it was stopped by signal {-code}" if code < 0 else last_words(complaints)
    return EncodeError(
        f"The encoder could not write the track: {ended}.",
        hint="Is the disk full? Nothing half-made was left.",
    )


def last_words(complaints: bytes) -> str:
    """Ffmpeg's last complaint, without the paths of this computer."""
    lines = [line for line in complaints.decode(errors="replace").splitlines() if line.strip()]
    if not lines:
        return "it said nothing"
    words = _SPEAKER.sub("", lines[-1]).split()
    kept = " ".join(word for word in words if "/" not in word and "\\" not in word)
    return kept.rstrip(".:") or "an error"
