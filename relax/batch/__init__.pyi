from .records import (
    Entry as Entry,
    Ledger as Ledger,
    owner_maps_with as owner_maps_with,
    refuse_owner_map as refuse_owner_map,
    remove_from_owner_map as remove_from_owner_map,
    write_owner_map as write_owner_map,
)
from .roster import (
    HeadingRules as HeadingRules,
    Problem as Problem,
    Roster as Roster,
    Row as Row,
    example_roster as example_roster,
    name_of as name_of,
    read_roster as read_roster,
)
from .run import (
    Batch as Batch,
    Forecast as Forecast,
    Job as Job,
    Outcome as Outcome,
    Status as Status,
    Summary as Summary,
    forecast as forecast,
    forecast_rows as forecast_rows,
    forecast_totals as forecast_totals,
    on_cluster as on_cluster,
    run_batch as run_batch,
)
from .site import (
    Destination as Destination,
    Removed as Removed,
    forget as forget,
    old_tracks as old_tracks,
    outdated as outdated,
    purge as purge,
    remove_old as remove_old,
)
