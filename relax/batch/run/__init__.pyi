from ._batch import Batch as Batch, Summary as Summary, Watcher as Watcher, run_batch as run_batch
from ._cluster import (
    RemoteJob as RemoteJob,
    on_cluster as on_cluster,
    receive as receive,
    run_remote_job as run_remote_job,
)
from ._dry_run import (
    Forecast as Forecast,
    forecast as forecast,
    forecast_rows as forecast_rows,
    forecast_totals as forecast_totals,
    with_same_words as with_same_words,
)
from ._jobs import (
    Job as Job,
    Outcome as Outcome,
    Status as Status,
    WorkList as WorkList,
    work_list as work_list,
)
