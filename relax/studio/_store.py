"""What was asked for in the studio, as rows of a database: it outlives the program and the page."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from relax.errors import RelaxError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from relax.studio._form import Form

State = Literal["waiting", "working", "done", "failed", "stopped"]

_SCHEMA: Final = """
create table if not exists job (
    id text primary key,
    state text not null,
    form text not null,
    words text not null,
    reading text not null default '',
    title text not null,
    audio text not null default '',
    seconds real not null default 0,
    problem text not null default '',
    notices text not null default '[]',
    asked_at real not null
) strict;
create table if not exists reading (
    id text primary key,
    form text not null,
    title text not null,
    words text not null,
    before text not null default '[]',
    kept_at real not null
) strict;
create table if not exists draft (
    visitor text primary key,
    form text not null,
    kept_at real not null
) strict;
"""
_DRAFT_S: Final = 30 * 86_400
"""What nobody has touched for so long, and was never made, is thrown away at the next start."""

_HISTORY: Final = 100
"""Changes that can be taken back."""


@dataclass(frozen=True, slots=True)
class Job:
    """A track that was asked for.

    Attributes:
        id: 16 random hex digits; what its address holds.
        state: how far it is.
        form: the Make page as it was filled in, so that it can be made again.
        words: the script as somebody has read it; "" where its template is to choose the words.
        reading: id of the words it was made of, "" where nobody read them.
        title: of the template.
        audio: name of the file, "" until it is there.
        seconds: its length.
        problem: why it failed, as a person is told.
        notices: how the request was met, where a person should know.
        asked_at: Unix time.
    """

    id: str
    state: State
    form: Form
    words: str
    reading: str
    title: str
    audio: str
    seconds: float
    problem: str
    notices: tuple[str, ...]
    asked_at: float


@dataclass(frozen=True, slots=True)
class Words:
    """Words that somebody reads before they are made into a track.

    Attributes:
        id: 16 random hex digits; what their address holds.
        form: the Make page they come from.
        title: of the template.
        text: the script as it is now.
        before: as it was before each change, the last one last.
    """

    id: str
    form: Form
    title: str
    text: str
    before: tuple[str, ...]


class Store:
    """The database in ``folder``; the file is its owner's alone, for it holds names and wishes.

    Any thread may call it.

    Raises:
        RelaxError: the folder cannot be used, or the file is no database.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        path = folder / "studio.sqlite3"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._database.row_factory = sqlite3.Row
            self._database.executescript(_SCHEMA)
            self._database.execute("pragma secure_delete = on")
        except (OSError, sqlite3.Error) as error:
            raise RelaxError(
                f"The studio's own file cannot be used: {error}.",
                hint="Choose another folder with RELAX_DATA.",
            ) from None
        with self._begun() as database:
            # The process that was making these is gone; what it had voiced is kept.
            database.execute("update job set state = 'waiting' where state = 'working'")
            for table in ("draft", "reading"):
                kept = time.time() - _DRAFT_S
                database.execute(f"delete from {table} where kept_at < ?", [kept])  # noqa: S608

    def add(self, form: Form, title: str, words: Words | None = None) -> str:
        """Ask for a track, of these words if somebody has read them; its id."""
        job = secrets.token_hex(8)
        text, reading = (words.text, words.id) if words else ("", "")
        row = [job, "waiting", json.dumps(form), text, reading, title, time.time()]
        with self._begun() as database:
            database.execute(
                "insert into job (id, state, form, words, reading, title, asked_at)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return job

    def add_words(self, form: Form, title: str, text: str) -> str:
        """Keep words to be read; their id."""
        name = secrets.token_hex(8)
        row = [name, json.dumps(form), title, text, time.time()]
        with self._begun() as database:
            database.execute(
                "insert into reading (id, form, title, words, kept_at) values (?, ?, ?, ?, ?)", row
            )
        return name

    def words(self, name: str) -> Words | None:
        """The words of that id."""
        with self._begun() as database:
            row = database.execute("select * from reading where id = ?", [name]).fetchone()
        if row is None:
            return None
        before = tuple(json.loads(row["before"]))
        return Words(name, json.loads(row["form"]), row["title"], row["words"], before)

    def change_words(self, name: str, text: str) -> None:
        """Keep words as they are now, and as they were."""
        with self._begun() as database:
            row = database.execute(
                "select words, before from reading where id = ?", [name]
            ).fetchone()
            if row and row["words"] != text:
                before = [*json.loads(row["before"]), row["words"]][-_HISTORY:]
                self._set_words(database, name, text, before)

    def change_length(self, words: Words, minutes: str) -> Words:
        """Keep another length for words."""
        form = {**words.form, "minutes": [minutes]}
        with self._begun() as database:
            row = [json.dumps(form), words.id]
            database.execute("update reading set form = ? where id = ?", row)
        return replace(words, form=form)

    def undo_words(self, name: str) -> None:
        """Take the last change back."""
        with self._begun() as database:
            row = database.execute("select before from reading where id = ?", [name]).fetchone()
            before = json.loads(row["before"]) if row else []
            if before:
                self._set_words(database, name, before[-1], before[:-1])

    @staticmethod
    def _set_words(database: sqlite3.Connection, name: str, text: str, before: list[str]) -> None:
        row = [text, json.dumps(before), time.time(), name]
        database.execute("update reading set words = ?, before = ?, kept_at = ? where id = ?", row)

    def find(self, job: str) -> Job | None:
        """The job of that id."""
        with self._begun() as database:
            row = database.execute("select * from job where id = ?", [job]).fetchone()
        return _job(row) if row else None

    def jobs(self, *states: State) -> list[Job]:
        """Those in one of ``states``, the newest first; all for none."""
        chosen = f"where state in ({', '.join('?' * len(states))})" if states else ""
        query = f"select * from job {chosen} order by asked_at desc, rowid desc"  # noqa: S608
        with self._begun() as database:
            return [_job(row) for row in database.execute(query, states)]

    def take(self) -> Job | None:
        """The job that has waited longest, which is being worked on from now on."""
        with self._begun() as database:
            row = database.execute(
                "select * from job where state = 'waiting' order by asked_at, rowid limit 1"
            ).fetchone()
            if row:
                database.execute("update job set state = 'working' where id = ?", [row["id"]])
        return _job(row) if row else None

    def done(self, job: str, audio: str, seconds: float, notices: tuple[str, ...]) -> None:
        """Note that the track is there."""
        row = ["done", audio, seconds, json.dumps(notices), "", job]
        with self._begun() as database:
            database.execute(
                "update job set state = ?, audio = ?, seconds = ?, notices = ?, problem = ?"
                " where id = ?",
                row,
            )

    def ended(self, job: str, state: State, problem: str = "") -> None:
        """Note that there will be no track, and why."""
        with self._begun() as database:
            row = [state, problem, job]
            database.execute("update job set state = ?, problem = ? where id = ?", row)

    def again(self, job: str) -> None:
        """Let a job that failed or was stopped wait for its turn once more."""
        with self._begun() as database:
            database.execute(
                "update job set state = 'waiting', problem = '' where id = ?"
                " and state in ('failed', 'stopped')",
                [job],
            )

    def forget(self, job: str) -> list[str]:
        """Remove the row, and the draft and the words it may have come from; their ids."""
        with self._begun() as database:
            row = database.execute("select * from job where id = ?", [job]).fetchone()
            if row is None:
                return []
            mine = [row["form"], row["reading"]]
            found = database.execute("select id from reading where form = ? or id = ?", mine)
            words = [each["id"] for each in found.fetchall()]
            database.execute("delete from job where id = ?", [job])
            database.execute("delete from draft where form = ?", mine[:1])
            database.execute("delete from reading where form = ? or id = ?", mine)
        return [job, *words]

    def ids(self) -> set[str]:
        """Of all that is kept: jobs and words."""
        with self._begun() as database:
            rows = database.execute("select id from job union select id from reading")
            return {row["id"] for row in rows}

    def keep_draft(self, visitor: str, form: Form) -> None:
        """Keep what somebody has filled in so far."""
        row = [visitor, json.dumps(form), time.time()]
        with self._begun() as database:
            database.execute("insert or replace into draft values (?, ?, ?)", row)

    def draft(self, visitor: str) -> Form | None:
        """What somebody has filled in so far."""
        with self._begun() as database:
            row = database.execute("select form from draft where visitor = ?", [visitor]).fetchone()
        return cast("Form", json.loads(row["form"])) if row else None

    def drop_draft(self, visitor: str) -> None:
        """Throw it away."""
        with self._begun() as database:
            database.execute("delete from draft where visitor = ?", [visitor])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    @contextmanager
    def _begun(self) -> Iterator[sqlite3.Connection]:
        """The database, for one thread, with all changes made at once or not at all."""
        with self._lock, closing(self._database.cursor()) as cursor:
            cursor.execute("begin immediate")
            try:
                yield self._database
            except BaseException:
                cursor.execute("rollback")
                raise
            cursor.execute("commit")


def _job(row: Any) -> Job:
    """One row of the table."""
    return Job(
        id=row["id"],
        state=row["state"],
        form=json.loads(row["form"]),
        words=row["words"],
        reading=row["reading"],
        title=row["title"],
        audio=row["audio"],
        seconds=row["seconds"],
        problem=row["problem"],
        notices=tuple(json.loads(row["notices"])),
        asked_at=row["asked_at"],
    )
