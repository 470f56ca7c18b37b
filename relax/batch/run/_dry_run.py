"""A roster → what a batch would make, keep and fail at, found out without voicing a word.

Of jobs with the same words but for the client's name, one is tried.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from relax.batch.roster import redacted_reason
from relax.batch.run._jobs import CLASH, Outcome, work_list
from relax.batch.run._pool import over_processes
from relax.composing import refuse_hopeless, refuse_wording, words_for
from relax.errors import RelaxError
from relax.origin import origin_of
from relax.plan import plan_for
from relax.settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from relax.batch.records import Ledger
    from relax.batch.roster import Roster
    from relax.batch.run._jobs import Job
    from relax.home import Home
    from relax.request import Request
    from relax.track import Track

WORK_PER_SECOND: Final = 0.023
"""Seconds of work for a second of track, where the ledger holds no times of this computer yet;
measured on one core of a small server, voicing included."""

_KBPS: Final = {"wav": 1411.2, "flac": 600.0}
"""kbit/s of formats without a fixed bit rate: 16 bit stereo at 44.1 kHz, and that as FLAC."""

_ANY_NAME: Final = "Any"
_ANY_VOICE: Final = "any"
"""Stands for every voice: a dry run speaks nothing."""

_ONE_NAME = re.compile(r"[^\W\d_]{2,20}")
_NAMES: Final = "names.yaml"
"""A data file that is left out: it holds names and how they are said, no other words."""

_STEM: Final = 4
"""Beginnings of a name with so many letters or more are compared as well: rules look for stems."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a batch would do.

    Attributes:
        make: file names of tracks that would be made.
        kept: file name → track that is there.
        reasons: file name → why it would fail.
        notices: file name → how its request is met where not to the letter.
        length_s: of all tracks together, made or kept.
        size_bytes: of all tracks together, by their bit rates.
        work_s: estimated time that the work would take.
        names: for each row in turn, its file name; None for a row without a track.
    """

    make: tuple[str, ...]
    kept: Mapping[str, Track]
    reasons: Mapping[str, str]
    notices: Mapping[str, tuple[str, ...]]
    length_s: float
    size_bytes: int
    work_s: float
    names: tuple[str | None, ...]


def try_words(job: Job, home: Home) -> Outcome:
    """Render and check the words of a job and estimate their length; “made” where all is well."""
    request = job.request
    try:
        plan = plan_for(request, home)
        rendered = words_for(request, plan.wanted, home)
        refuse_wording(rendered.script, plan)
        refuse_hopeless(rendered.script, plan.seconds, plan.settings.edges)
        return Outcome(job.name, "made", length_s=plan.seconds or 0.0, notices=rendered.notices)
    except RelaxError as error:
        reason = redacted_reason(error, request.client)
    except Exception as error:  # noqa: BLE001  (one row never stops the others)
        reason = f"Something went wrong inside relax ({type(error).__name__})."
    return Outcome(job.name, "failed", reason=reason)


def _tried(jobs: Sequence[Job], home: Home, workers: int) -> list[Outcome]:
    """An outcome for each job; of jobs with the same words one is tried."""
    groups = {several[0].name: several for several in with_same_words(jobs, home)}
    found = over_processes(try_words, [each[0] for each in groups.values()], home, workers, _lost)
    return [replace(each, name=job.name) for each in found for job in groups[each.name]]


def forecast(roster: Roster, home: Home, ledger: Ledger, workers: int) -> Forecast:
    """What a batch would do: the words of every track that is not there are tried."""
    noted = ledger.entries()
    todo = work_list(roster, home, noted)
    outcomes = _tried(todo.jobs, home, workers)
    good = {outcome.name: outcome.length_s for outcome in outcomes if outcome.status == "made"}
    lengths = good | {name: track.duration_s for name, track in todo.kept.items()}
    pace = statistics.median(
        [entry.took_s / entry.length_s for entry in noted.values() if entry.took_s]
        or [WORK_PER_SECOND]
    )
    return Forecast(
        make=tuple(good),
        kept=todo.kept,
        reasons={o.name: o.reason for o in outcomes if o.status == "failed"},
        notices={o.name: o.notices for o in outcomes}
        | {name: track.notices for name, track in todo.kept.items()},
        length_s=sum(lengths.values()),
        size_bytes=round(
            sum(s * _kbps(todo.wanted[name], home) * 125 for name, s in lengths.items())
        ),
        work_s=sum(good.values()) * pace / max(min(workers, len(good)), 1),
        names=todo.names,
    )


def _lost(job: Job) -> Outcome:
    """The outcome of a job whose process died again and again."""
    return Outcome(job.name, "failed", reason="A process died.")


def _kbps(job: Job, home: Home) -> float:
    """kbit/s of the file that a job makes."""
    encoding = settings_for(job.request, home).encoding
    return _KBPS.get(encoding.format, encoding.bitrate_kbps)


def forecast_rows(roster: Roster, found: Forecast) -> list[dict[str, Any]]:
    """For each row what ``--dry-run`` prints: would be made, is kept or would fail, and why."""
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


def forecast_totals(found: Forecast) -> dict[str, float]:
    """Length, size and time of the whole, as ``--dry-run`` prints them."""
    return {
        "length_s": round(found.length_s, 1),
        "size_bytes": found.size_bytes,
        "estimated_s": round(found.work_s, 1),
    }


def with_same_words(jobs: Sequence[Job], home: Home) -> list[list[Job]]:
    """The jobs in groups whose words differ at most in a client's reference and name.

    A name that is also a word of a template, a rule or a part of the body keeps its job apart: it
    may be refused where others are not, as “Hand” is when the hands are left out.
    """
    words = _vocabulary(home)
    groups: dict[str, list[Job]] = {}
    for job in jobs:
        asked = origin_of(_without_person(job.request, words), home, _ANY_VOICE).request
        groups.setdefault(asked, []).append(job)
    return list(groups.values())


def _without_person(request: Request, words: frozenset[str]) -> Request:
    """The request without the reference, and with a stand-in for a name that is only a name."""
    client = request.client
    name = _ANY_NAME if client.name and _is_only_a_name(client.name, words) else client.name
    nobody = client.model_copy(update={"client_ref": None, "name": name})
    return replace(request, client=nobody)


def _is_only_a_name(name: str, words: frozenset[str]) -> bool:
    """Whether a name is one word of Latin letters, and neither it nor a beginning in ``words``."""
    plain = name.casefold()
    begins = {plain[:n] for n in range(_STEM, len(plain))}
    return (
        bool(_ONE_NAME.fullmatch(name))
        and all(unicodedata.name(char, "").startswith("LATIN") for char in name)
        and not words.intersection({plain, plain.removesuffix("s"), *begins})
    )


def _vocabulary(home: Home) -> frozenset[str]:
    """Every word in the data files and templates, in small letters."""
    texts = [*_texts(files("relax.words"))]
    texts += [
        path.read_text(encoding="utf-8")
        for folder in home.templates
        for path in sorted(folder.rglob("*.jinja"))
    ]
    return frozenset(re.findall(r"[^\W\d_]+", "\n".join(texts).casefold()))


def _texts(folder: Traversable) -> Iterator[str]:
    """The texts of the YAML files in a package and below."""
    for each in folder.iterdir():
        if each.is_dir():
            yield from _texts(each)
        elif each.name.endswith(".yaml") and each.name != _NAMES:
            yield each.read_text(encoding="utf-8")
