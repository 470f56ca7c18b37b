"""Results → standard output as JSON or a table; progress of work → a bar on standard error."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

import click

from relax.errors import printable
from relax.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.progress import Progress

_OBEYED = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that a terminal may obey and that JSON does not escape: C1 controls, text direction,
lone surrogates."""

SHOW_AFTER_S = 1.0
"""Progress appears when work has lasted so long."""

SHARES: Final = {
    "speaking": 0.6,
    "preparing the bed": 0.02,
    "warming the voice": 0.08,
    "mixing": 0.25,
    "checking": 0.05,
}
"""Stage of making a track → about what part of the whole time it takes; in their order."""


def print_json(value: Any) -> None:
    """Print one JSON value to standard output."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table on a terminal, and as tab-separated lines anywhere else."""
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


def draws(stream: IO[str]) -> bool:
    """Whether ``stream`` is a terminal on which a line can be drawn again."""
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def span(seconds: float) -> str:
    """Seconds as a person says them: ``14 s``, ``3 min``, ``1 h 5 min``."""
    if seconds < 59.5:  # which would be rounded to 60 s
        return f"{max(round(seconds), 1)} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """A progress callback that draws one bar on a terminal, and a line for each stage elsewhere.

    Nothing is drawn for work that is done within ``SHOW_AFTER_S``, nor where ``quiet``.
    """
    if quiet:
        yield silent
        return
    if not draws(sys.stderr):
        yield _Lines()
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.close()


class _Lines:
    """Prints the name of each stage once, for work that lasts longer than ``SHOW_AFTER_S``."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._stage = ""

    def __call__(self, stage: str, done: float, total: float) -> None:
        del done, total
        if stage != self._stage and time.monotonic() - self._start >= SHOW_AFTER_S:
            self._stage = stage
            click.echo(f"relax: {stage} …", err=True)


class Whole:
    """Progress of single stages → progress of the whole, which never goes back."""

    def __init__(self) -> None:
        self._stage = ""
        self._at = 0.0

    def __call__(self, stage: str, done: float, total: float) -> float:
        """The part of the whole that is done, 0 to 1; a stage not in ``SHARES`` is the whole."""
        part = min(done / total, 1.0) if total else 0.0
        if stage not in SHARES:
            self._at = part if stage != self._stage else max(self._at, part)
        else:
            names = list(SHARES)
            before = sum(SHARES[name] for name in names[: names.index(stage)])
            self._at = max(self._at, before + SHARES[stage] * part)
        self._stage = stage
        return self._at


class _Bar:
    """A bar of rich, opened once work has lasted ``SHOW_AFTER_S``: importing rich takes time."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._whole = Whole()
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, stage: str, done: float, total: float) -> None:
        at = self._whole(stage, done, total)
        if self._bar is None:
            if time.monotonic() - self._start < SHOW_AFTER_S:
                return
            self._open()
        self._bar.update(self._task, description=stage, completed=at)

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
            TextColumn("{task.description:<17}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=1.0)
        self._bar.start()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
