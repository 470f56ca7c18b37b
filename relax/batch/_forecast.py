"""What a batch would do, found out without voicing a word."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from relax.batch._alike import alike
from relax.batch._jobs import Outcome
from relax.batch._orders import CLASH, orders_for
from relax.batch._pool import over_processes
from relax.batch._private import reason_of
from relax.composing import refuse_hopeless, refuse_wording, words_for
from relax.errors import RelaxError
from relax.plan import plan_for
from relax.settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from relax.batch._jobs import Job
    from relax.batch._ledger import Ledger
    from relax.batch._roster import Roster
    from relax.home import Home
    from relax.track import Track

WORK_PER_SECOND: Final = 0.023
"""Seconds of work a second of track takes where nothing has been made yet; measured on one core
of a small server, voicing included."""

_KBPS: Final = {"wav": 1411.2, "flac": 600.0}
"""Of formats without a bit rate of their own: 16 bit stereo, and what is left of it."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a batch would do.

    Attributes:
        make: tracks that would be made.
        kept: tracks that are there.
        reasons: file name → why it would fail.
        length_s: of all tracks together, made or kept.
        size_bytes: of all tracks together, by their bit rates.
        work_s: estimated time.
        notices: file name → how its request is met where it is not met to the letter.
        names: the file name of each row in turn; None for a row with problems.
    """

    make: tuple[str, ...]
    kept: Mapping[str, Track]
    reasons: Mapping[str, str]
    notices: Mapping[str, tuple[str, ...]]
    length_s: float
    size_bytes: int
    work_s: float
    names: tuple[str | None, ...]


def rehearse(job: Job, home: Home) -> Outcome:
    """Whether the words of a track can be made and have its length, by estimate."""
    request = job.request
    try:
        plan = plan_for(request, home)
        rendered = words_for(request, plan.wanted, home)
        refuse_wording(rendered.script, plan)
        refuse_hopeless(rendered.script, plan.seconds, plan.settings.edges)
        return Outcome(job.name, "made", length_s=plan.seconds or 0.0, notices=rendered.notices)
    except RelaxError as error:
        reason = reason_of(error, request.client)
    except Exception as error:  # noqa: BLE001  (one row never stops the others)
        reason = f"Something went wrong inside relax ({type(error).__name__})."
    return Outcome(job.name, "failed", reason=reason)


def _rehearsed(jobs: Sequence[Job], home: Home, workers: int) -> list[Outcome]:
    """An outcome for each job: those alike but for whose they are, are rehearsed once."""
    groups = {several[0].name: several for several in alike(jobs, home)}
    found = over_processes(rehearse, [each[0] for each in groups.values()], home, workers, _lost)
    return [replace(each, name=job.name) for each in found for job in groups[each.name]]


def forecast(roster: Roster, home: Home, ledger: Ledger, workers: int) -> Forecast:
    """Rehearse every track that is not there."""
    noted = ledger.entries()
    orders = orders_for(roster, home, noted)
    outcomes = _rehearsed(orders.jobs, home, workers)
    good = {outcome.name: outcome.length_s for outcome in outcomes if outcome.status == "made"}
    lengths = good | {name: track.duration_s for name, track in orders.kept.items()}
    pace = statistics.median(
        [entry.took_s / entry.length_s for entry in noted.values() if entry.took_s]
        or [WORK_PER_SECOND]
    )
    return Forecast(
        make=tuple(good),
        kept=orders.kept,
        reasons={o.name: o.reason for o in outcomes if o.status == "failed"},
        notices={o.name: o.notices for o in outcomes}
        | {name: track.notices for name, track in orders.kept.items()},
        length_s=sum(lengths.values()),
        size_bytes=round(
            sum(s * _kbps(orders.wanted[name], home) * 125 for name, s in lengths.items())
        ),
        work_s=sum(good.values()) * pace / max(min(workers, len(good)), 1),
        names=orders.names,
    )


def _lost(job: Job) -> Outcome:
    return Outcome(job.name, "failed", reason="A process died.")


def _kbps(job: Job, home: Home) -> float:
    encoding = settings_for(job.request, home).encoding
    return _KBPS.get(encoding.format, encoding.bitrate_kbps)


def foreseen(roster: Roster, found: Forecast) -> list[dict[str, Any]]:
    """One entry a row, for ``--dry-run``: would be made, kept or would fail, and why."""
    rows = []
    seen: set[str] = set()
    for row, name in zip(roster.rows, found.names, strict=True):
        reasons = [problem.reason for problem in row.problems]
        if name is None:
            reasons = reasons or [CLASH]
        elif name in found.reasons:
            reasons = [found.reasons[name]]
        there = name in found.kept or name in seen
        status = "would fail" if reasons else "kept" if there else "would be made"
        seen.add(name or "")
        rows.append(
            {
                "row": row.number,
                "client_ref": row.client_ref,
                "status": status,
                "file": None if reasons else name,
                "reason": " ".join(reasons),
                "reasons": reasons,
                "columns": [problem.column for problem in row.problems],
                "notices": [] if reasons else list(found.notices.get(name or "", ())),
            }
        )
    return rows


def totals(found: Forecast) -> dict[str, float]:
    """Length, size and time for ``--dry-run``."""
    return {
        "length_s": round(found.length_s, 1),
        "size_bytes": found.size_bytes,
        "estimated_s": round(found.work_s, 1),
    }
