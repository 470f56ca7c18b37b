"""Beginnings and ends of what is heard → rows of an SQLite file; and when each was heard last.

A row holds a track's file name and times, nothing about a person.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from relax.errors import RelaxError

if TYPE_CHECKING:
    from pathlib import Path

_TABLE = """
CREATE TABLE IF NOT EXISTS played (
    id INTEGER PRIMARY KEY,
    planned REAL,
    started REAL NOT NULL,
    ended REAL,
    what TEXT NOT NULL,
    name TEXT NOT NULL,
    how TEXT NOT NULL DEFAULT 'playing'
)
"""


class Journal:
    """A file of what was played, each line on the disk as soon as the disk takes it.

    It is written on a thread of its own: a slow disk, or somebody who looks into the file,
    must not hold up the sound.

    Args:
        path: the SQLite file; made, with its folder, when missing.

    Raises:
        RelaxError: it cannot be written, or is not such a file.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(
                path, isolation_level=None, timeout=5.0, check_same_thread=False
            )
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._database.execute(_TABLE)
            self._database.execute("UPDATE played SET how='cut off' WHERE how='playing'")
        except (OSError, sqlite3.Error) as trouble:
            raise RelaxError(
                "The journal of what was played cannot be written.",
                hint="Choose another data folder with RELAX_DATA.",
            ) from trouble
        self._row: int | None = None
        self._writer = ThreadPoolExecutor(1)

    def begin(
        self, started: float, what: str, name: str = "", planned: float | None = None
    ) -> None:
        """Something else is heard from now on; what was heard before has faded."""
        self._writer.submit(self._end, started, "faded")
        self._writer.submit(self._begin, (planned, started, what, name))

    def end(self, ended: float, how: str) -> None:
        """What is heard has ended."""
        self._writer.submit(self._end, ended, how)

    def close(self, now: float) -> None:
        """End what is heard and close the file."""
        self.end(now, "faded")
        self._writer.shutdown()
        self._database.close()

    def _begin(self, line: tuple[float | None, float, str, str]) -> None:
        with suppress(sqlite3.Error):  # a full disk must not end the music
            self._row = self._database.execute(
                "INSERT INTO played (planned, started, what, name) VALUES (?, ?, ?, ?)", line
            ).lastrowid

    def _end(self, ended: float, how: str) -> None:
        if self._row is not None:
            with suppress(sqlite3.Error):
                self._database.execute(
                    "UPDATE played SET ended=?, how=? WHERE id=?", (ended, how, self._row)
                )
        self._row = None


def last_heard(path: Path) -> dict[str, float]:
    """When each track in the journal at ``path`` was heard last, by its file name; {} without."""
    if not path.is_file():
        return {}
    query = "SELECT name, MAX(started) FROM played WHERE what='track' GROUP BY name"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return dict(database.execute(query).fetchall())
    except sqlite3.Error:  # a journal that cannot be used is refused where it is opened for writing
        return {}
