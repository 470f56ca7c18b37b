"""A ``Job`` (one track to make) → its ``Outcome``; both are values that travel to processes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from relax.batch.roster import redacted_reason
from relax.deliver import sha256_of
from relax.errors import RelaxError
from relax.making import make
from relax.speaking import OpenVoices

if TYPE_CHECKING:
    from relax.home import Home
    from relax.request import Request

Status = Literal["made", "kept", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """One track to make, for every row that asks for the same.

    Attributes:
        rows: numbers of those rows.
        name: file name of the track.
        asked: the fingerprint of the request.
        request: what to make.
        force: make it even if a file of this name is there.
    """

    rows: tuple[int, ...]
    name: str
    asked: str
    request: Request
    force: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: a track, or the reason why there is none.

    Attributes:
        name: file name of the track.
        status: whether it was made, was there already, or failed.
        sha256: of the audio file, in hexadecimal.
        length_s: of the track.
        took_s: seconds of work.
        reason: why it failed, without anything personal.
        notices: how the request is met where not to the letter. Only a dry run fills them, because
            they tell of a person's preferences.
    """

    name: str
    status: Status
    sha256: str = ""
    length_s: float = 0.0
    took_s: float = 0.0
    reason: str = ""
    notices: tuple[str, ...] = ()


_VOICES = OpenVoices()
"""Engines of this process, kept from one track to the next: loading one takes a second."""


def run_job(job: Job, home: Home) -> Outcome:
    """Make the track of a job; an error becomes the reason, with nothing personal in it."""
    start = time.monotonic()
    try:
        track = make(job.request, home, force=job.force, open_voices=_VOICES)
        return Outcome(
            job.name,
            "kept" if track.kept else "made",
            sha256_of(track.mp3),
            track.duration_s,
            time.monotonic() - start,
        )
    except RelaxError as error:
        reason = redacted_reason(error, job.request.client)
    except OSError as error:
        reason = f"A file could not be read or written: {(error.strerror or 'it failed').lower()}."
    except Exception as error:  # noqa: BLE001  (one row never stops the others)
        reason = f"Something went wrong inside relax ({type(error).__name__})."
    return Outcome(job.name, "failed", took_s=time.monotonic() - start, reason=reason)
