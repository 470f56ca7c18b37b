"""The ledger beside a roster's tracks: file name → request, digest, owner, time of making.

It holds nothing of a person: requests and owners are keyed hashes.

One small SQLite file with a rollback journal (a write-ahead log needs memory that processes share,
which a network disk has not). Every change is one transaction, so a power cut loses at most the
last line, and the track itself is found again by its proof: a ledger that was lost, damaged or
never written is rebuilt from the proofs beside the tracks.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from relax.deliver import load_proof
from relax.errors import BadInput, RelaxError
from relax.playlist import read_playlist

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from relax.deliver import Proof

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

PLAYLIST: Final = "playlist.m3u8"
"""Beside the tracks: the file names of those of the last run."""


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
                    # Lock for writing now: of two that read first, one could not write any more.
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


def is_roster_folder(folder: Path) -> bool:
    """Whether a batch has made tracks in ``folder``: its ledger or its playlist is there."""
    return Ledger(folder).path.exists() or (folder / PLAYLIST).is_file()


def entries_of(folder: Path) -> dict[str, Entry]:
    """File name → entry, for every track in ``folder``: from the ledger, else from its proof.

    A process may have died between a track and its entry, and a damaged ledger holds none.
    """
    try:
        found = Ledger(folder).entries()
    except DamagedLedgerError:
        found = {}
    noted = {name.rpartition(".")[0] for name in found}
    for path in sorted(folder.glob("*.json")):
        if path.stem not in noted and (proof := load_proof(path)):
            name = f"{path.stem}.{proof.format}"
            found[name] = entry_from_proof(folder, name, proof)
    return found


def entry_from_proof(folder: Path, name: str, proof: Proof) -> Entry:
    """The entry of a track from its proof; ``made`` is the time of the proof's file."""
    made = (folder / name).with_suffix(".json").stat().st_mtime
    return Entry(
        name=name,
        request=proof.request,
        sha256=proof.file_sha256,
        owner=proof.owner,
        length_s=proof.decoded_s,
        took_s=0.0,  # not known any more; the estimate of a dry run leaves such entries out
        made=datetime.fromtimestamp(made, UTC).isoformat(timespec="seconds"),
        version=proof.versions.get("relax", ""),
    )


def usable_ledger(folder: Path) -> Ledger | None:
    """The ledger of ``folder``, rebuilt if lost or damaged; None where no batch has written."""
    ledger = Ledger(folder)
    try:
        if ledger.entries():
            return ledger
    except DamagedLedgerError:
        ledger.path.unlink()
    if not is_roster_folder(folder):
        return None
    for entry in entries_of(folder).values():
        ledger.add(entry)
    if not ledger.facts():
        ledger.note(title=folder.name, listed=_listed(folder))
    return ledger


def _listed(folder: Path) -> list[str]:
    """The file names in the playlist of the last run; none where it cannot be read."""
    try:
        return [track.name for track in read_playlist(folder / PLAYLIST)]
    except BadInput:
        return []
