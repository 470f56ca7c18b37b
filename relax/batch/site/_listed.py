"""``ListedTrack``: a track as page, lists, feed and report show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relax.batch.records import Entry
    from relax.deliver import Proof


@dataclass(frozen=True, slots=True)
class ListedTrack:
    """One track that is there and whole.

    Attributes:
        entry: of the ledger.
        proof: what was measured of it.
        size: of the audio file, in bytes.
    """

    entry: Entry
    proof: Proof
    size: int

    @property
    def stem(self) -> str:
        """File name without its ending."""
        return self.entry.name.rpartition(".")[0]
