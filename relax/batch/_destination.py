"""Where a batch goes: a folder, or anything fsspec reaches, by way of a folder of our own."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

from relax.batch._ledger import Ledger
from relax.batch._site import CHAPTERS, WRITTEN
from relax.errors import BadInput, RelaxError
from relax.files import is_owner_only, owner_only, write_text
from relax.track import always_beside, sidecars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from relax.home import Home

_PLACE: Final = ".place"
"""Beside the tracks, here alone: the URL they are sent to."""

_TRIAL: Final = ".relax-trial"
"""An empty file, written and deleted over there before the work."""

_AT_ONCE: Final = 20
"""Tracks sent before it is noted that they were."""

_FACTS: Final = ("size", "ETag", "etag", "md5", "LastModified", "last_modified", "mtime", "created")
"""What stores of several kinds tell of a file."""


@dataclass(frozen=True, slots=True)
class Destination:
    """``folder``: where tracks are made; ``url``: where they go from there, or ""."""

    folder: Path
    url: str = ""

    @classmethod
    def of(cls, out: str, name: str, home: Home) -> Self:
        """From what ``--out`` says and the roster's name."""
        if "://" not in out:
            return cls(Path(out) / name)
        url = f"{out.rstrip('/')}/{name}"
        token = hashlib.sha256(url.encode()).hexdigest()[:16]
        return cls(home.cache / "outbox" / token / name, url)

    @classmethod
    def known(cls, home: Home) -> list[Self]:
        """Every URL that tracks of this computer were sent to."""
        found = sorted((home.cache / "outbox").glob(f"*/*/{_PLACE}"))
        return [cls(path.parent, path.read_text(encoding="utf-8")) for path in found]

    def is_under(self, url: str) -> bool:
        """Whether this place is at ``url``, or below it."""
        return f"{self.url}/".startswith(f"{url.rstrip('/')}/")

    def holds(self, path: Path) -> bool:
        """Whether a file of this computer would stand among the tracks."""
        parts = urlsplit(self.url)
        folders = [self.folder] + [Path(url2pathname(parts.path))] * (parts.scheme == "file")
        return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)

    @property
    def shown(self) -> str:
        """For a person."""
        return self.url or str(self.folder)

    def begin(self) -> None:
        """Make the folder of our own, and find out before the work whether files can be sent.

        Raises:
            RelaxError: it cannot.
        """
        if self.url:
            outbox = self.folder.parent.parent
            outbox.parent.mkdir(parents=True, exist_ok=True)
            outbox.mkdir(exist_ok=True, mode=0o700)
            self.folder.mkdir(parents=True, exist_ok=True)
            self._try()
            write_text(self.folder / _PLACE, self.url, private=True)

    def _try(self) -> None:
        with self._there("Nothing was made yet.") as (system, root):
            system.makedirs(root, exist_ok=True)
            system.pipe_file(f"{root}/{_TRIAL}", b"")
            with suppress(Exception):  # where one may write but not delete, it stays
                system.rm_file(f"{root}/{_TRIAL}")

    def deliver(self) -> None:
        """Copy what is not there as it was sent; tracks go first, so that no list names a gap.

        Raises:
            RelaxError: the place cannot be written.
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
                and not (entry.stamp and entry.stamp == _stamp(there, name))
            ]
            for n in range(0, len(new), _AT_ONCE):
                some = new[n : n + _AT_ONCE]
                files = [each for name in some for each in (*sidecars(name), name)]
                self._send(files, system, root)
                sent = _listed(system, root)
                ledger.stamp({name: _stamp(sent, name) for name in some})
            here = {path.name for path in self.folder.iterdir()}
            lists = {*WRITTEN, *(name for name in {*there, *here} if name.endswith(CHAPTERS))}
            self._send(sorted(lists & here), system, root)
            for name in sorted(lists & there.keys() - here):
                system.rm_file(f"{root}/{name}")

    def _send(self, names: Iterable[str], system: Any, root: str) -> None:
        """Of an older track, something may be missing here."""
        for name in names:
            file = self.folder / name
            if not file.is_file():
                continue
            system.put_file(str(file), f"{root}/{name}")
            if is_owner_only(file) and self._here(root):
                owner_only([Path(root, name)])

    def _here(self, root: str) -> bool:
        """Whether files over there are files of this computer."""
        return urlsplit(self.url).scheme == "file" and Path(root).is_dir()

    def withdraw(self, names: Iterable[str]) -> None:
        """Delete files over there; whatever is not there is as good as deleted.

        Raises:
            RelaxError: the place cannot be written.
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
        """The store and our folder in it; whatever goes wrong over there is told in one sentence.

        Raises:
            RelaxError: something did; ``hint`` is what it says besides.
        """
        system, root = self._reached()
        try:
            yield system, root
        except RelaxError:
            raise
        except Exception as error:  # noqa: BLE001  (every store has its own errors)
            raise _unreached(error, hint) from None

    def _reached(self) -> tuple[Any, str]:
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
    """What the store says of each file, by name: another content has another time or tag.

    Nothing where no file is yet: an object store has no empty folders.
    """
    try:
        found = system.ls(root, detail=True, refresh=True)
    except FileNotFoundError:
        return {}
    return {
        info["name"].rpartition("/")[2]: "|".join(str(info.get(fact, "")) for fact in _FACTS)
        for info in found
    }


def _stamp(there: Mapping[str, str], name: str) -> str:
    """What the store says of a track and what lies beside it; "" where any of it is not there.

    What older tracks lack counts where it is there.
    """
    needed = always_beside(name)
    found = [each for each in sidecars(name) if each in needed or each in there]
    facts = [there.get(each, "") for each in (*found, name)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest() if all(facts) else ""


def _unreached(error: Exception, hint: str = "") -> RelaxError:
    return RelaxError(
        f"The place that tracks are sent to cannot be used ({type(error).__name__}).",
        hint=hint or "The tracks that were made are kept here; run it again to send them.",
    )
