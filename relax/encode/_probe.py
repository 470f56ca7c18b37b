"""What ffmpeg finds in a sound file, by going through all of its packets; nothing is decoded."""

from __future__ import annotations

import logging
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.encode._program import LOCAL, file_url, last_words, not_started, run
from relax.errors import EncodeError

if TYPE_CHECKING:
    from pathlib import Path

_LOG: Final = logging.getLogger(__name__)
_LONGEST_S: Final = 120.0
"""A disk that has not given a whole file by then cannot play it either."""
_TOLD: Final = re.compile(r"Duration: (\d+):(\d\d):(\d\d\.\d+)")
_COUNTED: Final = re.compile(r"out_time_us=(\d+)")
_GUESSED: Final = "Estimating duration"


@dataclass(frozen=True, slots=True)
class Probe:
    """Seconds of sound that are there, and that the file's head tells of (None: it does not)."""

    counted_s: float
    told_s: float | None


def probe(program: str, path: Path) -> Probe:
    """How long the first sound in ``path`` lasts.

    Raises:
        EncodeError: there is none, with ffmpeg's reason; or ffmpeg cannot be started.
    """
    command = [program, "-hide_banner", "-nostdin", *LOCAL, "-i", file_url(path), "-map", "0:a:0"]
    command += ["-c", "copy", "-f", "null", "-", "-progress", "pipe:1"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_LONGEST_S)
    except OSError as error:
        raise not_started(error) from None
    except subprocess.TimeoutExpired:
        raise EncodeError("it could not be read in two minutes") from None
    _LOG.debug("ffmpeg: a file measured, ended with %d", done.returncode)
    said = done.stderr.decode(errors="replace")
    counted = _COUNTED.findall(done.stdout.decode(errors="replace"))
    if done.returncode != 0 or not counted or not int(counted[-1]):
        raise EncodeError(_reason(said))
    told = None if _GUESSED in said else _TOLD.search(said)
    hours, minutes, seconds = told.groups() if told else ("0", "0", "0")
    whole = int(hours) * 3600 + int(minutes) * 60 + float(seconds) if told else None
    return Probe(int(counted[-1]) / 1e6, whole)


def packets_sha256(program: str, path: Path) -> str:
    """SHA-256 of the encoded first sound in ``path``, whatever lies around it, as ffmpeg says it.

    Raises:
        EncodeError: there is none, or ffmpeg cannot be started.
    """
    arguments = (
        *LOCAL,
        "-i",
        file_url(path),
        "-map",
        "0:a:0",
        "-c",
        "copy",
        "-f",
        "hash",
        "pipe:1",
    )
    return run(program, arguments).decode("ascii").strip()


def _reason(said: str) -> str:
    """Why it cannot be, in words for a person."""
    if "matches no streams" in said:
        return "there is no sound in it"
    if "moov atom not found" in said or "End of file" in said:
        return "it is cut off"
    if "Invalid data found" in said:
        return "it is not sound of a kind that is known"
    return last_words(said.encode()).lower()
