"""What somebody asks for, and the name such a request gives its track."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relax import __version__
from relax.deliver import NO_CREDITS, Credits, refuse_personal
from relax.errors import Place, SoundError
from relax.home import Home, keyed, voice_settings
from relax.sound import describe_beds
from relax.voices import open_voice
from relax.words import Script, Template, chosen_minutes, print_script

if TYPE_CHECKING:
    from relax.words import Bells, Client

DEFAULT_VOICE = "pyttsx3"
DEFAULT_BED = "brown"
_PRESET_OF = {"sleep": "sleep", "table": "table"}
"""Form of a template → the loudness that suits it, unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Request:
    """One track as asked for. None: the client's wish, else the product's own choice.

    Attributes:
        source: a template to render, or a script to voice as it stands.
        client: preferences; personal fields act only on words.
        out: folder the track goes to.
        minutes: length of the track.
        voice: what ``--voice`` takes.
        bed: name of a bed, or a sound file.
        preset: loudness, bed distance, fades and format for a purpose.
        format: mp3, m4a, opus, flac, wav or mp4 (a video); None for the preset's.
        warmth: how the voice is treated.
        bed_tone_db: how much brighter, or below 0 darker, the bed is.
        seed: chooses among wordings, and shapes the bed.
        allow: rules of the language check that may be broken; the proof says so.
        variables: what the template is told beyond the client's fields.
        rate: how fast the voice speaks; 1 is its own calm pace.
        recognise: whether a speech recogniser listens to every line; the proof tells what it heard.
        rules: a clinic's own rules for the language check.
        credits: title, artist and cover that somebody chose for the tags.
        file: the track's own file, where somebody named one; it lies in ``out``.
        lead_in_s: seconds in which only the bed is heard, before the first word.
        bells: where they sound, beyond those of the words themselves.
        label: what its neutral name begins with, as somebody chose it; not part of the request.
    """

    source: Template | Script
    client: Client
    out: Path
    minutes: float | None = None
    voice: str | None = None
    bed: str | None = None
    preset: str | None = None
    format: str | None = None
    warmth: str = "natural"
    bed_tone_db: float = 0.0
    seed: int | None = None
    allow: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    rate: float | None = None
    recognise: bool = False
    rules: Path | None = None
    credits: Credits = NO_CREDITS
    lead_in_s: float | None = None
    bells: Bells | None = None
    file: Path | None = None
    label: str = ""

    @property
    def slug(self) -> str:
        """Neutral first part of the track's name."""
        if isinstance(self.source, Template):
            return self.source.meta.id
        return self.source.meta.template or "script"

    @property
    def language(self) -> str:
        """BCP 47."""
        source = self.source
        return source.language if isinstance(source, Template) else source.meta.language


def settle(request: Request) -> Request:
    """The request with every choice made that does not depend on the words.

    Raises:
        LengthError: outside the template's honest range.
    """
    client, source = request.client, request.source
    minutes, lead_in_s = request.minutes, request.lead_in_s
    if isinstance(source, Template):
        minutes = chosen_minutes(source, client, minutes, lead_in_s)
    else:
        minutes = source.meta.minutes if minutes is None else minutes
        lead_in_s = source.meta.lead_in_s if lead_in_s is None else lead_in_s
    form = source.meta.form or ""
    return replace(
        request,
        minutes=minutes,
        voice=request.voice or client.voice or DEFAULT_VOICE,
        bed=request.bed or client.music or DEFAULT_BED,
        preset=request.preset or _PRESET_OF.get(form, "default"),
        seed=_first(request.seed, client.seed, 0),
        rate=request.rate or client.voice_rate,
        lead_in_s=lead_in_s,
    )


def refuse_credits(request: Request) -> None:
    """Stop before any work at a title or an artist that tells of the person.

    Raises:
        BadInput: one does.
    """
    source = request.source
    theirs = source.meta.personal if isinstance(source, Script) else ()
    refuse_personal(request.credits, request.client, theirs)


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def fingerprint(request: Request, home: Home, identity: str | None = None) -> str:
    """64 hex digits: the same for the same request, and not to be guessed from a client.

    ``identity``: of the voice, where it is known already; asking an engine takes a while.
    """
    facts: dict[str, Any] = {
        "words": _source_hash(request, home),
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
        **_own_words(request, home),
        **({"bells": astuple(request.bells)} if request.bells else {}),
        "version": __version__,
    }
    return keyed(home, "track", json.dumps(facts, sort_keys=True))


def _own_words(request: Request, home: Home) -> dict[str, Any]:
    """What the clinic adds to the words of a template; nothing where it adds nothing."""
    if home.clinic is None or not isinstance(request.source, Template):
        return {}
    return {"clinic": astuple(home.clinic)}


@dataclass(frozen=True, slots=True)
class Origin:
    """What a track was made from and for, in forms that tell nothing of a person.

    Attributes:
        source_sha256: of everything the words come from.
        request: the fingerprint of what was asked for.
        owner: whom it was made for; "" for nobody in particular.
    """

    source_sha256: str
    request: str
    owner: str


def origin_of(request: Request, home: Home, asked: str) -> Origin:
    """For the proof of a track; ``asked``: the fingerprint of the request."""
    return Origin(_source_hash(request, home), asked, owner_token(request.client.client_ref, home))


def _source_hash(request: Request, home: Home) -> str:
    return hashlib.sha256(source_text(request, home).encode()).hexdigest()


def owner_of(reference: str | None) -> str:
    """A clinic's pseudonym however it was typed; "" for nobody in particular."""
    return unicodedata.normalize("NFC", reference or "").strip()


def owner_token(reference: str | None, home: Home) -> str:
    """Whom a track was made for, in a form that names nobody; "" for nobody in particular."""
    owner = owner_of(reference)
    return keyed(home, "owner", owner) if owner else ""


def source_text(request: Request, home: Home) -> str:
    """Everything the words come from: the script, or the template and what it shares."""
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


def track_stem(request: Request, asked: str) -> str:
    """``outside-in-scan-en-12m-3f9a1c07``: neutral words, nothing of a person.

    A label that somebody chose goes before them. ``asked``: the fingerprint of the request.
    """
    length = f"{request.minutes:.2f}".rstrip("0").rstrip(".") + "m" if request.minutes else "free"
    label = f"{request.label}-" if request.label else ""
    return f"{label}{request.slug}-{request.language}-{length}-{asked[:8]}"


def track_file(request: Request, asked: str, format_: str) -> Path:
    """Where the track goes: the file that was named, or a neutral name in the folder."""
    return request.file or request.out / f"{track_stem(request, asked)}.{format_}"
