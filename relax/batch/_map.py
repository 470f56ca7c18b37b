"""Which track is whose: a file for the clinic alone."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from relax.errors import BadInput
from relax.files import whole_file, writable_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_COLUMNS = ("row", "client_ref", "file")


def refuse_shared(path: Path | None, folder: Path) -> None:
    """A map inside the folder that is shared would give everybody away.

    Raises:
        BadInput: it stands there.
    """
    if path is not None and path.resolve().is_relative_to(folder.resolve()):
        raise BadInput(
            "The map of clients must not stand in the folder that is shared.",
            hint="Choose another place for --map.",
        )


def write_map(path: Path, files: Sequence[tuple[int, str | None, str]]) -> None:
    """A CSV of row, client_ref and file that only its owner can read.

    Raises:
        BadInput: the folder cannot take it.
    """
    writable_folder(path.absolute().parent)
    with (
        whole_file(path.absolute(), private=True) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows((row, reference or "", name) for row, reference, name in files)


def take_out(path: Path, reference: str) -> int:
    """Remove one client's lines from a map; how many there were."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    kept = [row for row in rows if len(row) != len(_COLUMNS) or row[1] != reference]
    with (
        whole_file(path.absolute(), private=True) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        csv.writer(file).writerows(kept)
    return len(rows) - len(kept)
