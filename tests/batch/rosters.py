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
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(rows)
    return path


def short(reference, **more):
    """The cheapest row: three and a half minutes without much speech."""
    return {"client_ref": reference, "template": "three-minute-space", "minutes": "3", **more}


def batch(roster, cwd, *arguments, **kwargs):
    """(exit code, what --json prints, stderr)."""
    done = relax("batch", roster, *arguments, "--json", cwd=cwd, **kwargs)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def tracks(folder: Path):
    return sorted(folder.glob("*.mp3"))
