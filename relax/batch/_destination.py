"""Where a batch goes: a folder, or anything fsspec reaches, by way of a folder of our own."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from relax.errors import BadInput, RelaxError
from relax.files import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from relax.home import Home

_PLACE: Final = ".place"
"""Beside the tracks, here alone: the URL they are sent to."""

_TRIAL: Final = ".relax-trial"
"""An empty file, written and deleted over there before the work."""


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
        """Copy what is new; tracks go first, so that no list names one that is not there.

        Raises:
            RelaxError: the place cannot be written.
        """
        if not self.url:
            return
        with self._there() as (system, root):
            system.makedirs(root, exist_ok=True)
            there = _listed(system, root)
            for path in sorted(self.folder.iterdir(), key=_order):
                if path.name.startswith(".") or not path.is_file():
                    continue
                track = path.name.count("-") >= 3
                if track and there.get(path.name) == path.stat().st_size:
                    continue
                system.put_file(str(path), f"{root}/{path.name}")

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
        except Exception as error:  # noqa: BLE001  (every store has its own errors)
            raise _unreached(error, hint) from None

    def _reached(self) -> tuple[Any, str]:
        try:
            import fsspec  # noqa: PLC0415  (an optional part)
        except ImportError:
            raise BadInput(
                "Writing to a URL needs fsspec.", hint='Run: pip install "relax[cluster]"'
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


def _listed(system: Any, root: str) -> dict[str, int | None]:
    """Sizes by name; nothing where no file is yet: an object store has no empty folders."""
    try:
        found = system.ls(root, detail=True, refresh=True)
    except FileNotFoundError:
        return {}
    return {info["name"].rpartition("/")[2]: info.get("size") for info in found}


def _order(path: Path) -> tuple[bool, str]:
    return path.name.count("-") < 3, path.name


def _unreached(error: Exception, hint: str = "") -> RelaxError:
    return RelaxError(
        f"The place that tracks are sent to cannot be used ({type(error).__name__}).",
        hint=hint or "The tracks that were made are kept here; run it again to send them.",
    )
