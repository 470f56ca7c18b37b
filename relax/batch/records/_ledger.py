"""The ledger beside a roster's tracks: file name → request, digest, owner, time of making.

It holds nothing of a person: requests and owners are keyed hashes.

One small SQLite file with a rollback journal (a write-ahead log needs memory that processes share,
which a network disk has not). Every change is one transaction, so a power cut loses at most the
last line, and the track itself is found again by its proof.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from relax.errors import RelaxError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

LEDGER: Final = "ledger.sqlite3"
_PATIENCE_S = 60.0
"""How long one process waits for another to finish its transaction."""

_TABLES = """
create table if not exists tracks (
  name text primary key, request text not null, sha256 text not null, owner text not null,
  length_s real not null, took_s real not null, made text not null, version text not null,
  stamp text not null
);
create table if not exists facts (name text primary key, value text not null);
"""


class DamagedLedgerError(RelaxError):
    """The file is there, but is no SQLite database any more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One track in the ledger.

    Attributes:
        name: of the audio file.
        request: keyed hash of everything asked for.
        sha256: of the audio file as made, in hexadecimal.
        owner: keyed hash of the client_ref it was made for; "" without one.
        length_s: of the track.
        took_s: seconds of work.
        made: when, ISO 8601, UTC.
        version: of relax.
        stamp: digest of what a remote store says of the sent files; "" on a disk.
    """

    name: str
    request: str
    sha256: str
    owner: str
    length_s: float
    took_s: float
    made: str
    version: str
    stamp: str = ""


_COLUMNS = ", ".join(field.name for field in fields(Entry))
_MARKS = ", ".join("?" for _ in fields(Entry))


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one folder of tracks; any number of processes may use it at once."""

    folder: Path

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / LEDGER

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one transaction, which is undone if the block raises.

        Raises:
            DamagedLedgerError: the file is damaged.
            RelaxError: it cannot be read or written.
        """
        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE_S)) as connection:
                # Overwrite what is deleted, so that a forgotten owner is not left in free pages.
                connection.execute("pragma secure_delete = on")
                connection.executescript(_TABLES)
                with connection:
                    connection.execute("begin immediate")
                    yield connection
        except sqlite3.Error as error:
            # Its subclasses mean a locked or full disk; the class itself, a file of another kind.
            if type(error) is sqlite3.DatabaseError:
                raise DamagedLedgerError(
                    f"The ledger {self.path} is damaged.",
                    hint="Delete it: tracks that are there are found again.",
                ) from None
            raise RelaxError(
                f"The ledger {self.path} cannot be used ({type(error).__name__})."
            ) from None

    def add(self, entry: Entry) -> None:
        """Add a track, replacing the entry of that name."""
        with self._open() as connection:
            connection.execute(
                f"insert or replace into tracks ({_COLUMNS}) values ({_MARKS})",  # noqa: S608
                astuple(entry),
            )

    def entries(self) -> dict[str, Entry]:
        """File name → its entry."""
        if not self.path.exists():
            return {}
        with self._open() as connection:
            rows = connection.execute(f"select {_COLUMNS} from tracks order by name")  # noqa: S608
            return {entry.name: entry for entry in (Entry(*row) for row in rows)}

    def stamp(self, stamps: Mapping[str, str]) -> None:
        """Set the stamps of tracks that were sent to a remote store; file name → stamp."""
        with self._open() as connection:
            pairs = [(stamp, name) for name, stamp in stamps.items()]
            connection.executemany("update tracks set stamp = ? where name = ?", pairs)

    def remove(self, names: Iterable[str]) -> None:
        """Delete the entries of these file names."""
        with self._open() as connection:
            connection.executemany("delete from tracks where name = ?", [(n,) for n in names])

    def note(self, **facts: Any) -> None:
        """Store facts about the last run, each as JSON under its name."""
        pairs = [(name, json.dumps(value)) for name, value in facts.items()]
        with self._open() as connection:
            connection.executemany("insert or replace into facts values (?, ?)", pairs)

    def facts(self) -> dict[str, Any]:
        """The facts that ``note`` stored."""
        if not self.path.exists():
            return {}
        with self._open() as connection:
            rows = connection.execute("select name, value from facts").fetchall()
        return {name: json.loads(value) for name, value in rows}
