"""A ledger that was lost or damaged, written again from the proofs beside the tracks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from relax.batch._ledger import DamagedLedgerError, Entry, Ledger
from relax.deliver import load_proof

if TYPE_CHECKING:
    from pathlib import Path

    from relax.deliver import Proof

LISTED_IN: Final = "playlist.m3u8"
"""Beside the tracks of a roster: the names of those of its last run."""


def is_rosters(folder: Path) -> bool:
    """Whether a roster's tracks are in ``folder``, though its ledger be gone."""
    return Ledger(folder).path.exists() or (folder / LISTED_IN).is_file()


def entries_of(folder: Path) -> dict[str, Entry]:
    """Every track by name: of the ledger, and those that only their proofs tell of.

    A process may have died before it noted one, and a damaged ledger tells of none.
    """
    try:
        found = Ledger(folder).entries()
    except DamagedLedgerError:
        found = {}
    noted = {name.rpartition(".")[0] for name in found}
    for path in sorted(folder.glob("*.json")):
        if path.stem not in noted and (proof := load_proof(path)):
            name = f"{path.stem}.{proof.format}"
            found[name] = from_proof(folder, name, proof)
    return found


def from_proof(folder: Path, name: str, proof: Proof) -> Entry:
    """What a ledger would say of a track; ``made``: when its proof was written."""
    made = (folder / name).with_suffix(".json").stat().st_mtime
    return Entry(
        name=name,
        request=proof.request,
        sha256=proof.file_sha256,
        owner=proof.owner,
        length_s=proof.decoded_s,
        took_s=0.0,
        made=datetime.fromtimestamp(made, UTC).isoformat(timespec="seconds"),
        version=proof.versions.get("relax", ""),
    )


def mended(folder: Path) -> Ledger | None:
    """The ledger of ``folder``, written again where it is lost or damaged.

    None for a folder that is no roster's.
    """
    ledger = Ledger(folder)
    try:
        if ledger.entries():
            return ledger
    except DamagedLedgerError:
        ledger.path.unlink()
    if not is_rosters(folder):
        return None
    for entry in entries_of(folder).values():
        ledger.add(entry)
    if not ledger.facts():
        ledger.note(title=folder.name, listed=_listed(folder))
    return ledger


def _listed(folder: Path) -> list[str]:
    try:
        lines = (folder / LISTED_IN).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [line for line in lines if line and not line.startswith("#")]
