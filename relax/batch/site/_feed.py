"""Tracks → a private podcast feed: RSS 2.0, chapters and transcripts (podcast namespace 1.0)."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.batch.site._page import ListedTrack

_PODCAST = "https://podcastindex.org/namespace/1.0"
_ATOM = "http://www.w3.org/2005/Atom"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
FEED = "feed.xml"
COVER = "cover.png"
"""The picture of the feed."""

_TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mp4": "video/mp4",
}


def feed_xml(title: str, base: str, tracks: Sequence[ListedTrack]) -> str:
    """The feed as XML, for a folder whose address on the web is ``base``.

    It is marked as blocked and locked, so that podcast directories neither list nor import it.
    """
    base = base.rstrip("/") + "/"
    spaces = {"xmlns:atom": _ATOM, "xmlns:podcast": _PODCAST, "xmlns:itunes": _ITUNES}
    root = ET.Element("rss", {"version": "2.0", **spaces})
    channel = ET.SubElement(root, "channel")
    itself = {"href": f"{base}{FEED}", "rel": "self", "type": "application/rss+xml"}
    ET.SubElement(channel, "atom:link", itself)
    ET.SubElement(channel, "itunes:image", href=f"{base}{COVER}")
    health = ET.SubElement(channel, "itunes:category", text="Health & Fitness")
    ET.SubElement(health, "itunes:category", text="Mental Health")
    for name, text in {
        "title": title,
        "link": f"{base}index.html",
        "description": "Guided relaxation.",
        "language": tracks[0].proof.language if tracks else "en",
        "itunes:block": "Yes",
        "itunes:explicit": "false",
        "podcast:locked": "yes",
    }.items():
        ET.SubElement(channel, name).text = text
    for each in tracks:
        _item(channel, base, each)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _item(channel: ET.Element, base: str, track: ListedTrack) -> None:
    """Add one track to the feed."""
    item = ET.SubElement(channel, "item")
    stem = base + quote(track.stem)
    ending = track.entry.name.rpartition(".")[2]
    ET.SubElement(item, "title").text = track.proof.title
    ET.SubElement(item, "guid", isPermaLink="false").text = track.stem
    made = datetime.fromisoformat(track.entry.made)
    ET.SubElement(item, "pubDate").text = format_datetime(made)
    ET.SubElement(item, "itunes:duration").text = str(round(track.proof.decoded_s))
    ET.SubElement(
        item,
        "enclosure",
        url=f"{stem}.{ending}",
        length=str(track.size),
        type=_TYPES.get(ending, "audio/mpeg"),
    )
    ET.SubElement(
        item, "podcast:chapters", url=f"{stem}.chapters.json", type="application/json+chapters"
    )
    for ending, kind in (("vtt", "text/vtt"), ("srt", "application/x-subrip")):
        ET.SubElement(item, "podcast:transcript", url=f"{stem}.{ending}", type=kind)


def chapters_json(track: ListedTrack) -> str:
    """The chapters of a track as JSON chapters 1.2.0, times in seconds."""
    chapters = [
        {"startTime": section.start_s, "title": section.title} for section in track.proof.sections
    ]
    return json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False) + "\n"
