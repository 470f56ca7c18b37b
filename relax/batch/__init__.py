"""A roster of people and programmes → every track, each row on its own."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relax.batch._columns import Headings
    from relax.batch._dask import on_cluster
    from relax.batch._destination import Destination
    from relax.batch._example import example_roster
    from relax.batch._forecast import Forecast, forecast, foreseen, totals
    from relax.batch._forget import Removed, forget, old_tracks, outdated, purge, remove_old
    from relax.batch._jobs import Job, Outcome, Status
    from relax.batch._ledger import Ledger
    from relax.batch._map import can_be_map, maps_naming, take_out, write_map
    from relax.batch._problem import Problem
    from relax.batch._roster import Defaults, Roster, Row, name_of, read_roster
    from relax.batch._run import Batch, Summary, run_batch

__all__ = [
    "Batch",
    "Defaults",
    "Destination",
    "Forecast",
    "Headings",
    "Job",
    "Ledger",
    "Outcome",
    "Problem",
    "Removed",
    "Roster",
    "Row",
    "Status",
    "Summary",
    "can_be_map",
    "example_roster",
    "forecast",
    "foreseen",
    "forget",
    "maps_naming",
    "name_of",
    "old_tracks",
    "on_cluster",
    "outdated",
    "purge",
    "read_roster",
    "remove_old",
    "run_batch",
    "take_out",
    "totals",
    "write_map",
]

_HOMES = {
    "Destination": "_destination",
    "Headings": "_columns",
    "example_roster": "_example",
    "on_cluster": "_dask",
    "Ledger": "_ledger",
    "Problem": "_problem",
} | dict.fromkeys(("Defaults", "Roster", "Row", "name_of", "read_roster"), "_roster")
_HOMES |= dict.fromkeys(
    ("Removed", "forget", "old_tracks", "outdated", "purge", "remove_old"), "_forget"
)
_HOMES |= dict.fromkeys(("Job", "Outcome", "Status"), "_jobs")
_HOMES |= dict.fromkeys(("Forecast", "forecast", "foreseen", "totals"), "_forecast")
_HOMES |= dict.fromkeys(("can_be_map", "maps_naming", "take_out", "write_map"), "_map")
_HOMES |= dict.fromkeys(("Batch", "Summary", "run_batch"), "_run")


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
