"""``--out`` → a ``Destination``: a folder, or a URL that fsspec reaches through a folder here.

Tracks for a URL are made in an outbox in the cache and sent from there; the outbox stays, so that
the next run knows what was sent.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

from relax.batch.records import Ledger
from relax.batch.site._write import CHAPTERS, WRITTEN
from relax.errors import BadInput, RelaxError
from relax.files import is_owner_only, owner_only, write_text
from relax.track import always_beside, sidecars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from relax.home import Home

_PLACE: Final = ".place"
"""A file in the outbox that holds the URL its tracks are sent to."""

_TRIAL: Final = ".relax-trial"
"""An empty file that is written to the URL and deleted again before the work begins."""

_AT_ONCE: Final = 20
"""Tracks that are sent before the ledger notes them: so many at most are sent twice."""

_FACTS: Final = ("size", "ETag", "etag", "md5", "LastModified", "last_modified", "mtime", "created")
"""Names under which fsspec's file systems report size, digest and time of a file."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the tracks of a roster go.

    Attributes:
        folder: in which they are made, with their ledger.
        url: to which they are sent from there; "" where the folder is all.
    """

    folder: Path
    url: str = ""

    @classmethod
    def of(cls, out: str, name: str, home: Home) -> Self:
        """The destination that ``--out`` and the name of a roster describe."""
        if "://" not in out:
            return cls(Path(out) / name)
        url = f"{out.rstrip('/')}/{name}"
        # The outbox is named by a digest: a URL may hold what no folder name can.
        token = hashlib.sha256(url.encode()).hexdigest()[:16]
        return cls(home.cache / "outbox" / token / name, url)

    @classmethod
    def known(cls, home: Home) -> list[Self]:
        """Every destination with a URL that tracks were sent to from this computer."""
        found = sorted((home.cache / "outbox").glob(f"*/*/{_PLACE}"))
        return [cls(path.parent, path.read_text(encoding="utf-8")) for path in found]

    def is_under(self, url: str) -> bool:
        """Whether the URL of this destination is ``url`` or below it."""
        return f"{self.url}/".startswith(f"{url.rstrip('/')}/")

    def holds(self, path: Path) -> bool:
        """Whether a file at ``path`` would stand among the tracks."""
        parts = urlsplit(self.url)
        folders = [self.folder] + [Path(url2pathname(parts.path))] * (parts.scheme == "file")
        return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)

    @property
    def shown(self) -> str:
        """The URL or the folder, for a person."""
        return self.url or str(self.folder)

    def begin(self) -> None:
        """Make the outbox, and try a file at the URL, so that a wrong one stops before the work.

        Raises:
            RelaxError: the URL cannot be written.
        """
        if self.url:
            outbox = self.folder.parent.parent
            outbox.parent.mkdir(parents=True, exist_ok=True)
            outbox.mkdir(exist_ok=True, mode=0o700)
            self.folder.mkdir(parents=True, exist_ok=True)
            self._try_to_write()
            write_text(self.folder / _PLACE, self.url, private=True)

    def _try_to_write(self) -> None:
        """Write an empty file to the URL and delete it.

        Raises:
            RelaxError: it cannot be written.
        """
        with self._there("Nothing was made yet.") as (system, root):
            system.makedirs(root, exist_ok=True)
            system.pipe_file(f"{root}/{_TRIAL}", b"")
            with suppress(Exception):  # where one may write but not delete, it stays
                system.rm_file(f"{root}/{_TRIAL}")

    def deliver(self) -> None:
        """Send every track that is not at the URL as it was sent last, then the lists.

        Lists go last, so that none names a track that is not there yet.

        Raises:
            RelaxError: the URL cannot be written.
        """
        if not self.url:
            return
        ledger = Ledger(self.folder)
        with self._there() as (system, root):
            system.makedirs(root, exist_ok=True)
            there = _listed(system, root)
            new = [
                name
                for name, entry in ledger.entries().items()
                if (self.folder / name).is_file()
                and not (entry.stamp and entry.stamp == stamp_of(there, name))
            ]
            for n in range(0, len(new), _AT_ONCE):
                some = new[n : n + _AT_ONCE]
                files = [each for name in some for each in (*sidecars(name), name)]
                self._send(files, system, root)
                sent = _listed(system, root)
                ledger.stamp({name: stamp_of(sent, name) for name in some})
            here = {path.name for path in self.folder.iterdir()}
            lists = {*WRITTEN, *(name for name in {*there, *here} if name.endswith(CHAPTERS))}
            self._send(sorted(lists & here), system, root)
            for name in sorted(lists & there.keys() - here):
                system.rm_file(f"{root}/{name}")

    def _send(self, names: Iterable[str], system: Any, root: str) -> None:
        """Send files, keeping owner-only modes where the URL is a folder here.

        Tracks of older versions lack some of the files beside them; those are passed over.
        """
        for name in names:
            file = self.folder / name
            if not file.is_file():
                continue
            system.put_file(str(file), f"{root}/{name}")
            if is_owner_only(file) and self._here(root):
                owner_only([Path(root, name)])

    def _here(self, root: str) -> bool:
        """Whether the URL is a folder of this computer."""
        return urlsplit(self.url).scheme == "file" and Path(root).is_dir()

    def withdraw(self, names: Iterable[str]) -> None:
        """Delete files at the URL; names that are not there are passed over.

        Raises:
            RelaxError: the URL cannot be written.
        """
        if not self.url:
            return
        with self._there("Nothing of them was deleted here; try again.") as (system, root):
            there = _listed(system, root)
            for name in names:
                if name in there:
                    system.rm_file(f"{root}/{name}")

    @contextmanager
    def _there(self, hint: str = "") -> Iterator[tuple[Any, str]]:
        """The file system of the URL, and the folder in it; any error inside becomes a sentence.

        Raises:
            RelaxError: an error of the store, with ``hint``.
        """
        system, root = self._reached()
        try:
            yield system, root
        except RelaxError:
            raise
        except Exception as error:  # noqa: BLE001  (every store has its own errors)
            raise _unreached(error, hint) from None

    def _reached(self) -> tuple[Any, str]:
        """The file system of the URL, and the folder in it.

        Raises:
            BadInput: fsspec, or its part for this kind of URL, is not installed.
            RelaxError: any other error.
        """
        try:
            import fsspec  # noqa: PLC0415  (an optional part)
        except ImportError:
            raise BadInput(
                "Writing to a URL needs fsspec.",
                hint="In the folder of relax: pip install '.[cluster]'",
            ) from None
        try:
            system, root = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError):
            kind = self.url.partition("://")[0]
            raise BadInput(
                f"Nothing can be sent to {kind}:// from here.",
                hint="Is --out written right, and what it needs installed? For s3:// it is s3fs.",
            ) from None
        except Exception as error:  # noqa: BLE001
            raise _unreached(error) from None
        return system, root.rstrip("/")


def _listed(system: Any, root: str) -> dict[str, str]:
    """File name → size, tags and times that the store reports of it, as one text.

    Empty where no file is yet: an object store has no empty folders.
    """
    try:
        found = system.ls(root, detail=True, refresh=True)
    except FileNotFoundError:
        return {}
    return {
        info["name"].rpartition("/")[2]: "|".join(str(info.get(fact, "")) for fact in _FACTS)
        for info in found
    }


def stamp_of(there: Mapping[str, str], name: str) -> str:
    """A digest of what the store reports of a track and the files beside it; "" if one is missing.

    Args:
        there: file name → what the store reports of it.
        name: of the audio file.
    """
    # Tracks of older versions lack files that are written today: those count only where they are.
    needed = always_beside(name)
    found = [each for each in sidecars(name) if each in needed or each in there]
    facts = [there.get(each, "") for each in (*found, name)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest() if all(facts) else ""


def _unreached(error: Exception, hint: str = "") -> RelaxError:
    """An error of the store as one sentence; its own message may quote a URL with a password."""
    return RelaxError(
        f"The place that tracks are sent to cannot be used ({type(error).__name__}).",
        hint=hint or "The tracks that were made are kept here; run it again to send them.",
    )
