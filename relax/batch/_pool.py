"""Jobs on this computer: spawned processes, and one that dies takes only its own job with it."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
import threading
from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from relax import log
from relax.batch._jobs import Job, Outcome, Result, begin_worker, in_worker, run_job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relax.home import Home

_LOG: Final = logging.getLogger(__name__)

TRIES: Final = 3
"""A job whose worker died is tried this often: the worker may have died of another's job."""


def run_here(jobs: Sequence[Job], home: Home, workers: int) -> Iterator[Outcome]:
    """Outcomes as they come."""

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
    """``work`` done on every job by spawned processes; results as they come.

    Only as many jobs as there are workers are handed out, so that a process that dies puts only
    those at risk; they are tried again.
    """
    waiting, deaths = deque(jobs), Counter[str]()
    while waiting:
        with _undisturbed():  # it starts a process too: the one that clears up after the others
            pool = ProcessPoolExecutor(
                min(workers, len(waiting)),
                mp_context=multiprocessing.get_context("spawn"),
                initializer=partial(begin_worker, shows_log=log.is_shown()),
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
    """A future also where the pool has broken meanwhile."""
    try:
        with _undisturbed():
            return pool.submit(in_worker, work, job, home)
    except BrokenProcessPool as error:
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back while a process is being started, and let it through afterwards.

    A process that starts reads what it is to be from a pipe, and shows its inside if nobody
    finishes writing. Blocking the signal here is for the child, which inherits that until
    ``begin_worker``; it does not stop the signal, which another thread of this process takes, and
    then Python interrupts the main thread all the same. So the handler only takes note meanwhile.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # put aside by a shell, or by nohup
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
