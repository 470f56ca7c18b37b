"""A request → its fingerprint, its owner and its file name, none of which tells of a person."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relax import __version__
from relax.errors import Place, SoundError
from relax.home import keyed, voice_settings
from relax.sound import describe_beds
from relax.voices import open_voice
from relax.words import Script, Template, print_script

if TYPE_CHECKING:
    from relax.home import Home
    from relax.request import Request


@dataclass(frozen=True, slots=True)
class Origin:
    """What a track is made from and for.

    Attributes:
        source_sha256: of everything the words come from.
        request: 64 hex digits, the same for the same request, and not to be guessed from a client.
        owner: whom it is made for; "" for nobody in particular.
    """

    source_sha256: str
    request: str
    owner: str


def origin_of(request: Request, home: Home, identity: str | None = None) -> Origin:
    """The origin of a settled request.

    ``identity``: of the voice, where it is known already; asking an engine takes a while.

    Raises:
        BadInput: there is no such voice.
        SoundError: a bed file that may not be read.
    """
    source = hashlib.sha256(_source_text(request, home).encode()).hexdigest()
    facts: dict[str, Any] = {
        "words": source,
        "client": request.client.fingerprint(),
        "minutes": request.minutes,
        "voice": [request.voice, identity or voice_fact(request.voice or "", home)],
        "bed": _bed_fact(request.bed or ""),
        "preset": request.preset,
        "format": request.format,
        "warmth": request.warmth,
        "bed_tone": request.bed_tone_db,
        "pronunciations": sorted(home.pronunciations),
        "seed": request.seed,
        "allow": sorted(request.allow),
        "variables": sorted(request.variables),
        "rate": request.rate,
        **({"recognise": True} if request.recognise else {}),
        **({"credits": chosen} if (chosen := request.credits.facts()) else {}),
        **({"lead_in": request.lead_in_s} if request.lead_in_s else {}),
        **_clinics_words(request, home),
        **({"bells": astuple(request.bells)} if request.bells else {}),
        "version": __version__,
    }
    asked = keyed(home, "track", json.dumps(facts, sort_keys=True))
    return Origin(source, asked, owner_token(request.client.client_ref, home))


def _clinics_words(request: Request, home: Home) -> dict[str, Any]:
    """What the clinic adds to the words of a template; nothing where it adds nothing."""
    if home.clinic is None or not isinstance(request.source, Template):
        return {}
    return {"clinic": astuple(home.clinic)}


def owner_of(reference: str | None) -> str:
    """A clinic's pseudonym however it was typed; "" for nobody in particular."""
    return unicodedata.normalize("NFC", reference or "").strip()


def owner_token(reference: str | None, home: Home) -> str:
    """Whom a track is made for, in a form that names nobody; "" for nobody in particular."""
    owner = owner_of(reference)
    return keyed(home, "owner", owner) if owner else ""


def _source_text(request: Request, home: Home) -> str:
    """Everything the words come from: the script, or the template and what templates share."""
    if isinstance(request.source, Script):
        return print_script(request.source)
    shared = [
        path.read_text(encoding="utf-8")
        for folder in home.templates
        if folder.is_dir()
        for path in sorted(folder.glob("_*.jinja"))
    ]
    return "\n".join([request.source.text, *shared])


def voice_fact(voice: str, home: Home) -> str:
    """Engine, version, model, takes: whatever makes the same name another voice.

    Raises:
        BadInput: there is no such voice, or it lacks something.
    """
    return open_voice(voice, voice_settings(home)).identity


def _bed_fact(bed: str) -> str:
    """The name of a bed, or the content of a file: a replaced file is a new request.

    Raises:
        SoundError: a file that may not be read.
    """
    path = Path(bed)
    if bed in describe_beds() or not path.is_file():
        return bed
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise SoundError(
            "The bed file cannot be read.", hint="Check its permissions.", place=Place(bed)
        ) from None


def track_file(request: Request, origin: Origin, format_: str) -> Path:
    """Where the track goes: the file that was named, or a neutral name in the folder."""
    return request.file or request.out / f"{_stem(request, origin)}.{format_}"


def _stem(request: Request, origin: Origin) -> str:
    """``outside-in-scan-en-12m-3f9a1c07``: neutral words, nothing of a person.

    A label that somebody chose goes before them.
    """
    length = f"{request.minutes:.2f}".rstrip("0").rstrip(".") + "m" if request.minutes else "free"
    label = f"{request.label}-" if request.label else ""
    return f"{label}{request.slug}-{request.language}-{length}-{origin.request[:8]}"
