"""The journal of what was played, read by a reader of its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One thing that was heard.

    Attributes:
        planned: when the plan wanted it, in seconds since 1970; None when a key asked for it.
        started: when it was first heard.
        ended: when it had ended; None while it plays, or when the program was cut off.
        what: ``track``, ``bed`` or ``quiet``.
        name: the track's own file name; "" for the others.
        how: ``playing``, ``whole``, ``faded``, ``failed`` or ``cut off``.
    """

    planned: float | None
    started: float
    ended: float | None
    what: str
    name: str
    how: str


def read_journal(path: Path) -> list[Row]:
    """Everything in the journal at ``path``, oldest first."""
    with closing(sqlite3.connect(path)) as base:
        lines = base.execute(
            "SELECT planned, started, ended, what, name, how FROM played ORDER BY id"
        ).fetchall()
    return [Row(*line) for line in lines]
