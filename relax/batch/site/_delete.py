"""Delete tracks, the files beside them and their entries: of one person, or by age."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from relax.batch.records import Ledger, entries_of, is_roster_folder, usable_ledger
from relax.batch.site._destination import Destination
from relax.batch.site._write import chapters_of, write_site
from relax.errors import BadInput, RelaxError
from relax.files import clear_unfinished
from relax.home import secret
from relax.origin import owner_of, owner_token
from relax.track import sidecars
from relax.voices import ClipCache

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from relax.batch.records import Entry
    from relax.home import Home

    _Chosen = tuple[Destination, list[str]]

_DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted, or would be.

    Attributes:
        tracks: audio files, each with the folder or URL it was at.
        files: how many files in all, those beside the tracks included.
        phrases: how many voiced phrases of the cache.
    """

    tracks: tuple[str, ...]
    files: int
    phrases: int


def forget(reference: str, home: Home, out: str) -> Removed:
    """Delete the tracks, sidecars, ledger lines and own voiced phrases of one person.

    Args:
        reference: the ``client_ref`` they were made under.
        home: its secret tells which tracks are theirs; its caches hold the phrases.
        out: the folder of rosters' folders, or one of those. Every URL that tracks were sent to
            from this computer is searched as well.

    Raises:
        BadInput: the reference is empty.
        RelaxError: something could not be deleted.
    """
    owner = owner_token(reference, home)
    if not owner:
        raise BadInput("There is no client_ref given.", hint="Give it as it stands in the roster.")
    places = [*_folders(out), *Destination.known(home)]
    tracks, files = _remove(_chosen(places, lambda track: track.owner == owner))
    phrases = ClipCache(home.clips, secret(home)).purge_private(owner_of(reference))
    return Removed(tracks, files, phrases)


def outdated(home: Home, out: str, days: float) -> Removed:
    """What ``purge`` would delete; nothing is deleted."""
    found = _older(home, out, days)
    count = sum((place.folder / each).is_file() for place, each in _all_files(found))
    old = ClipCache(home.clips, secret(home)).old_private(days * _DAY_S)
    return Removed(_shown(found), count, len(old))


def purge(home: Home, out: str, days: float) -> Removed:
    """Delete tracks made more than ``days`` ago, and personal phrases not used for so long.

    Raises:
        RelaxError: something could not be deleted.
    """
    tracks, files = _remove(_older(home, out, days))
    phrases = ClipCache(home.clips, secret(home)).purge_old_private(days * _DAY_S)
    return Removed(tracks, files, phrases)


def _older(home: Home, out: str, days: float) -> list[_Chosen]:
    """The tracks of batches at ``out`` that were made more than ``days`` ago."""
    oldest = datetime.now(UTC) - timedelta(days=days)
    places = _folders(out) or [each for each in Destination.known(home) if each.is_under(out)]
    rosters = [place for place in places if is_roster_folder(place.folder)]
    return _chosen(rosters, lambda track: datetime.fromisoformat(track.made) < oldest)


def old_tracks(place: Destination, wanted: Collection[str]) -> tuple[str, ...]:
    """File names of tracks that an earlier run has made, that are still there and not ``wanted``.

    Only tracks in the ledger count: `relax make` may have written others into the folder.
    """
    names = Ledger(place.folder).entries().keys() - set(wanted)
    return tuple(sorted(name for name in names if (place.folder / name).is_file()))


def remove_old(place: Destination, names: Collection[str]) -> None:
    """Delete the tracks of these file names, with everything beside them.

    Raises:
        RelaxError: something could not be deleted.
    """
    _remove(_chosen([place], lambda track: track.name in names))


def _folders(out: str) -> list[Destination]:
    """``out`` and the folders in it; nothing for a URL."""
    if "://" in out:
        return []
    folder = Path(out)
    below = sorted(path for path in folder.glob("*") if path.is_dir())
    return [Destination(each) for each in (folder, *below) if each.is_dir()]


def _chosen(places: Iterable[Destination], wanted: Callable[[Entry], bool]) -> list[_Chosen]:
    """Each place with the names of its tracks that are ``wanted``, even where there are none."""
    return [
        (place, [each.name for each in entries_of(place.folder).values() if wanted(each)])
        for place in places
    ]


def _all_files(chosen: Iterable[_Chosen]) -> Iterator[tuple[Destination, str]]:
    for place, names in chosen:
        yield from ((place, each) for name in names for each in _files_of(name))


def _shown(chosen: Iterable[_Chosen]) -> tuple[str, ...]:
    return tuple(f"{place.shown}/{name}" for place, names in chosen for name in names)


def _remove(chosen: Iterable[_Chosen]) -> tuple[tuple[str, ...], int]:
    """Delete tracks and unfinished work; the tracks as shown to a person, and how many files."""
    chosen, files = list(chosen), 0
    for place, names in chosen:
        clear_unfinished(place.folder)
        if not names:
            continue
        # First at the URL: if that fails, the ledger here still knows what is to be deleted there.
        place.withdraw([each for name in names for each in _files_of(name)])
        try:
            files += sum(_delete(place.folder, name) for name in names)
        except OSError as error:
            reason = (error.strerror or "it failed").lower()
            message = f"A track in {place.folder} could not be deleted: {reason}."
            raise RelaxError(message) from None
        _take_out(place, names)
    return _shown(chosen), files


def _take_out(place: Destination, names: Sequence[str]) -> None:
    """Take tracks out of the ledger and of every list."""
    ledger = usable_ledger(place.folder)
    if ledger is None:
        return
    ledger.remove(names)
    listed = ledger.facts().get("listed", [])
    ledger.note(listed=[name for name in listed if name not in names])
    write_site(place.folder)
    place.deliver()


def _files_of(name: str) -> tuple[str, ...]:
    """The names of a track's files, the audio first."""
    return (name, *sidecars(name), chapters_of(name))


def _delete(folder: Path, name: str) -> int:
    """Delete the files of one track, and return how many there were."""
    count = 0
    for each in _files_of(name):
        with contextlib.suppress(FileNotFoundError):
            (folder / each).unlink()
            count += 1
    return count
