"""The journal outlives whatever happens to the program that writes it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from relax.errors import RelaxError
from relax.play.library import Journal
from tests.play.journal import read_journal


def test_what_was_played_is_there_with_times_and_how_it_ended(tmp_path):
    journal = Journal(tmp_path / "new" / "journal.sqlite")
    journal.begin(10.0, "track", "scan-en-10m-0123abcd.mp3", 10.0)
    journal.end(20.0, "whole")
    journal.begin(20.0, "bed")
    journal.begin(30.0, "quiet", "", 30.0)
    journal.close(40.0)
    rows = read_journal(tmp_path / "new" / "journal.sqlite")
    assert [(r.what, r.name, r.started, r.ended, r.how) for r in rows] == [
        ("track", "scan-en-10m-0123abcd.mp3", 10.0, 20.0, "whole"),
        ("bed", "", 20.0, 30.0, "faded"),
        ("quiet", "", 30.0, 40.0, "faded"),
    ]


def test_a_killed_player_leaves_a_whole_journal_and_the_next_one_says_so(tmp_path):
    path = tmp_path / "journal.sqlite"
    program = (
        "import os, signal, pathlib, sys\n"
        "from relax.play.library import Journal\n"
        "from tests.play.journal import read_journal\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "Journal(path).begin(1.0, 'track', 'a.mp3', 1.0)\n"
        "while not read_journal(path): pass\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL
    assert [row.how for row in read_journal(path)] == ["playing"]
    Journal(path).close(9.0)
    assert [(row.how, row.ended) for row in read_journal(path)] == [("cut off", None)]


def test_somebody_who_looks_into_the_journal_holds_up_nothing(tmp_path):
    """Another program that is writing makes the line wait, and not the sound."""
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    journal.begin(1.0, "track", "a.mp3", 1.0)
    other.execute("ROLLBACK")
    other.close()
    journal.close(2.0)
    assert [(row.name, row.ended) for row in read_journal(path)] == [("a.mp3", 2.0)]


def test_a_file_that_is_no_journal_is_refused_and_kept(tmp_path):
    path = tmp_path / "journal.sqlite"
    path.write_text("something else entirely " * 100)
    with pytest.raises(RelaxError, match="journal"):
        Journal(path)
    assert path.read_text().startswith("something else")
