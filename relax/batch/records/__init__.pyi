from ._ledger import (
    PLAYLIST as PLAYLIST,
    DamagedLedgerError as DamagedLedgerError,
    Entry as Entry,
    Ledger as Ledger,
    entries_of as entries_of,
    entry_from_proof as entry_from_proof,
    is_roster_folder as is_roster_folder,
    usable_ledger as usable_ledger,
)
from ._owner_map import (
    owner_maps_with as owner_maps_with,
    refuse_owner_map as refuse_owner_map,
    remove_from_owner_map as remove_from_owner_map,
    write_owner_map as write_owner_map,
)
