"""Which track is whose: a file for the clinic alone."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress
from typing import TYPE_CHECKING

from relax.batch._ledger import Ledger
from relax.errors import BadInput
from relax.files import whole_file, writable_folder
from relax.origin import owner_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from relax.batch._destination import Destination

_COLUMNS = ("row", "client_ref", "file")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet program reckons out (OWASP, CSV Injection)."""
_HEAD_BYTES = 64


def can_be_map(path: Path | None, out: Destination) -> None:
    """Find out before the work that a map can be written, and harms nothing.

    Raises:
        BadInput: it would stand in a folder that is shared, where it gave everybody away; in
            place of a file that is no map; or where nothing can be written.
    """
    if path is None:
        return
    if out.holds(path) or any(Ledger(each).path.is_file() for each in path.resolve().parents):
        raise BadInput(
            "The map of clients must not stand in a folder that is shared.",
            hint="Choose another place for --map.",
        )
    if path.is_dir():
        raise BadInput(f"{path} is a folder.", hint="Name a file in it.")
    if path.exists() and not _is_map(_rows(path)):
        raise BadInput(
            f"{path} holds something else than a map of clients.",
            hint="Choose another name for --map: this file would be lost.",
        )
    try:
        writable_folder(path.absolute().parent)
    except BadInput as error:
        raise BadInput(error.message, hint="Choose another --map.") from None


def write_map(path: Path, files: Sequence[tuple[int, str | None, str]]) -> None:
    """A CSV of row, client_ref and file that only its owner can read.

    A reference that a spreadsheet program would take for a formula stands behind an apostrophe.

    Raises:
        BadInput: the folder cannot take it.
    """
    writable_folder(path.absolute().parent)
    lines = [(row, _guarded(reference or ""), name) for row, reference, name in files]
    _written(path, [_COLUMNS, *lines])


def maps_naming(reference: str, folders: Iterable[Path]) -> tuple[Path, ...]:
    """Maps in ``folders`` that hold one client; what cannot be read as a map is passed over."""
    owner = owner_of(reference)
    found = {}
    for path in (each for folder in folders for each in sorted(folder.glob("*.csv"))):
        with suppress(OSError, BadInput):
            with path.open("rb") as file:
                begins = file.read(_HEAD_BYTES).removeprefix(codecs.BOM_UTF8)
            if begins.startswith((b"row,client_ref", b"row;client_ref")) and any(
                _owner(row) == owner for row in _rows(path)
            ):
                found[path.resolve()] = path
    return tuple(found.values())


def _owner(row: list[str]) -> str:
    """Whose line of a map this is, as ``owner_of`` writes it."""
    return owner_of(_unguarded("".join(row[1:2])))


def _guarded(text: str) -> str:
    """Text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _written(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """With a mark by which Excel reads it as UTF-8."""
    with (
        whole_file(path.absolute(), private=True, lasting=True) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        csv.writer(file).writerows(rows)


def _rows(path: Path) -> list[list[str]]:
    """The lines of a map, also after a spreadsheet program has saved it.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        delimiter = ";" if text.startswith(";".join(_COLUMNS)) else ","
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (OSError, ValueError, csv.Error):
        raise BadInput(f"{path} cannot be read as a map of clients.") from None


def _is_map(rows: list[list[str]]) -> bool:
    return not rows or rows[0] == list(_COLUMNS)


def take_out(path: Path, reference: str) -> int:
    """Remove one client's lines from a map; how many there were.

    Raises:
        BadInput: it is no map.
    """
    rows = _rows(path)
    if not _is_map(rows):
        raise BadInput(f"{path} is no map of clients.", hint="It begins with: row,client_ref,file")
    owner = owner_of(reference)
    kept = [row for row in rows if _owner(row) != owner]
    _written(path, kept)
    return len(rows) - len(kept)
