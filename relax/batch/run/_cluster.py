"""Jobs → outcomes, by the workers of a Dask cluster.

Jobs are handed out a few at a time; those of a worker that is lost go to another one.

Start one:  dask scheduler
and on each machine:  dask worker tcp://HOST:8786 --nthreads 1 --nworkers -1
then:  relax batch ROSTER --dask tcp://HOST:8786
Each worker has relax installed. A job carries the secret that names are made with.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections import deque
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from relax.batch.run._jobs import Job, Outcome, run_job
from relax.caches import LARGEST_BYTES
from relax.errors import BadInput, RelaxError
from relax.files import clear_unfinished, move_whole, owner_only, private_folder
from relax.home import Home, default_cache, secret
from relax.track import sidecars
from relax.units import bytes_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WINDOW: Final = 4
"""Jobs handed out at once for each thread of the cluster, so that the scheduler never holds all."""

RETRIES: Final = 3
"""How often Dask itself gives a job to another worker when one is lost."""

REACH_S: Final = 20.0
"""How long a scheduler, and then its first worker, is waited for."""

_OTHER_VERSION: Final = (
    "The worker that made this track has another version of relax, of its voice or of its "
    "templates than this computer."
)
_OTHER_FILES: Final = "The worker that made this track sent files that are none of it."
_LOST: Final = "The worker that made this track, or the scheduler, was lost."
Texts = tuple[tuple[str, str], ...]
"""Relative path and text of each file."""

SentFiles = tuple[Outcome, tuple[tuple[str, bytes], ...]]
"""An outcome, and name and content of each file of its track."""


@dataclass(frozen=True, slots=True)
class RemoteJob:
    """A job with everything a worker on another computer needs for it.

    Its ``repr`` shows no field: schedulers and workers write it into their logs.

    Attributes:
        job: the track to make.
        home: of the computer that asks.
        key: the secret of that computer, by which names are made.
        templates: the user's own; the shipped ones every worker has.
    """

    job: Job = field(repr=False)
    home: Home = field(repr=False)
    key: bytes = field(repr=False)
    templates: Texts = field(default=(), repr=False)


def run_remote_job(remote: RemoteJob) -> SentFiles:
    """On a worker: make one track in a temporary folder, and return its files.

    Nothing of a person stays on the worker: voiced phrases with a name are kept in that folder too.
    """
    from relax.words import bundled_folder  # noqa: PLC0415  (asked for on the worker)

    job = remote.job
    temporary = Path(tempfile.gettempdir())
    clear_unfinished(temporary)
    with private_folder(temporary) as folder:
        for name in ("data", "out", "own", "templates"):
            (folder / name).mkdir(mode=0o700)
        (folder / "data" / "secret").write_bytes(remote.key)
        for name, text in remote.templates:
            (folder / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "templates" / name).write_text(text, encoding="utf-8")
        out = folder / "out"
        here = replace(
            remote.home,
            cache=Path(os.environ.get("RELAX_CACHE") or default_cache()),
            data=folder / "data",
            templates=(folder / "templates", bundled_folder()),
            personal_clips=folder / "own",
            encoder_workers=1,
            cache_limit=bytes_in(os.environ.get("RELAX_CACHE_LIMIT", "")) or LARGEST_BYTES,
        )
        outcome = run_job(replace(job, request=replace(job.request, out=out)), here)
        files = tuple((path.name, path.read_bytes()) for path in sorted(out.iterdir()))
        return outcome, files if outcome.status != "failed" else ()


def _own_templates(home: Home) -> Texts:
    """The user's own templates, which workers do not have."""
    folder = home.templates[0]
    return tuple(
        (path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.jinja"))
    )


def on_cluster(
    address: str, reach_s: float = REACH_S
) -> Callable[[Sequence[Job], Home, int], Iterator[Outcome]]:
    """A runner (see ``Batch``) that makes tracks on the cluster whose scheduler is at ``address``.

    Args:
        address: such as ``tcp://HOST:8786``.
        reach_s: how long the scheduler, and then its first worker, is waited for.
    """

    def run(jobs: Sequence[Job], home: Home, workers: int) -> Iterator[Outcome]:
        del workers
        if not jobs:
            return
        client = _client(address, reach_s)
        try:
            _wait_for_workers(client, reach_s)
            yield from _windowed(client, jobs, home)
        finally:
            client.close()

    return run


def _client(address: str, reach_s: float) -> Any:
    """A connection to the scheduler.

    Raises:
        BadInput: distributed is not installed.
        RelaxError: no scheduler answers.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise BadInput(
            "A cluster needs distributed.", hint="In the folder of relax: pip install '.[cluster]'"
        ) from None
    # What fails is told row by row; these would print tracebacks besides.
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return distributed.Client(address, timeout=reach_s, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise RelaxError(
            "There is no Dask scheduler at this address.", hint="Start one: dask scheduler"
        ) from None


def _wait_for_workers(client: Any, reach_s: float) -> None:
    """Wait until a worker has joined; Dask itself would wait for ever, without a message.

    Raises:
        RelaxError: none has joined in time.
    """
    try:
        client.wait_for_workers(1, timeout=reach_s)
    except (OSError, TimeoutError):
        raise RelaxError(
            "No worker has joined this Dask scheduler.",
            hint="Start one on each machine: dask worker ADDRESS --nthreads 1 --nworkers -1",
        ) from None


def _most_at_once(client: Any) -> int:
    """How many jobs may be handed out now, by the threads there are; 0 when nobody answers."""
    try:
        return WINDOW * sum(int(threads) for threads in client.nthreads().values())
    except Exception:  # noqa: BLE001  (a scheduler that is lost has errors of every kind)
        return 0


def _windowed(client: Any, jobs: Sequence[Job], home: Home) -> Iterator[Outcome]:
    """Hand out jobs a few at a time; outcomes in the order they are done."""
    distributed: Any = import_module("distributed")
    key, templates = secret(home), _own_templates(home)
    waiting, running = deque(jobs), dict[str, Job]()
    done = distributed.as_completed([], loop=client.loop)

    def submit() -> None:
        most = max(_most_at_once(client), 1)  # workers may still join
        while waiting and len(running) < most:
            job = waiting.popleft()
            remote = RemoteJob(job, home, key, templates)
            future = client.submit(run_remote_job, remote, pure=False, retries=RETRIES)
            running[future.key] = job
            done.add(future)

    submit()
    for future in done:
        yield receive(future, running.pop(future.key))
        future.release()
        submit()


def receive(future: Any, job: Job) -> Outcome:
    """The outcome of a finished Dask future, once its files are in place, the audio last."""
    if future.status != "finished":
        return Outcome(job.name, "failed", reason=_LOST)
    outcome, files = future.result()
    names = {name for name, _ in files}
    if outcome.status != "failed" and job.name not in names:
        return Outcome(job.name, "failed", reason=_OTHER_VERSION)
    if outcome.name != job.name or not names <= {job.name, *sidecars(job.name)}:
        return Outcome(job.name, "failed", reason=_OTHER_FILES)
    out = job.request.out
    try:
        with private_folder(out) as folder:
            for name, content in files:
                (folder / name).write_bytes(content)
            if job.request.client.is_one_person():
                owner_only(folder.iterdir())
            move_whole(folder, out, _proof_first([name for name, _ in files], job.name))
    except OSError as error:
        reason = f"A file could not be read or written: {(error.strerror or 'it failed').lower()}."
        return Outcome(job.name, "failed", reason=reason)
    received: Outcome = outcome
    return received


def _proof_first(names: list[str], audio: str) -> list[str]:
    """File names in the order in which a track is published: the proof, the rest, the audio."""
    return sorted(names, key=lambda name: (name == audio, not name.endswith(".json")))
