"""Tracks of a folder → its page, and its report as JSON and as a page.

Rows go by number, and nothing names a person. The pages are opened from disk and load nothing.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

from relax.data import Strict
from relax.units import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.batch.records import Entry
    from relax.deliver import Proof


@dataclass(frozen=True, slots=True)
class ListedTrack:
    """One track that is there and whole.

    Attributes:
        entry: of the ledger.
        proof: what was measured of it.
        size: of the audio file, in bytes.
    """

    entry: Entry
    proof: Proof
    size: int

    @property
    def stem(self) -> str:
        """File name without its ending."""
        return self.entry.name.rpartition(".")[0]


class TrackReport(Strict):
    """One track: lengths in seconds, loudness in LUFS, true peak in dBTP, ``made`` in ISO 8601."""

    file: str
    title: str
    requested_s: float | None
    decoded_s: float
    voice_lufs: float
    programme_lufs: float
    true_peak_dbtp: float
    made: str


class FailureReport(Strict):
    """One row without a track, and why."""

    row: int
    reason: str


class Report(Strict):
    """What ``report.json`` holds."""

    tracks: tuple[TrackReport, ...]
    failed: tuple[FailureReport, ...]
    length_s: float
    """Length of all tracks together, in seconds."""
    size_bytes: int
    voice_lufs_spread: float
    """Standard deviation of the voice's loudness over the tracks, in LU."""
    seconds: float
    """How long the run took."""


def report_of(tracks: Sequence[ListedTrack], facts: dict[str, Any]) -> Report:
    """The report on these tracks; ``facts``: what the ledger holds of the last run."""
    return Report(
        tracks=tuple(
            TrackReport(
                file=each.entry.name,
                title=each.proof.title,
                requested_s=each.proof.requested_s,
                decoded_s=each.proof.decoded_s,
                voice_lufs=each.proof.voice_lufs,
                programme_lufs=each.proof.programme_lufs,
                true_peak_dbtp=each.proof.true_peak_dbtp,
                made=each.entry.made,
            )
            for each in tracks
        ),
        failed=tuple(FailureReport(**each) for each in facts.get("failed", ())),
        length_s=round(sum(each.proof.decoded_s for each in tracks), 2),
        size_bytes=sum(each.size for each in tracks),
        voice_lufs_spread=round(
            statistics.pstdev([each.proof.voice_lufs for each in tracks]) if tracks else 0.0, 2
        ),
        seconds=float(facts.get("seconds", 0.0)),
    )


def index_page(title: str, tracks: Sequence[ListedTrack]) -> str:
    """The page on which people search, hear and download tracks."""
    return _page("index.html.jinja", title=title, tracks=tracks)


def report_page(title: str, report: Report) -> str:
    """The report of a batch as a page."""
    return _page("report.html.jinja", title=title, report=report)


def _page(name: str, **values: object) -> str:
    """A page from one of the templates in ``data/``, its values escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["clock"] = clock
    data = files("relax.batch") / "data"
    style = (data / "style.css").read_text(encoding="utf-8")
    template = environment.from_string((data / name).read_text(encoding="utf-8"))
    return template.render(style=style, **values)
