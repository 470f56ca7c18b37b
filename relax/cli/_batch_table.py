"""How a batch is going: a live table on a terminal, a line a track anywhere else."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.batch import Outcome


@contextmanager
def batch_table(*, quiet: bool) -> Iterator[Any]:
    """A watcher for a batch."""
    if quiet:
        yield lambda *_: None
        return
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console  # noqa: PLC0415  (heavy, and only when shown)
    from rich.live import Live  # noqa: PLC0415

    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True) as live:
        yield _Table(live)


class _Count:
    """What every display counts."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.by: dict[str, int] = {"made": 0, "kept": 0, "failed": 0}

    @property
    def done(self) -> int:
        return sum(self.by.values())

    def per_minute(self) -> float:
        """Tracks made a minute so far."""
        return 60 * (self.by["made"] + self.by["failed"]) / max(time.monotonic() - self.start, 0.1)


class _Lines:
    def __init__(self) -> None:
        self.count = _Count()

    def __call__(self, outcome: Outcome, rows: tuple[int, ...], total: int) -> None:
        self.count.by[outcome.status] += 1
        which = ", ".join(map(str, rows))
        said = outcome.reason or outcome.name
        click.echo(f"{self.count.done}/{total} {outcome.status} row {which}: {said}", err=True)


class _Table:
    def __init__(self, live: Any) -> None:
        self.live, self.count = live, _Count()

    def __call__(self, outcome: Outcome, rows: tuple[int, ...], total: int) -> None:
        from rich.table import Table  # noqa: PLC0415

        del rows
        self.count.by[outcome.status] += 1
        table = Table(box=None, padding=(0, 2))
        pace = self.count.per_minute()
        left = (total - self.count.done) / pace if pace else 0.0
        cells = {
            "done": f"{self.count.done} of {total}",
            "made": str(self.count.by["made"]),
            "kept": str(self.count.by["kept"]),
            "failed": str(self.count.by["failed"]),
            "tracks a minute": f"{pace:.1f}",
            "time left": _span(60 * left),
        }
        for name in cells:
            table.add_column(name)
        table.add_row(*cells.values())
        self.live.update(table)


def _span(seconds: float) -> str:
    if 0 < seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def summary_line(rows: Sequence[dict[str, Any]], totals: dict[str, float]) -> str:
    """The end of a dry run."""
    count = {
        each: sum(row["status"] == each for row in rows) for each in ("made", "kept", "would fail")
    }
    return (
        f"{count['made']} to make, {count['kept']} kept, {count['would fail']} would fail; "
        f"{_span(totals['length_s'])} of sound, {totals['size_bytes'] / 1e6:.0f} MB, "
        f"about {_span(totals['estimated_s'])} of work."
    )
