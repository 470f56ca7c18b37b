"""The owner map, a CSV of row, client_ref and file: which track is whose, for the clinic alone."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress
from typing import TYPE_CHECKING

from relax.batch.records._ledger import Ledger
from relax.errors import BadInput
from relax.files import whole_file, writable_folder
from relax.origin import owner_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

_COLUMNS = ("row", "client_ref", "file")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of what a spreadsheet program takes for a formula (OWASP, CSV Injection)."""

_HEAD_BYTES = 64
"""Bytes that tell whether a file is a map: its line of headings is 19 long."""


def refuse_owner_map(path: Path, is_shared: Callable[[Path], bool]) -> None:
    """Stop before the work if the map cannot be written to ``path``, or would do harm there.

    Args:
        path: where the map is to be written.
        is_shared: whether a file would stand among the tracks of this batch.

    Raises:
        BadInput: it would stand in a folder of tracks, where others could read whose they are; it
            would replace a file that is no map; or the folder cannot be written.
    """
    if is_shared(path) or any(Ledger(each).path.is_file() for each in path.resolve().parents):
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


def write_owner_map(path: Path, files: Sequence[tuple[int, str | None, str]]) -> None:
    """Write a map that only its owner can read; ``files``: row number, client_ref and file name.

    A reference that a spreadsheet program would take for a formula gets an apostrophe in front.

    Raises:
        BadInput: the folder cannot take it.
    """
    writable_folder(path.absolute().parent)
    lines = [(row, _guarded(reference or ""), name) for row, reference, name in files]
    _write(path, [_COLUMNS, *lines])


def owner_maps_with(reference: str, folders: Iterable[Path]) -> tuple[Path, ...]:
    """The maps in ``folders`` that have a line of this client; other files are passed over."""
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
    """The owner of one line of a map, as ``owner_of`` writes it."""
    return owner_of(_unguarded("".join(row[1:2])))


def _guarded(text: str) -> str:
    """``text``, with an apostrophe in front of what would be taken for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unguarded(text: str) -> str:
    """The text that ``_guarded`` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV, readable by its owner alone.

    It begins with a byte order mark, without which Excel does not read it as UTF-8.
    """
    with (
        whole_file(path.absolute(), private=True, lasting=True) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        csv.writer(file).writerows(rows)


def _rows(path: Path) -> list[list[str]]:
    """The lines of a map, with commas, or with semicolons as some spreadsheet programs save it.

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


def remove_from_owner_map(path: Path, reference: str) -> int:
    """Delete the lines of one client from a map, and return how many there were.

    Raises:
        BadInput: it is no map.
    """
    rows = _rows(path)
    if not _is_map(rows):
        raise BadInput(f"{path} is no map of clients.", hint="It begins with: row,client_ref,file")
    owner = owner_of(reference)
    kept = [row for row in rows if _owner(row) != owner]
    _write(path, kept)
    return len(rows) - len(kept)
