"""The proofs beside tracks → the entries of a ledger that was lost, damaged, or never written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from relax.batch.records._ledger import DamagedLedgerError, Entry, Ledger
from relax.deliver import load_proof

if TYPE_CHECKING:
    from pathlib import Path

    from relax.deliver import Proof

PLAYLIST: Final = "playlist.m3u8"
"""Beside the tracks: the file names of those of the last run."""


def is_roster_folder(folder: Path) -> bool:
    """Whether a batch has made tracks in ``folder``: its ledger or its playlist is there."""
    return Ledger(folder).path.exists() or (folder / PLAYLIST).is_file()


def entries_of(folder: Path) -> dict[str, Entry]:
    """File name → entry, for every track in ``folder``: from the ledger, else from its proof.

    A process may have died between a track and its entry, and a damaged ledger holds none.
    """
    try:
        found = Ledger(folder).entries()
    except DamagedLedgerError:
        found = {}
    noted = {name.rpartition(".")[0] for name in found}
    for path in sorted(folder.glob("*.json")):
        if path.stem not in noted and (proof := load_proof(path)):
            name = f"{path.stem}.{proof.format}"
            found[name] = entry_from_proof(folder, name, proof)
    return found


def entry_from_proof(folder: Path, name: str, proof: Proof) -> Entry:
    """The entry of a track from its proof; ``made`` is the time of the proof's file."""
    made = (folder / name).with_suffix(".json").stat().st_mtime
    return Entry(
        name=name,
        request=proof.request,
        sha256=proof.file_sha256,
        owner=proof.owner,
        length_s=proof.decoded_s,
        took_s=0.0,  # not known any more; the estimate of a dry run leaves such entries out
        made=datetime.fromtimestamp(made, UTC).isoformat(timespec="seconds"),
        version=proof.versions.get("relax", ""),
    )


def usable_ledger(folder: Path) -> Ledger | None:
    """The ledger of ``folder``, rebuilt if lost or damaged; None where no batch has written."""
    ledger = Ledger(folder)
    try:
        if ledger.entries():
            return ledger
    except DamagedLedgerError:
        ledger.path.unlink()
    if not is_roster_folder(folder):
        return None
    for entry in entries_of(folder).values():
        ledger.add(entry)
    if not ledger.facts():
        ledger.note(title=folder.name, listed=_listed(folder))
    return ledger


def _listed(folder: Path) -> list[str]:
    """The file names in the playlist of the last run."""
    try:
        lines = (folder / PLAYLIST).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [line for line in lines if line and not line.startswith("#")]
