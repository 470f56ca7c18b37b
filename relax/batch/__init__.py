"""A roster of people and programmes → every track, each row on its own.

roster/   file → rows of requests
run/      rows → tracks, by processes or a cluster; a dry run
site/     page, lists and feed beside the tracks; sending, deleting
records/  the ledger, and the map of whose tracks they are
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.batch.records import (
        Entry,
        Ledger,
        owner_maps_with,
        refuse_owner_map,
        remove_from_owner_map,
        write_owner_map,
    )
    from relax.batch.roster import (
        HeadingRules,
        Problem,
        Roster,
        Row,
        example_roster,
        name_of,
        read_roster,
    )
    from relax.batch.run import (
        Batch,
        Forecast,
        Job,
        Outcome,
        Status,
        Summary,
        forecast,
        forecast_rows,
        forecast_totals,
        on_cluster,
        run_batch,
    )
    from relax.batch.site import (
        Destination,
        Removed,
        forget,
        old_tracks,
        outdated,
        purge,
        remove_old,
    )

__all__ = [
    "Batch",
    "Destination",
    "Entry",
    "Forecast",
    "HeadingRules",
    "Job",
    "Ledger",
    "Outcome",
    "Problem",
    "Removed",
    "Roster",
    "Row",
    "Status",
    "Summary",
    "example_roster",
    "forecast",
    "forecast_rows",
    "forecast_totals",
    "forget",
    "name_of",
    "old_tracks",
    "on_cluster",
    "outdated",
    "owner_maps_with",
    "purge",
    "read_roster",
    "refuse_owner_map",
    "remove_from_owner_map",
    "remove_old",
    "run_batch",
    "write_owner_map",
]

__getattr__ = lazily(
    __name__,
    {
        "records": (
            "Entry",
            "Ledger",
            "owner_maps_with",
            "refuse_owner_map",
            "remove_from_owner_map",
            "write_owner_map",
        ),
        "roster": (
            "HeadingRules",
            "Problem",
            "Roster",
            "Row",
            "example_roster",
            "name_of",
            "read_roster",
        ),
        "run": (
            "Batch",
            "Forecast",
            "Job",
            "Outcome",
            "Status",
            "Summary",
            "forecast",
            "forecast_rows",
            "forecast_totals",
            "on_cluster",
            "run_batch",
        ),
        "site": (
            "Destination",
            "Removed",
            "forget",
            "old_tracks",
            "outdated",
            "purge",
            "remove_old",
        ),
    },
)
