"""Tracks and failures of a batch → its report; rows go by number, and nothing names a person."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from relax.data import Strict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.batch.site._listed import ListedTrack


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
