"""A roster → its tracks, by processes of this computer or a cluster; or what a run would do.

Roster + ledger ─ _work_list ─→ Jobs ─ _pool or _cluster ─→ Outcomes ─ _batch ─→ Summary
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.batch.run._batch import Batch, Summary, Watcher, run_batch
    from relax.batch.run._cluster import RemoteJob, on_cluster, receive, run_remote_job
    from relax.batch.run._dry_run import Forecast, forecast, forecast_rows, forecast_totals
    from relax.batch.run._jobs import Job, Outcome, Status
    from relax.batch.run._same_words import with_same_words
    from relax.batch.run._work_list import WorkList, work_list

__all__ = [
    "Batch",
    "Forecast",
    "Job",
    "Outcome",
    "RemoteJob",
    "Status",
    "Summary",
    "Watcher",
    "WorkList",
    "forecast",
    "forecast_rows",
    "forecast_totals",
    "on_cluster",
    "receive",
    "run_batch",
    "run_remote_job",
    "with_same_words",
    "work_list",
]

__getattr__ = lazily(
    __name__,
    {
        "_batch": (
            "Batch",
            "Summary",
            "Watcher",
            "run_batch",
        ),
        "_cluster": (
            "RemoteJob",
            "on_cluster",
            "receive",
            "run_remote_job",
        ),
        "_dry_run": (
            "Forecast",
            "forecast",
            "forecast_rows",
            "forecast_totals",
        ),
        "_jobs": (
            "Job",
            "Outcome",
            "Status",
        ),
        "_same_words": ("with_same_words",),
        "_work_list": (
            "WorkList",
            "work_list",
        ),
    },
)
