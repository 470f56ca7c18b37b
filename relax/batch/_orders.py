"""Rows → jobs: equal rows are one track, and a track that is there and whole is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Final

from relax.batch._jobs import Job
from relax.plan import plan_for
from relax.track import find_track

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.batch._ledger import Entry
    from relax.batch._roster import Roster
    from relax.home import Home
    from relax.track import Track

CLASH: Final = "Another row's track has the same file name, by chance. Give this row another seed."
"""Eight hex digits tell some ten thousand tracks apart, not any number of them."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What is to be done for a roster.

    Attributes:
        jobs: tracks to make, neighbours from different templates, so that two workers seldom
            voice the same words at the same time.
        kept: tracks that are there, by file name.
        wanted: every track of the roster, made or not, by file name.
        names: the file name of each row of the roster in turn; None for a row with problems, or
            whose name another row has (see ``CLASH``).
    """

    jobs: tuple[Job, ...]
    kept: Mapping[str, Track]
    wanted: Mapping[str, Job]
    names: tuple[str | None, ...]


def orders_for(
    roster: Roster, home: Home, ledger: Mapping[str, Entry], *, force: bool = False
) -> Orders:
    """The jobs of a roster, given what the ledger says was made."""
    wanted: dict[str, Job] = {}
    names: list[str | None] = []
    for row in roster.rows:
        if (request := row.request) is None:
            names.append(None)
            continue
        plan = plan_for(request, home, roster.identities[request.voice or ""])
        asked, name = plan.origin.request, plan.audio.name
        same = wanted.get(name)
        if same and same.asked != asked:
            names.append(None)
            continue
        names.append(name)
        rows = (*same.rows, row.number) if same else (row.number,)
        wanted[name] = Job(rows, name, asked, request, force)
    there = {} if force else _there(wanted)
    kept = {name: track for name, track in there.items() if _is_as_noted(track, ledger.get(name))}
    jobs: dict[str, list[Job]] = {}
    for name, job in wanted.items():
        if name not in kept:
            again = replace(job, force=force or name in there)
            jobs.setdefault(job.request.slug, []).append(again)
    mixed = chain.from_iterable(zip_longest(*jobs.values()))
    return Orders(tuple(job for job in mixed if job), kept, wanted, tuple(names))


def _there(wanted: Mapping[str, Job]) -> dict[str, Track]:
    """What is there and whole; files are read several at once, as that is nearly all the work."""
    with ThreadPoolExecutor() as pool:
        found = pool.map(
            lambda job: find_track(job.request.out / job.name, job.asked), wanted.values()
        )
        return {name: track for name, track in zip(wanted, found, strict=True) if track}


def _is_as_noted(track: Track, entry: Entry | None) -> bool:
    """Whether the file is the one that the ledger knows; a ledger that knows none agrees.

    ``find_track`` has compared the file with its proof already.
    """
    return entry is None or entry.sha256 == track.sha256
