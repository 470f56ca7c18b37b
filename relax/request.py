"""What somebody asks for, and the name such a request gives its track."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relax import __version__
from relax.home import Home, keyed

if TYPE_CHECKING:
    from pathlib import Path

    from relax.words import Client, Script, Template


@dataclass(frozen=True, slots=True)
class Request:
    """One track as asked for.

    Attributes:
        source: a template to render, or a script to voice as it stands.
        client: preferences; personal fields act only on words.
        minutes: length of the track; None for the template's or script's own.
        voice: what ``--voice`` takes.
        bed: name of a bed, or a sound file.
        preset: loudness, bed distance, fades and format for a purpose.
        format: mp3, m4a, opus, flac or wav; None for the preset's.
        seed: chooses among wordings, and shapes the bed.
        out: folder the track goes to.
        allow: rules of the language check that may be broken; the proof says so.
        variables: what the template is told beyond the client's fields.
    """

    source: Template | Script
    client: Client
    out: Path
    minutes: float | None = None
    voice: str = "pyttsx3"
    bed: str = "brown"
    preset: str = "default"
    format: str | None = None
    seed: int = 0
    allow: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


def fingerprint(request: Request, home: Home, words: str) -> str:
    """Eight hex digits: the same for the same request, and not to be guessed from a client.

    Args:
        words: the text everything spoken is rendered from.
    """
    facts: dict[str, Any] = {
        "words": hashlib.sha256(words.encode()).hexdigest(),
        "client": request.client.fingerprint(),
        "minutes": request.minutes,
        "voice": request.voice,
        "bed": _bed_fact(request.bed),
        "preset": request.preset,
        "format": request.format,
        "seed": request.seed,
        "allow": sorted(request.allow),
        "variables": sorted(request.variables),
        "version": __version__,
    }
    return keyed(home, "track", json.dumps(facts, sort_keys=True))[:8]


def _bed_fact(bed: str) -> str:
    """The name of a bed, or the content of a file: a replaced file is a new request."""
    from pathlib import Path  # noqa: PLC0415  (a value just here)

    path = Path(bed)
    if path.suffix and path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return bed


def track_name(slug: str, language: str, minutes: float, digest: str, extension: str) -> str:
    """``outside-in-scan-en-12m-3f9a1c07.mp3``: neutral words, nothing of a person."""
    length = f"{minutes:.2f}".rstrip("0").rstrip(".")
    return f"{slug}-{language}-{length}m-{digest}.{extension}"
