"""Ledger and proofs of a folder → the files beside its tracks: page, playlists, feed and report.

Nothing else goes into them, so they can be written again at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relax.batch.records import PLAYLIST, Ledger
from relax.batch.site._feed import COVER, FEED, chapters_json, feed_xml
from relax.batch.site._page import ListedTrack, index_page, report_of, report_page
from relax.deliver import cover, load_proof
from relax.errors import RelaxError
from relax.files import whole_file
from relax.playlist import PlaylistTrack, dump_m3u8, dump_xspf

if TYPE_CHECKING:
    from pathlib import Path

    from relax.batch.records import Entry

CHAPTERS = ".chapters.json"
"""What the name of a track's chapters in the feed ends with."""

_COVER_PIXELS = 1400
"""Each side: the least that Apple Podcasts takes; players refuse smaller pictures."""

WRITTEN = (
    "index.html",
    PLAYLIST,
    "playlist.xspf",
    "report.json",
    "report.html",
    FEED,
    COVER,
)
"""Names of the files that are written beside the tracks, chapters aside."""


def write_site(folder: Path) -> None:
    """Write page, playlists, report and feed for the tracks of the last run in ``folder``.

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
    """The file name of a track's chapters in the feed."""
    return audio.rpartition(".")[0] + CHAPTERS


def _listed(folder: Path, entry: Entry) -> ListedTrack | None:
    """A track with its proof; None where one of the two is missing."""
    audio = folder / entry.name
    proof = load_proof(audio.with_suffix(".json"))
    return ListedTrack(entry, proof, audio.stat().st_size) if proof and audio.is_file() else None


def _texts(tracks: list[ListedTrack], facts: dict[str, Any]) -> dict[str, str]:
    """File name → its text, for every file but the picture."""
    title = str(facts.get("title", "Tracks"))
    summary = report_of(tracks, facts)
    listed = [
        PlaylistTrack(each.entry.name, each.proof.title, each.proof.decoded_s) for each in tracks
    ]
    texts = {
        "index.html": index_page(title, tracks),
        PLAYLIST: dump_m3u8(listed),
        "playlist.xspf": dump_xspf(title, listed),
        "report.json": summary.model_dump_json(indent=2) + "\n",
        "report.html": report_page(title, summary),
    }
    if base := str(facts.get("base_url") or ""):
        texts[FEED] = feed_xml(title, base, tracks)
        texts |= {chapters_of(each.entry.name): chapters_json(each) for each in tracks}
    return texts
