"""Jobs on a Dask cluster: submitted in windows, results as they come, lost workers retried.

Start one:  dask scheduler
and on each machine:  dask worker tcp://HOST:8786 --nthreads 1 --nworkers -1
then:  relax batch ROSTER --dask tcp://HOST:8786
Each worker has relax installed and a secret of its own is never needed: names come with the job.
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

from relax.batch._jobs import Job, Outcome, run_job
from relax.errors import BadInput, RelaxError
from relax.files import clear_unfinished, move_whole, owner_only, private_folder
from relax.home import Home, default_cache, secret
from relax.track import sidecars

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WINDOW: Final = 4
"""Jobs handed out for each thread of the cluster: a million rows do not fill the scheduler."""

RETRIES: Final = 3
_REACH_S = 20.0

_UNLIKE: Final = (
    "The worker that made this track has another version of relax, of its voice or of its "
    "templates than this computer."
)
_STRANGE: Final = "The worker that made this track sent files that are none of it."
_LOST: Final = "The worker that made this track, or the scheduler, was lost."
Texts = tuple[tuple[str, str], ...]
Parcel = tuple[Outcome, tuple[tuple[str, bytes], ...]]


@dataclass(frozen=True, slots=True)
class Errand:
    """What a worker needs; a scheduler's or a worker's log shows of it what is nobody's.

    Attributes:
        job: the track to make.
        home: of the computer that asks.
        key: its secret, by which names are made.
        templates: its own, by their paths; the shipped ones every worker has.
    """

    job: Job = field(repr=False)
    home: Home = field(repr=False)
    key: bytes = field(repr=False)
    templates: Texts = field(default=(), repr=False)


def run_afar(errand: Errand) -> Parcel:
    """On a worker: make one track in a folder of its own, and send its files.

    Nothing of a person stays behind: phrases of their own are kept in that folder too.
    """
    from relax.words import bundled_folder  # noqa: PLC0415  (asked for on the worker)

    job = errand.job
    temporary = Path(tempfile.gettempdir())
    clear_unfinished(temporary)
    with private_folder(temporary) as folder:
        for name in ("data", "out", "own", "templates"):
            (folder / name).mkdir(mode=0o700)
        (folder / "data" / "secret").write_bytes(errand.key)
        for name, text in errand.templates:
            (folder / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "templates" / name).write_text(text, encoding="utf-8")
        out = folder / "out"
        here = replace(
            errand.home,
            cache=Path(os.environ.get("RELAX_CACHE") or default_cache()),
            data=folder / "data",
            templates=(folder / "templates", bundled_folder()),
            personal_clips=folder / "own",
            encoder_workers=1,
        )
        outcome = run_job(replace(job, request=replace(job.request, out=out)), here)
        files = tuple((path.name, path.read_bytes()) for path in sorted(out.iterdir()))
        return outcome, files if outcome.status != "failed" else ()


def _own_templates(home: Home) -> Texts:
    """The user's templates, which a worker has not; the shipped ones it has."""
    folder = home.templates[0]
    return tuple(
        (path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.jinja"))
    )


def on_cluster(address: str) -> Callable[[Sequence[Job], Home, int], Iterator[Outcome]]:
    """A runner for the cluster whose scheduler is at ``address``."""

    def run(jobs: Sequence[Job], home: Home, workers: int) -> Iterator[Outcome]:
        del workers
        if not jobs:
            return
        client = _client(address)
        try:
            _wait_for_workers(client)
            yield from _windowed(client, jobs, home)
        finally:
            client.close()

    return run


def _client(address: str) -> Any:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise BadInput(
            "A cluster needs distributed.", hint="In the folder of relax: pip install '.[cluster]'"
        ) from None
    for name in ("distributed", "distributed.client", "tornado.application"):  # rows tell
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return distributed.Client(address, timeout=_REACH_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise RelaxError(
            "There is no Dask scheduler at this address.", hint="Start one: dask scheduler"
        ) from None


def _wait_for_workers(client: Any) -> None:
    """A scheduler without workers would be waited for in silence.

    Raises:
        RelaxError: none has joined it.
    """
    try:
        client.wait_for_workers(1, timeout=_REACH_S)
    except (OSError, TimeoutError):
        raise RelaxError(
            "No worker has joined this Dask scheduler.",
            hint="Start one on each machine: dask worker ADDRESS --nthreads 1 --nworkers -1",
        ) from None


def _room(client: Any) -> int:
    """How many jobs to hand out at once: workers may join later; 0 when nobody answers."""
    try:
        return WINDOW * sum(int(threads) for threads in client.nthreads().values())
    except Exception:  # noqa: BLE001  (a scheduler that is lost has errors of every kind)
        return 0


def _windowed(client: Any, jobs: Sequence[Job], home: Home) -> Iterator[Outcome]:
    distributed: Any = import_module("distributed")
    key, templates = secret(home), _own_templates(home)
    waiting, running = deque(jobs), dict[str, Job]()
    done = distributed.as_completed([], loop=client.loop)

    def submit() -> None:
        room = max(_room(client), 1)
        while waiting and len(running) < room:
            job = waiting.popleft()
            errand = Errand(job, home, key, templates)
            future = client.submit(run_afar, errand, pure=False, retries=RETRIES)
            running[future.key] = job
            done.add(future)

    submit()
    for future in done:
        yield received(future, running.pop(future.key))
        future.release()
        submit()


def received(future: Any, job: Job) -> Outcome:
    """Files of a finished job, moved into place whole, the audio last."""
    if future.status != "finished":
        return Outcome(job.name, "failed", reason=_LOST)
    outcome, files = future.result()
    names = {name for name, _ in files}
    if outcome.status != "failed" and job.name not in names:
        return Outcome(job.name, "failed", reason=_UNLIKE)
    if outcome.name != job.name or not names <= {job.name, *sidecars(job.name)}:
        return Outcome(job.name, "failed", reason=_STRANGE)
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
    """In the order a track is published: see ``relax.track.publish``."""
    return sorted(names, key=lambda name: (name == audio, not name.endswith(".json")))
