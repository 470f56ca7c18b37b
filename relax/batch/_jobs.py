"""One row as a job: plain values in, plain values out, in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Literal, TypeVar

from relax import log
from relax.batch._private import reason_of
from relax.deliver import sha256_of
from relax.errors import RelaxError
from relax.making import make
from relax.speaking import OpenVoices

if TYPE_CHECKING:
    from collections.abc import Callable

    from relax.home import Home
    from relax.request import Request

Status = Literal["made", "kept", "failed"]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Job:
    """A track to make, for every row that asks for just this one.

    Attributes:
        rows: numbers of those rows.
        name: file name of the track.
        asked: the fingerprint of its request.
        force: what stands under this name is not what was made.
    """

    rows: tuple[int, ...]
    name: str
    asked: str
    request: Request
    force: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: a track, or the reason why there is none.

    Attributes:
        sha256: of the audio file.
        length_s: of the track.
        took_s: seconds of work.
        notices: how the request is met; only a rehearsal tells, as they tell of preferences.
    """

    name: str
    status: Status
    sha256: str = ""
    length_s: float = 0.0
    took_s: float = 0.0
    reason: str = ""
    notices: tuple[str, ...] = ()


_VOICES = OpenVoices()
"""Of this process, which makes one track after another: an engine takes a second to load."""


def run_job(job: Job, home: Home) -> Outcome:
    """Make one track; whatever goes wrong becomes its reason, with nothing personal in it."""
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
        reason = reason_of(error, job.request.client)
    except OSError as error:
        reason = f"A file could not be read or written: {(error.strerror or 'it failed').lower()}."
    except Exception as error:  # noqa: BLE001  (one row never stops the others)
        reason = f"Something went wrong inside relax ({type(error).__name__})."
    return Outcome(job.name, "failed", took_s=time.monotonic() - start, reason=reason)


def in_worker(work: Callable[[Job, Home], Result], job: Job, home: Home) -> Result:
    """``work`` done in a worker; where Ctrl-C has stopped it, the worker ends once all is undone.

    A pool hands every exception to the parent, and this one would end it, without a word.
    """
    try:
        return work(job, home)
    except SystemExit:
        os._exit(1)


def begin_worker(*, shows_log: bool = False) -> None:
    """End this process when its parent is gone (nobody is left to take its work), or at Ctrl-C.

    What it was doing is undone as at any error, and it prints nothing: its parent speaks.

    Args:
        shows_log: whether what it logs is shown, as what its parent logs is.
    """
    if shows_log:
        log.show()
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        if sys.platform != "win32":
            signal.signal(signal.SIGINT, lambda *_: os._exit(1))
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))  # it came meanwhile: _pool
        signal.signal(signal.SIGINT, lambda *_: sys.exit(1))
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
