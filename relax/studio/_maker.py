"""A process that makes the tracks that were asked for, one after another, and tells how far it is.

A process of its own, so that pages answer at once while it works, and so that it can be stopped.
"""

from __future__ import annotations

import logging
import math
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

from relax.errors import RelaxError
from relax.files import clear_unfinished

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from relax.home import Home
    from relax.studio._form import Form
    from relax.studio._store import Job, Store

_LOG: Final = logging.getLogger(__name__)

_SHARES: Final = {"speaking": 0.35, "warming the voice": 0.05, "mixing": 0.5, "checking": 0.1}
"""Stage → its part of the time; measured on one track of ten minutes with an empty cache."""

_LEAST_SHARE: Final = 0.15
"""Part of the work before whose end nothing honest can be said about the rest."""

_EVERY_S: Final = 0.1
"""Seconds between two reports."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the track is that is being made.

    Attributes:
        stage: as the program names it; "" before the first.
        done, total: of this stage.
        share: part of all the work that is done, 0 to 1.
        left_s: seconds until the end, rounded up; None while nothing honest can be said.
    """

    stage: str = ""
    done: float = 0.0
    total: float = 0.0
    share: float = 0.0
    left_s: int | None = None


class Maker:
    """Takes jobs from a store, oldest first, until it is closed.

    Args:
        store: the jobs.
        home: the installation.
        out: the folder of tracks.
    """

    def __init__(self, store: Store, home: Home, out: Path) -> None:
        self._store, self._home, self._out = store, home, out
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._closed = False
        self._worker: tuple[Any, Connection] | None = None
        self._current = ""
        self._stopped = False
        self._progress = Progress()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for new jobs."""
        self._wake.set()

    def progress(self, job: str) -> Progress:
        """How far that job is; nothing yet for one that is not being made."""
        with self._lock:
            return self._progress if job == self._current else Progress()

    def stop(self, job: str) -> None:
        """Stop making a job, or take it from those that wait."""
        with self._lock:
            found = self._store.find(job)
            if found and found.state in ("waiting", "working"):
                self._store.ended(job, "stopped")
            if job == self._current:
                self._stopped = True
                if self._worker:
                    self._worker[0].terminate()

    def close(self) -> None:
        """End the process; what it was making waits for the next start."""
        self._closed = True
        self._wake.set()
        with self._lock:
            if self._worker:
                self._worker[0].terminate()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        """Make every job that waits, then wait for the next."""
        while not self._closed:
            job = self._store.take()
            if job is None:
                self._wake.wait()
                self._wake.clear()
                continue
            with self._lock:
                self._current, self._stopped, self._progress = job.id, False, Progress()
                found = self._store.find(job.id)
            try:
                if found and found.state == "working":  # nobody has stopped it meanwhile
                    self._make(job)
            except (EOFError, OSError):
                self._dead(job)
            except Exception as error:  # noqa: BLE001  (the next job must find this thread alive)
                _LOG.error("studio: %s while a track was made", type(error).__name__)
                self._dead(job)
            finally:
                with self._lock:
                    self._current = ""

    def _make(self, job: Job) -> None:
        """Have one job made, and note what came of it."""
        _, connection = self._worker = self._worker or self._started()
        personal = personal_clips(self._home, job.id)
        connection.send((job.form, job.words, self._out, personal))
        begun = time.monotonic()
        while True:
            kind, *told = connection.recv()
            if kind == "progress":
                self._tell(time.monotonic() - begun, *told)
            elif kind == "done":
                self._store.done(job.id, *told)
                return
            else:
                self._store.ended(job.id, "failed", told[0])
                return

    def _dead(self, job: Job) -> None:
        """Note why the process ended before the job did."""
        with self._lock:
            worker, self._worker = self._worker, None
            stopped = self._stopped
        if worker:
            worker[1].close()
            worker[0].join(timeout=5)
        with suppress(OSError):
            clear_unfinished(self._out)
        if self._closed:
            return  # the row says “working”, and the next start begins it anew
        if not stopped:
            _LOG.warning("studio: the process that makes tracks ended by itself")
            self._store.ended(job.id, "failed", "The program that makes tracks ended by itself.")

    def _started(self) -> tuple[Any, Connection]:
        """A new process, and the way to it."""
        spawn = get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_work, args=(theirs, self._home), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def _tell(self, elapsed_s: float, stage: str, done: float, total: float) -> None:
        """Keep how far the job is."""
        share = share_of(stage, done, total)
        left = None
        if share >= _LEAST_SHARE:
            left = math.ceil(elapsed_s * (1 - share) / share)
        with self._lock:
            self._progress = Progress(stage, done, total, share, left)


def personal_clips(home: Home, job: str) -> Path:
    """Where the voiced phrases of one track are kept that hold something personal."""
    return home.data / "studio" / job


def drop_clips_of_nobody(home: Home, known: set[str]) -> None:
    """Delete the voiced phrases of what is not kept any more; ``known``: ids of what is."""
    folder = personal_clips(home, "")
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in known:
            shutil.rmtree(path, ignore_errors=True)


def share_of(stage: str, done: float, total: float) -> float:
    """How much of all the work is done when a stage is so far, 0 to 1."""
    before = 0.0
    for name, share in _SHARES.items():
        if name == stage:
            return before + share * (min(done / total, 1.0) if total else 0.0)
        before += share
    return 0.0


def _work(connection: Connection, home: Home) -> None:
    """Make what is asked for until nobody is there any more."""
    import signal  # noqa: PLC0415  (in the new process)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(EOFError, OSError):
        while True:
            form, words, out, personal = connection.recv()
            own = replace(home, personal_clips=personal)
            connection.send(_made(form, words, out, own, connection))


def _made(form: Form, words: str, out: Path, home: Home, connection: Connection) -> tuple[Any, ...]:
    """What came of one job."""
    from relax.studio._form import first, make  # noqa: PLC0415
    from relax.studio._told import told  # noqa: PLC0415
    from relax.words import find_template  # noqa: PLC0415

    told_at = 0.0

    def progress(stage: str, done: float, total: float) -> None:
        nonlocal told_at
        now = time.monotonic()
        if done in (0, total) or now - told_at > _EVERY_S:
            told_at = now
            connection.send(("progress", stage, done, total))

    try:
        meta = find_template(first(form, "template"), home.templates).meta
        out.mkdir(parents=True, exist_ok=True)
        track = make(form, words, meta, out, home, progress)
    except RelaxError as error:
        return ("failed", told(error))
    except OSError as error:
        return ("failed", f"The track could not be written: {error.strerror}.")
    except Exception as error:  # noqa: BLE001  (a fault of ours must not end the process silently)
        _LOG.error("studio: %s in the process that makes tracks", type(error).__name__)
        return ("failed", f"Something in relax is wrong ({type(error).__name__}).")
    return ("done", track.mp3.name, track.duration_s, track.notices)
