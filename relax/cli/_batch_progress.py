"""Outcomes of a batch as they come → a live table on a terminal, a line for each anywhere else."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from relax.cli._report import draws, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.batch import Outcome


@contextmanager
def batch_progress(*, quiet: bool) -> Iterator[Any]:
    """A watcher for ``run_batch`` that draws on standard error; a quiet one only counts."""
    if quiet:
        yield _Count()
        return
    if not draws(sys.stderr):
        yield _Lines()
        return
    from rich.console import Console  # noqa: PLC0415  (heavy, and only when shown)
    from rich.live import Live  # noqa: PLC0415

    table = _Table()
    with Live(table, console=Console(stderr=True), refresh_per_second=2, transient=True):
        yield table


class _Count:
    """Counts outcomes, and draws nothing."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.total = 0
        self.worked = 0
        self.by: dict[str, int] = {"made": 0, "kept": 0, "failed": 0}

    def begin(self, total: int) -> None:
        """Set how many outcomes will come."""
        self.total = total

    def __call__(self, outcome: Outcome, rows: tuple[int, ...]) -> None:
        del rows
        self.by[outcome.status] += 1
        self.worked += outcome.status == "made" or outcome.took_s > 0

    @property
    def done(self) -> int:
        """How many outcomes have come."""
        return sum(self.by.values())

    def per_minute(self) -> float:
        """Tracks that took work, by minute so far; kept ones take none and would flatter it."""
        return 60 * self.worked / max(time.monotonic() - self.start, 0.1)


class _Lines(_Count):
    """Prints one line for each outcome."""

    def __call__(self, outcome: Outcome, rows: tuple[int, ...]) -> None:
        super().__call__(outcome, rows)
        which = ", ".join(map(str, rows))
        said = outcome.reason or outcome.name
        click.echo(f"{self.done}/{self.total} {outcome.status} row {which}: {said}", err=True)


class _Table(_Count):
    """A table that rich draws again twice a second, so that its times go on between outcomes."""

    def __rich__(self) -> Any:
        from rich.table import Table  # noqa: PLC0415  (loaded by now)

        pace = self.per_minute()
        left = span(60 * (self.total - self.done) / pace) if pace else "…"
        cells = {
            "done": f"{self.done} of {self.total or '…'}",
            "made": str(self.by["made"]),
            "kept": str(self.by["kept"]),
            "failed": str(self.by["failed"]),
            "tracks a minute": f"{pace:.1f}",
            "time": span(time.monotonic() - self.start),
            "time left": left,
        }
        table = Table(box=None, padding=(0, 2))
        for name in cells:
            table.add_column(name)
        table.add_row(*cells.values())
        return table


def summary_line(rows: Sequence[dict[str, Any]], totals: dict[str, float]) -> str:
    """The last line of a dry run: how many, how long, how large, how much work."""
    count = {
        each: sum(row["status"] == each for row in rows)
        for each in ("would be made", "kept", "would fail")
    }
    make = count["would be made"]
    return (
        f"{make} to make, {count['kept']} kept, {count['would fail']} would fail; "
        f"{span(totals['length_s'])} of sound, {totals['size_bytes'] / 1e6:.0f} MB, "
        f"about {span(totals['estimated_s'])} of work."
    )
