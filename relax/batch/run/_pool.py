"""Jobs → outcomes, by spawned processes of this computer.

A process that dies costs only the jobs that were running, and those are tried again.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Final, TypeVar

from relax import log
from relax.batch.run._jobs import Job, Outcome, run_job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relax.home import Home

_LOG: Final = logging.getLogger(__name__)

Result = TypeVar("Result")

TRIES: Final = 3
"""How often a job is tried whose process died. One death breaks the whole pool, so the job that
caused it is not known, and the others deserve another try."""


def run_here(jobs: Sequence[Job], home: Home, workers: int) -> Iterator[Outcome]:
    """Make the track of each job with so many processes; outcomes in the order they are done."""

    def lost(job: Job) -> Outcome:
        why = "The process that made this track was ended from outside, three times."
        return Outcome(job.name, "failed", reason=why)

    yield from over_processes(run_job, jobs, home, workers, lost)


def over_processes(
    work: Callable[[Job, Home], Result],
    jobs: Sequence[Job],
    home: Home,
    workers: int,
    lost: Callable[[Job], Result],
) -> Iterator[Result]:
    """Do ``work`` on every job in spawned processes; results in the order they are done.

    Args:
        work: a function that processes can import.
        jobs: what to do it on.
        home: passed on to ``work``.
        workers: processes at once. No more jobs than that are handed out, so that a process that
            dies puts no others at risk.
        lost: the result for a job whose process died ``TRIES`` times.
    """
    waiting, deaths = deque(jobs), Counter[str]()
    while waiting:
        with _interrupts_held():  # a pool starts a process too: multiprocessing's resource tracker
            pool = ProcessPoolExecutor(
                min(workers, len(waiting)),
                mp_context=multiprocessing.get_context("spawn"),
                initializer=partial(_begin_worker, shows_log=log.is_shown()),
            )
        running: dict[Future[Result], Job] = {}
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    job = waiting.popleft()
                    running[_submitted(pool, work, job, home)] = job
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    del running[future]
                    yield result
        except BrokenProcessPool:
            _LOG.warning("a worker died; jobs at risk: %d", len(running))
            for job in running.values():
                deaths[job.name] += 1
                if deaths[job.name] < TRIES:
                    waiting.append(job)
                else:
                    yield lost(job)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _submitted(
    pool: ProcessPoolExecutor, work: Callable[[Job, Home], Result], job: Job, home: Home
) -> Future[Result]:
    """The future of a job; where the pool is broken already, one that says so."""
    try:
        with _interrupts_held():
            return pool.submit(_in_worker, work, job, home)
    except BrokenProcessPool as error:
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while the block starts a process, and raise it afterwards.

    A spawned process reads its task from a pipe, and prints a traceback if the parent is
    interrupted while writing it. Two things are needed: the child inherits the blocked signal until
    ``_begin_worker``; and here, where another thread may take the signal and Python then interrupts
    the main thread all the same, the handler only notes it.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # ignored since the start, as under nohup
        yield
        return
    noted: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _frame: noted.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
        if noted:
            signal.raise_signal(signal.SIGINT)


def _in_worker(work: Callable[[Job, Home], Result], job: Job, home: Home) -> Result:
    """The result of ``work``, in a worker; Ctrl-C ends the worker once ``work`` has cleaned up.

    The pool would hand ``SystemExit`` on to the parent and end it without a message.
    """
    try:
        return work(job, home)
    except SystemExit:
        os._exit(1)


def _begin_worker(*, shows_log: bool = False) -> None:
    """Set up a worker: it ends when its parent is gone, and at Ctrl-C, without printing anything.

    At Ctrl-C the work in hand cleans up after itself, as at any error; the parent tells of it.
    ``shows_log``: whether what it logs is shown, as what its parent logs is.
    """
    if shows_log:
        log.show()
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        if sys.platform != "win32":
            # A Ctrl-C that came while this process started is pending (see _interrupts_held): there
            # is nothing to clean up yet, and an exception here would be printed.
            signal.signal(signal.SIGINT, lambda *_: os._exit(1))
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
        signal.signal(signal.SIGINT, lambda *_: sys.exit(1))
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
