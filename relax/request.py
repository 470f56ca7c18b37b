"""What somebody asks for, and the choices made where they asked for nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relax.deliver import NO_CREDITS, Credits, refuse_personal
from relax.words import Script, Template, chosen_minutes

if TYPE_CHECKING:
    from pathlib import Path

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
