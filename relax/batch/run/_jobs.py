"""A roster and its ledger → the tracks to make (``Job``); a ``Job`` → its ``Outcome``.

Jobs and outcomes are values that travel between processes.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Final, Literal

from relax.batch.roster import redacted_reason
from relax.deliver import sha256_of
from relax.errors import RelaxError
from relax.making import make
from relax.plan import plan_for
from relax.speaking import OpenVoices
from relax.track import find_track

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.batch.records import Entry
    from relax.batch.roster import Roster
    from relax.home import Home
    from relax.request import Request
    from relax.track import Track

Status = Literal["made", "kept", "failed"]

CLASH: Final = "Another row's track has the same file name, by chance. Give this row another seed."
"""The reason for a row whose name is taken. Names end in eight hex digits: the chance that two of
ten thousand tracks have the same is about 1 in 90."""


@dataclass(frozen=True, slots=True)
class Job:
    """One track to make, for every row that asks for the same.

    Attributes:
        rows: numbers of those rows.
        name: file name of the track.
        asked: the fingerprint of the request.
        request: what to make.
        force: make it even if a file of this name is there.
    """

    rows: tuple[int, ...]
    name: str
    asked: str
    request: Request
    force: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: a track, or the reason why there is none.

    Attributes:
        name: file name of the track.
        status: whether it was made, was there already, or failed.
        sha256: of the audio file, in hexadecimal.
        length_s: of the track.
        took_s: seconds of work.
        reason: why it failed, without anything personal.
        notices: how the request is met where not to the letter. Only a dry run fills them, because
            they tell of a person's preferences.
    """

    name: str
    status: Status
    sha256: str = ""
    length_s: float = 0.0
    took_s: float = 0.0
    reason: str = ""
    notices: tuple[str, ...] = ()


_VOICES = OpenVoices()
"""Engines of this process, kept from one track to the next: loading one takes a second."""


def run_job(job: Job, home: Home) -> Outcome:
    """Make the track of a job; an error becomes the reason, with nothing personal in it."""
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
        reason = redacted_reason(error, job.request.client)
    except OSError as error:
        reason = f"A file could not be read or written: {(error.strerror or 'it failed').lower()}."
    except Exception as error:  # noqa: BLE001  (one row never stops the others)
        reason = f"Something went wrong inside relax ({type(error).__name__})."
    return Outcome(job.name, "failed", took_s=time.monotonic() - start, reason=reason)


@dataclass(frozen=True, slots=True)
class WorkList:
    """What there is to do for a roster.

    Attributes:
        jobs: tracks to make. Neighbours are of different templates, so that two workers seldom
            voice the same words at the same time.
        kept: file name → track that is there and need not be made.
        wanted: file name → job, for every track of the roster, also those that are there.
        names: for each row of the roster in turn, its file name; None for a row with problems, or
            with a name that is taken (see ``CLASH``).
    """

    jobs: tuple[Job, ...]
    kept: Mapping[str, Track]
    wanted: Mapping[str, Job]
    names: tuple[str | None, ...]


def work_list(
    roster: Roster, home: Home, ledger: Mapping[str, Entry], *, force: bool = False
) -> WorkList:
    """What there is to do for a roster. Rows that ask for the same share one job.

    Args:
        roster: what is wanted.
        home: by whose secret names are made.
        ledger: file name → entry of what was made before.
        force: make every track again.
    """
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
    # One of each template in turn, so that neighbours seldom share words (see ``WorkList.jobs``).
    mixed = chain.from_iterable(zip_longest(*jobs.values()))
    return WorkList(tuple(job for job in mixed if job), kept, wanted, tuple(names))


def _there(wanted: Mapping[str, Job]) -> dict[str, Track]:
    """File name → track, for those that are there and whole.

    Nearly all the time goes into reading files, so several are read at once.
    """
    with ThreadPoolExecutor() as pool:
        found = pool.map(
            lambda job: find_track(job.request.out / job.name, job.asked), wanted.values()
        )
        return {name: track for name, track in zip(wanted, found, strict=True) if track}


def _is_as_noted(track: Track, entry: Entry | None) -> bool:
    """Whether a file is the one in the ledger; true where the ledger has no entry of it.

    ``find_track`` has compared the file with its proof already.
    """
    return entry is None or entry.sha256 == track.sha256
