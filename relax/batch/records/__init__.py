"""What is kept of a batch: the ledger of its tracks, and the map of whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.batch.records._ledger import DamagedLedgerError, Entry, Ledger
    from relax.batch.records._owner_map import (
        owner_maps_with,
        refuse_owner_map,
        remove_from_owner_map,
        write_owner_map,
    )
    from relax.batch.records._rebuild import (
        entries_of,
        entry_from_proof,
        is_roster_folder,
        usable_ledger,
    )

__all__ = [
    "DamagedLedgerError",
    "Entry",
    "Ledger",
    "entries_of",
    "entry_from_proof",
    "is_roster_folder",
    "owner_maps_with",
    "refuse_owner_map",
    "remove_from_owner_map",
    "usable_ledger",
    "write_owner_map",
]

__getattr__ = lazily(
    __name__,
    {
        "_ledger": (
            "DamagedLedgerError",
            "Entry",
            "Ledger",
        ),
        "_owner_map": (
            "owner_maps_with",
            "refuse_owner_map",
            "remove_from_owner_map",
            "write_owner_map",
        ),
        "_rebuild": (
            "entries_of",
            "entry_from_proof",
            "is_roster_folder",
            "usable_ledger",
        ),
    },
)
