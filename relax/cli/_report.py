"""Results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from relax.errors import printable
from relax.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.progress import Progress

_OBEYED = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs that a terminal may obey and that JSON leaves as they are."""

SHOW_AFTER_S = 1.0
"""A progress bar appears when work has lasted this long."""


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; tab-separated lines, id first, anywhere else."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(printable(" ".join(cell.split())) for cell in row))
        return
    from rich import box  # noqa: PLC0415  (heavy, and only for a person)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for n, column in enumerate(columns):
        table.add_column(column, no_wrap=n == 0, style="bold" if n == 0 else "")
    for row in rows:
        table.add_row(*(printable(cell.replace("[", "\\["), keep="\n") for cell in row))
    Console().print(table)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """A bar with the time left, on a terminal, for work that lasts over a second."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.close()


class _Bar:
    """Draws with rich once the work has proved long enough to be worth it."""

    def __init__(self) -> None:
        import time  # noqa: PLC0415

        self._clock = time.monotonic
        self._start = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._stage = ""

    def __call__(self, stage: str, done: float, total: float) -> None:
        if self._bar is None:
            if self._clock() - self._start < SHOW_AFTER_S:
                return
            self._open()
        if stage != self._stage:
            self._bar.reset(self._task, description=stage, total=total)
            self._stage = stage
        self._bar.update(self._task, completed=done, total=total)

    def _open(self) -> None:
        from rich.console import Console  # noqa: PLC0415  (heavy, and only when shown)
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("")
        self._bar.start()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
