"""What stands beside the tracks for people and players: page, playlists, feed, report.

All of it comes from the ledger and the proofs, so it can be written anew at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relax.batch._feed import COVER, FEED, chapters_json, feed
from relax.batch._ledger import Ledger
from relax.batch._page import index_page, report_page
from relax.batch._report import report
from relax.deliver import cover, load_proof
from relax.errors import RelaxError
from relax.files import whole_file
from relax.playlist import PlaylistTrack, dump_m3u8, dump_xspf

if TYPE_CHECKING:
    from pathlib import Path

    from relax.batch._ledger import Entry
    from relax.deliver import Proof

CHAPTERS = ".chapters.json"
_COVER_PIXELS = 1400
WRITTEN = (
    "index.html",
    "playlist.m3u8",
    "playlist.xspf",
    "report.json",
    "report.html",
    FEED,
    COVER,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A track as listeners see it."""

    entry: Entry
    proof: Proof
    size: int

    @property
    def stem(self) -> str:
        """File name without its ending."""
        return self.entry.name.rpartition(".")[0]


def write_site(folder: Path) -> None:
    """Write everything beside the tracks of the last run.

    Raises:
        RelaxError: the disk is full, or the folder cannot be written.
    """
    ledger = Ledger(folder)
    facts, entries = ledger.facts(), ledger.entries()
    tracks = [
        found
        for name in facts.get("listed", ())
        if name in entries and (found := _listed(folder, entries[name]))
    ]
    tracks.sort(key=lambda each: (each.proof.title, each.entry.name))
    try:
        for name, text in _texts(tracks, facts).items():
            with whole_file(folder / name, lasting=True) as temporary:
                temporary.write_text(text, encoding="utf-8", newline="\n")
        if facts.get("base_url"):
            with whole_file(folder / COVER, lasting=True) as temporary:
                temporary.write_bytes(cover(str(facts.get("title", "")), _COVER_PIXELS))
        else:
            for path in (folder / FEED, folder / COVER, *folder.glob(f"*{CHAPTERS}")):
                path.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise RelaxError(
            f"The page and lists could not be written: {reason}.",
            hint="The tracks are safe; run it again.",
        ) from None


def chapters_of(audio: str) -> str:
    """File name of a track's chapters in the feed."""
    return audio.rpartition(".")[0] + CHAPTERS


def _listed(folder: Path, entry: Entry) -> Listed | None:
    audio = folder / entry.name
    proof = load_proof(audio.with_suffix(".json"))
    return Listed(entry, proof, audio.stat().st_size) if proof and audio.is_file() else None


def _texts(tracks: list[Listed], facts: dict[str, Any]) -> dict[str, str]:
    title = str(facts.get("title", "Tracks"))
    summary = report(tracks, facts)
    listed = [
        PlaylistTrack(each.entry.name, each.proof.title, each.proof.decoded_s) for each in tracks
    ]
    texts = {
        "index.html": index_page(title, tracks),
        "playlist.m3u8": dump_m3u8(listed),
        "playlist.xspf": dump_xspf(title, listed),
        "report.json": summary.model_dump_json(indent=2) + "\n",
        "report.html": report_page(title, summary),
    }
    if base := str(facts.get("base_url") or ""):
        texts[FEED] = feed(title, base, tracks)
        texts |= {chapters_of(each.entry.name): chapters_json(each) for each in tracks}
    return texts
