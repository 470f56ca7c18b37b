"""The story of a batch: what is there is kept, the rest is made, and everything is told."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from relax import __version__
from relax.batch._jobs import Outcome
from relax.batch._ledger import Entry, Ledger
from relax.batch._orders import CLASH, orders_for
from relax.batch._pool import run_here
from relax.batch._recovery import from_proof
from relax.batch._site import write_site
from relax.deliver import load_proof
from relax.errors import RelaxError
from relax.files import clear_unfinished, writable_folder
from relax.origin import owner_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from relax.batch._jobs import Job
    from relax.batch._orders import Orders
    from relax.batch._roster import Roster
    from relax.home import Home

    Runner = Callable[[Sequence[Job], Home, int], Iterator[Outcome]]


_LOG: Final = logging.getLogger(__name__)


class Watcher(Protocol):
    """Told of the whole, then of every track and every row that cannot be one; the CLI draws it."""

    def begin(self, total: int) -> None:
        """``total``: tracks wanted, and rows that cannot be made."""

    def __call__(self, outcome: Outcome, rows: tuple[int, ...]) -> None:
        """``rows``: numbers in the roster."""


class Unwatched:
    """Report nothing."""

    def begin(self, total: int) -> None:
        """Nobody wants to know."""

    def __call__(self, outcome: Outcome, rows: tuple[int, ...]) -> None:
        """Nobody wants to know."""


_UNWATCHED = Unwatched()


@dataclass(frozen=True, slots=True)
class Batch:
    """How a roster is made.

    Attributes:
        folder: where its tracks go.
        workers: processes on this computer.
        force: make every track again.
        base_url: where the folder will be reached; a feed is written for it.
        runner: who does the jobs; processes of this computer, or a cluster.
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
    """What came of a batch; ``files``: row and client → file, for the clinic alone."""

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
    """Make what a roster lacks; a row that fails stops no other.

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
    home = replace(home, encoder_workers=1)
    ledger = Ledger(batch.folder)
    noted = ledger.entries()
    orders = orders_for(roster, home, noted, force=batch.force)
    outcomes: dict[str, Outcome] = {}
    unmade = _unmade(roster, orders)
    _LOG.info("%d tracks wanted, %d of them here already", len(orders.wanted), len(orders.kept))
    watch.begin(len(orders.wanted) + len(unmade))
    for failure in unmade:
        watch(Outcome("", "failed", reason=failure.reason), (failure.row,))
    for outcome in _outcomes(orders, home, batch, noted):
        outcomes[outcome.name] = outcome
        job = orders.wanted[outcome.name]
        _LOG.info("rows %s: %s, %.1f s", job.rows, outcome.status, outcome.took_s)
        if outcome.status != "failed":
            _note(ledger, outcome, job, home, noted)
        watch(outcome, job.rows)
    summary = summed_up(roster, orders, outcomes, time.monotonic() - start)
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
    orders: Orders, home: Home, batch: Batch, noted: dict[str, Entry]
) -> Iterator[Outcome]:
    for name, track in orders.kept.items():
        sha256 = noted[name].sha256 if name in noted else ""
        yield Outcome(name, "kept", sha256, track.duration_s)
    yield from batch.runner(orders.jobs, home, batch.workers)


def _note(ledger: Ledger, outcome: Outcome, job: Job, home: Home, noted: dict[str, Entry]) -> None:
    """Write a track down, unless it stands there; the track counts even where this fails."""
    if outcome.status == "kept" and outcome.name in noted:
        return
    proof = None
    if outcome.status == "kept":
        proof = load_proof((ledger.folder / job.name).with_suffix(".json"))
    if proof:
        entry = from_proof(ledger.folder, job.name, proof)
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


def summed_up(
    roster: Roster, orders: Orders, outcomes: dict[str, Outcome], seconds: float
) -> Summary:
    """Count rows: two rows that ask for the same are one made and one kept."""
    made = kept = 0
    failed, files = _unmade(roster, orders), []
    seen: set[str] = set()
    for row, name in zip(roster.rows, orders.names, strict=True):
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


def _unmade(roster: Roster, orders: Orders) -> list[Failure]:
    """Rows of which no track can be wanted."""
    return [
        Failure(
            row.number,
            row.client_ref,
            " ".join(problem.public_reason for problem in row.problems) or CLASH,
        )
        for row, name in zip(roster.rows, orders.names, strict=True)
        if name is None
    ]
