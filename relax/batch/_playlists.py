"""Playlists that any player opens: M3U8 and XSPF, with names relative to their folder."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.batch.site import ListedTrack

_XSPF = "http://xspf.org/ns/0/"


def m3u8(tracks: Sequence[ListedTrack]) -> str:
    """Extended M3U in UTF-8; lengths in whole seconds."""
    lines = ["#EXTM3U"]
    for each in tracks:
        title = " ".join(each.proof.title.split())
        lines += [f"#EXTINF:{round(each.proof.decoded_s)},{title}", each.entry.name]
    return "\n".join(lines) + "\n"


def xspf(title: str, tracks: Sequence[ListedTrack]) -> str:
    """XSPF version 1; lengths in milliseconds."""
    root = ET.Element("playlist", {"version": "1", "xmlns": _XSPF})
    ET.SubElement(root, "title").text = title
    listed = ET.SubElement(root, "trackList")
    for each in tracks:
        track = ET.SubElement(listed, "track")
        ET.SubElement(track, "location").text = each.entry.name
        ET.SubElement(track, "title").text = each.proof.title
        ET.SubElement(track, "duration").text = str(round(each.proof.decoded_s * 1000))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
