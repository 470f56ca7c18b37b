"""What is asked for by name → a request: preferences of a person, wishes for words and sound."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from relax.words import Bells, Client, Script, Template, bells_in, client_from, load_client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.request import Request

Person = Client | Mapping[str, Any] | Path | str | None
"""Preferences: a :class:`Client`, its fields by name, a client file, or None for nobody."""


class Wishes(TypedDict, total=False):
    """How words and sound of a track are to be; what is left out is the client's or the product's.

    Attributes:
        minutes: length of the track.
        voice: as ``relax voices`` lists it.
        rate: how fast it speaks; 1 is its own calm pace.
        bed: background, as ``relax beds`` lists it, a sound file, or ``none``.
        bed_tone_db: decibels by which the bed is brighter, or below 0 darker.
        loudness: default, podcast, sleep, table, accessible, voice-only …
        format: mp3, m4a, opus, flac, wav, or mp4 (a video).
        warmth: how the voice is treated.
        seed: chooses among wordings, and shapes the bed.
        lead_in_s: seconds in which only the bed is heard, before the first word.
        bells: where they sound: ``start``, ``end``, ``every 5m``, with commas between.
        variables: what the template is told beyond the client's fields.
        allow: rules of the language check that may be broken; the proof says so.
        rules: YAML with a clinic's own rules for the language check.
        recognise: whether a speech recogniser listens to every line.
        title, artist: for the tags; everyone can see them.
        cover: a picture for the tags.
        label: what the neutral file name begins with.
        file: the track's own file, in the folder ``out``, instead of a neutral name.
    """

    minutes: float | None
    voice: str | None
    rate: float | None
    bed: str | None
    bed_tone_db: float
    loudness: str | None
    format: str | None
    warmth: str
    seed: int | None
    lead_in_s: float | None
    bells: Bells | str | None
    variables: Mapping[str, str]
    allow: Sequence[str]
    rules: Path | None
    recognise: bool
    title: str | None
    artist: str | None
    cover: Path | None
    label: str
    file: Path | None


def request_of(
    source: Template | Script, person: Person, out: Path, wishes: Mapping[str, Any]
) -> Request:
    """The request that wishes by name describe.

    Raises:
        BadInput: one of them is not understood.
    """
    from relax.deliver import Credits, credit, read_cover  # noqa: PLC0415
    from relax.request import Request  # noqa: PLC0415
    from relax.words.check import refuse_unknown  # noqa: PLC0415

    given = {name: value for name, value in wishes.items() if value is not None}
    bells, cover = given.pop("bells", None), given.pop("cover", None)
    request = Request(
        source=source,
        client=_client(person),
        out=out,
        preset=given.pop("loudness", None),
        bells=bells_in(bells) if isinstance(bells, str) else bells,
        variables=tuple(given.pop("variables", {}).items()),
        allow=tuple(given.pop("allow", ())),
        credits=Credits(
            credit(given.pop("title", None), "title"),
            credit(given.pop("artist", None), "artist"),
            read_cover(Path(cover)) if cover else None,
        ),
        **given,
    )
    for rule in request.allow:
        refuse_unknown(rule, request.language)
    return request


def _client(person: Person) -> Client:
    match person:
        case None:
            return Client()
        case Client():
            return person
        case Mapping():
            return client_from(person)
        case _:
            return load_client(person)
