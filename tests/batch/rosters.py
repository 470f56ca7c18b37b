"""Rosters and running batches, for the tests beside this."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.run import relax

FIELDS = (
    "client_ref", "name", "template", "minutes", "avoid", "seed", "intention", "pronunciation",
    "contraindications",
)  # fmt: skip


def write_csv(path: Path, rows, encoding="utf-8", fields=FIELDS):
    with path.open("w", encoding=encoding, newline="") as file:
        also = dict.fromkeys(name for row in rows for name in row if name not in fields)
        writer = csv.DictWriter(file, (*fields, *also))
        writer.writeheader()
        writer.writerows(rows)
    return path


def short(reference, **more):
    """A row of the shortest template that is shipped, with the default voice."""
    return {"client_ref": reference, "template": "three-minute-space", "minutes": "3", **more}


def quick(reference, **more):
    """The row that is made in the least time, of a template of the tests' own.

    For what a batch does with tracks, whatever is heard in them.
    """
    row = {"template": "short", "minutes": "2", "voice": "pyttsx3:en-us+edward", "bed": "none"}
    return {"client_ref": reference, **row, **more}


def batch(roster, cwd, *arguments, **kwargs):
    """(exit code, what --json prints, stderr).

    One track at a time: a process starts for longer than it makes a quick track.
    """
    asked = ("--jobs", "1", *arguments, "--json")
    done = relax("batch", roster, *asked, cwd=cwd, **kwargs)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def tracks(folder: Path):
    return sorted(folder.glob("*.mp3"))
