"""Deleting what was made: for one person, or by age."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from relax.batch._ledger import LEDGER, Ledger
from relax.batch._run import owner_token
from relax.batch._site import write_site
from relax.errors import RelaxError
from relax.home import secret
from relax.voices import ClipCache

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from relax.batch._ledger import Entry
    from relax.home import Home


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted: tracks, all files with theirs, and voiced phrases of a person's own."""

    tracks: int
    files: int
    phrases: int


def forget(reference: str, home: Home, out: Path) -> Removed:
    """Delete the tracks, sidecars, ledger lines and own voiced phrases of one person.

    Args:
        reference: the ``client_ref`` they were made under.
        home: whose secret and caches.
        out: the folder of rosters' folders, or one of those.

    Raises:
        RelaxError: something could not be deleted.
    """
    owner = owner_token(home, reference)
    tracks, files = _remove(out, lambda entry: entry.owner == owner)
    phrases = ClipCache(home.clips, secret(home)).purge_private(reference)
    return Removed(tracks, files, phrases)


def purge(home: Home, out: Path, days: float) -> Removed:
    """Delete tracks made more than ``days`` ago, and everybody's own voiced phrases.

    Raises:
        RelaxError: something could not be deleted.
    """
    oldest = datetime.now(UTC) - timedelta(days=days)
    tracks, files = _remove(out, lambda entry: datetime.fromisoformat(entry.made) < oldest)
    phrases = ClipCache(home.clips, secret(home)).purge_private()
    return Removed(tracks, files, phrases)


def _remove(out: Path, chosen: Callable[[Entry], bool]) -> tuple[int, int]:
    tracks = files = 0
    for folder in sorted({path.parent for path in (*out.glob(LEDGER), *out.glob(f"*/{LEDGER}"))}):
        ledger = Ledger(folder)
        names = [entry.name for entry in ledger.entries().values() if chosen(entry)]
        if not names:
            continue
        try:
            files += sum(_delete(folder, name) for name in names)
        except OSError as error:
            reason = (error.strerror or "it failed").lower()
            raise RelaxError(f"A track in {folder} could not be deleted: {reason}.") from None
        ledger.remove(names)
        listed = ledger.facts().get("listed", [])
        ledger.note(listed=[name for name in listed if name not in names])
        write_site(folder)
        tracks += len(names)
    return tracks, files


def _delete(folder: Path, name: str) -> int:
    """A track and what lies beside it, the audio first; how many files there were."""
    stem = name.rpartition(".")[0]
    beside = (f"{stem}{end}" for end in (".txt", ".vtt", ".png", ".json", ".chapters.json"))
    count = 0
    for each in (name, *beside):
        with contextlib.suppress(FileNotFoundError):
            (folder / each).unlink()
            count += 1
    return count
