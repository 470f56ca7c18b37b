"""A roster → its tracks: what is there is kept, the rest is made, and a summary tells of all."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from relax import __version__
from relax.batch.records import Entry, Ledger, entry_from_proof
from relax.batch.run._jobs import CLASH, Outcome, work_list
from relax.batch.run._pool import run_here
from relax.batch.site import write_site
from relax.deliver import load_proof
from relax.errors import RelaxError
from relax.files import clear_unfinished, writable_folder
from relax.origin import owner_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from relax.batch.roster import Roster
    from relax.batch.run._jobs import Job, WorkList
    from relax.home import Home

    Runner = Callable[[Sequence[Job], Home, int], Iterator[Outcome]]

_LOG: Final = logging.getLogger(__name__)


class Watcher(Protocol):
    """Is called as a batch goes on, so that the command line can draw it."""

    def begin(self, total: int) -> None:
        """Once, first; ``total``: how many calls follow."""

    def __call__(self, outcome: Outcome, rows: tuple[int, ...]) -> None:
        """For each track, and each row without one; ``rows``: their numbers in the roster."""


class _Unwatched:
    """A watcher that does nothing."""

    def begin(self, total: int) -> None:
        """Do nothing."""

    def __call__(self, outcome: Outcome, rows: tuple[int, ...]) -> None:
        """Do nothing."""


_UNWATCHED = _Unwatched()


@dataclass(frozen=True, slots=True)
class Batch:
    """How a roster is made.

    Attributes:
        folder: where its tracks go.
        workers: processes at once on this computer.
        force: make every track again.
        base_url: address of the folder on the web, for which a feed is written; "" for none.
        runner: what makes the tracks: processes of this computer (``run_here``), or a cluster.
    """

    folder: Path
    workers: int
    force: bool = False
    base_url: str = ""
    runner: Runner = run_here


@dataclass(frozen=True, slots=True)
class Failure:
    """A row without a track, and why."""

    row: int
    client_ref: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a batch.

    Attributes:
        made: how many rows have a track that was made now.
        kept: how many rows have a track that was there, or shares the one of an earlier row.
        failed: rows without a track.
        seconds: how long it took.
        files: row number, client_ref and file name of each row with a track; for the owner map,
            and kept out of logs.
    """

    made: int
    kept: int
    failed: tuple[Failure, ...]
    seconds: float
    files: tuple[tuple[int, str | None, str], ...] = field(default=(), repr=False)

    def as_dict(self) -> dict[str, Any]:
        """What ``--json`` prints."""
        return {
            "made": self.made,
            "kept": self.kept,
            "failed": [
                {"row": each.row, "client_ref": each.client_ref, "reason": each.reason}
                for each in self.failed
            ],
            "seconds": round(self.seconds, 2),
        }


def run_batch(roster: Roster, home: Home, batch: Batch, watch: Watcher = _UNWATCHED) -> Summary:
    """Make every track of a roster that is not there; a row that fails stops no other.

    Raises:
        BadInput: the roster cannot be used.
        RelaxError: the folder or its ledger cannot be used.
    """
    start = time.monotonic()
    if roster.unusable:
        raise roster.unusable
    writable_folder(batch.folder.parent)
    writable_folder(batch.folder)
    clear_unfinished(batch.folder)
    # Tracks are made side by side already; parts of one track side by side would only compete.
    home = replace(home, encoder_workers=1)
    ledger = Ledger(batch.folder)
    noted = ledger.entries()
    todo = work_list(roster, home, noted, force=batch.force)
    outcomes: dict[str, Outcome] = {}
    without_track = _without_track(roster, todo)
    _LOG.info("%d tracks wanted, %d of them here already", len(todo.wanted), len(todo.kept))
    watch.begin(len(todo.wanted) + len(without_track))
    for failure in without_track:
        watch(Outcome("", "failed", reason=failure.reason), (failure.row,))
    for outcome in _outcomes(todo, home, batch, noted):
        outcomes[outcome.name] = outcome
        job = todo.wanted[outcome.name]
        _LOG.info("rows %s: %s, %.1f s", job.rows, outcome.status, outcome.took_s)
        if outcome.status != "failed":
            _note(ledger, outcome, job, home, noted)
        watch(outcome, job.rows)
    summary = _summary(roster, todo, outcomes, time.monotonic() - start)
    ledger.note(
        title=roster.name,
        base_url=batch.base_url,
        listed=sorted(name for name, each in outcomes.items() if each.status != "failed"),
        failed=[{"row": each.row, "reason": each.reason} for each in summary.failed],
        seconds=round(summary.seconds, 1),
    )
    write_site(batch.folder)
    return summary


def _outcomes(
    todo: WorkList, home: Home, batch: Batch, noted: dict[str, Entry]
) -> Iterator[Outcome]:
    """The outcomes of tracks that are kept, then of those that are made, as they are done."""
    for name, track in todo.kept.items():
        sha256 = noted[name].sha256 if name in noted else ""
        yield Outcome(name, "kept", sha256, track.duration_s)
    yield from batch.runner(todo.jobs, home, batch.workers)


def _note(ledger: Ledger, outcome: Outcome, job: Job, home: Home, noted: dict[str, Entry]) -> None:
    """Enter a track into the ledger; even if that fails it is made, and its proof tells of it."""
    if outcome.status == "kept" and outcome.name in noted:
        return
    proof = None
    if outcome.status == "kept":
        proof = load_proof((ledger.folder / job.name).with_suffix(".json"))
    if proof:
        entry = entry_from_proof(ledger.folder, job.name, proof)
    else:
        entry = Entry(
            name=outcome.name,
            request=job.asked,
            sha256=outcome.sha256,
            owner=owner_token(job.request.client.client_ref, home),
            length_s=outcome.length_s,
            took_s=outcome.took_s,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            version=__version__,
        )
    try:
        ledger.add(entry)
    except RelaxError:
        if not ledger.folder.is_dir():
            raise


def _summary(
    roster: Roster, todo: WorkList, outcomes: dict[str, Outcome], seconds: float
) -> Summary:
    """Count rows by what became of them; of two that ask for the same, one is made and one kept."""
    made = kept = 0
    failed, files = _without_track(roster, todo), []
    seen: set[str] = set()
    for row, name in zip(roster.rows, todo.names, strict=True):
        if name is None:
            continue
        outcome = outcomes[name]
        if outcome.status == "failed":
            failed.append(Failure(row.number, row.client_ref, outcome.reason))
            continue
        made += outcome.status == "made" and name not in seen
        kept += outcome.status == "kept" or name in seen
        seen.add(name)
        files.append((row.number, row.client_ref, name))
    failed.sort(key=lambda each: each.row)
    return Summary(made, kept, tuple(failed), seconds, tuple(files))


def _without_track(roster: Roster, todo: WorkList) -> list[Failure]:
    """Rows that ask for no track: those with problems, and those whose file name is taken."""
    return [
        Failure(
            row.number,
            row.client_ref,
            " ".join(problem.public_reason for problem in row.problems) or CLASH,
        )
        for row, name in zip(roster.rows, todo.names, strict=True)
        if name is None
    ]
