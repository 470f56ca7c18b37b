"""What a finished track says of itself for a player: whether it is for one person, how it ends."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mutagen import File
from mutagen.id3 import ID3

from relax.deliver._proof import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PERSONAL: Final = "relax personal"
"""A tag's name: ``yes`` where the words hold something of one person, ``no`` where nothing does."""
ENDING: Final = "relax ending"
"""A tag's name: ``reorient``, ``sleep``, ``nap_wake``, ``bridge``, or ``unproved``."""
UNPROVED: Final = "unproved"
"""The ending of a track whose way back was let pass unread by the language check."""
SYNTHETIC: Final = "Synthetic voice"
"""A tag's name: which voice speaks. Tracks of every version carry it."""
WAKING: Final = frozenset({"reorient", "nap_wake", "bridge"})
"""Endings that the language check holds to a way back into the room."""
WAY_BACK: Final = "Come back now"
"""The chapter every track has that wakes its listener."""

_NAME: Final = re.compile(r"-[a-z]{2,3}(-\w+)*-(\d+(\.\d+)?m|free)-[0-9a-f]{8}$")
_SIGNS: Final = frozenset({PERSONAL, ENDING, SYNTHETIC.lower()})
_GENRE: Final = "relaxation"  # of every track of ours, and of much music: alone it tells nothing
_PROOFS: Final = ("file_sha256", "pcm_sha256")


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sound file, or the proof beside it, tells.

    Attributes:
        ours: whether relax made it, or nobody can tell that it did not.
        personal: whether it is for one person; of what is ours, True where nothing says otherwise.
        wakes: whether its listener is brought back at the end; True for what is not ours.
        way_back: where its chapter "Come back now" begins, in seconds; None when it has none.
    """

    ours: bool
    personal: bool
    wakes: bool
    way_back: float | None = None


def read_marks(file: Path) -> Marks:
    """The marks of a sound file of any kind; doubt counts as personal, and as not waking."""
    try:
        found = getattr(File(file), "tags", None)
        tags, way_back, readable = _texts(found), _way_back(found), True
    except Exception:  # noqa: BLE001  (mutagen raises many kinds; all mean that nothing is known)
        tags, way_back, readable = {}, None, False
    proof = _proof_beside(file)
    signed = not _SIGNS.isdisjoint(tags) or (way_back is not None and _GENRE in tags.values())
    if not (signed or proof or _NAME.search(file.stem)) and readable:
        return Marks(ours=False, personal=False, wakes=True, way_back=way_back)
    personal, ending = tags.get(PERSONAL, ""), tags.get(ENDING, "")
    if not personal and _is_of(proof, file):
        personal = "no" if proof.get("personal") is False else ""
        ending = ending or str(proof.get("ending") or "")
    return Marks(
        ours=True,
        personal=personal != "no" or proof.get("personal") is True,
        wakes=ending in WAKING or (not ending and way_back is not None),
        way_back=way_back,
    )


def _texts(found: Any) -> dict[str, str]:
    """Name → text of every tag, names as they are without what a format puts around them."""
    return {_plain(str(key)): _first(value) for key, value in dict(found or {}).items()}


def _plain(key: str) -> str:
    """``TXXX:relax personal``, ``relax_personal``, ``----:com.apple.iTunes:RELAX_PERSONAL``."""
    return key.rpartition(":")[2].replace("_", " ").lower()


def _first(value: Any) -> str:
    """The text of a tag, whatever its format makes of it."""
    text = getattr(value, "text", value)
    while isinstance(text, list):
        text = text[0] if text else ""
    if isinstance(text, bytes):
        text = bytes(text).decode("utf-8", errors="replace")
    return str(text).strip().lower()


def _way_back(found: Any) -> float | None:
    """Where the chapter "Come back now" begins, in seconds."""
    starts = (at for title, at in _chapters(found) if title.casefold() == WAY_BACK.casefold())
    return next(starts, None)


def _chapters(found: Any) -> Iterator[tuple[str, float]]:
    """Title and start in seconds of each chapter, in the ways that our own tracks have them."""
    if isinstance(found, ID3):
        for frame in found.getall("CHAP"):
            yield str(frame.sub_frames.get("TIT2", "")), frame.start_time / 1000
        return
    tags = dict(found or {})
    for key in tags:
        if re.fullmatch(r"chapter\d{3}name", str(key).lower()):
            yield str(tags[key][0]), _seconds(str(tags[key[:-4]][0]))


def _seconds(stamp: str) -> float:
    """Of ``00:01:02.345``."""
    hours, minutes, seconds = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _proof_beside(file: Path) -> dict[str, Any]:
    """The proof beside a track as it stands there, of any version; empty without one."""
    try:
        found = json.loads(file.with_suffix(".json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    known = isinstance(found, dict) and any(key in found for key in _PROOFS)
    return found if known else {}


def _is_of(proof: dict[str, Any], file: Path) -> bool:
    """Whether a proof is about this very file; one that was put in its place proves nothing."""
    try:
        return bool(proof) and sha256_of(file) == proof.get("file_sha256")
    except OSError:
        return False
