"""A request → everything that follows from it before a word is chosen, in one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relax.encode import refuse_no_video
from relax.origin import origin_of, track_file
from relax.request import refuse_credits, settle
from relax.settings import refuse_bed, refuse_language, settings_for
from relax.voices import need_recogniser
from relax.words import Wanted
from relax.words.check import facts_for, load_rules

if TYPE_CHECKING:
    from pathlib import Path

    from relax.home import Home
    from relax.origin import Origin
    from relax.request import Request
    from relax.settings import Settings
    from relax.words.check import Facts, Rules


@dataclass(frozen=True, slots=True)
class Plan:
    """One track, decided as far as it can be without its words.

    Attributes:
        request: with every choice made.
        settings: how it is voiced, mixed and encoded.
        seconds: length of the whole; None for as long as the words take.
        wanted: what a rendering of its words depends on besides template and client.
        facts: what the language check is told beyond the words.
        rules: it judges by, where a clinic has its own; None for the shipped ones.
        origin: the fingerprint of the request, and what and whom it is made from and for.
        audio: where the file goes.
    """

    request: Request
    settings: Settings
    seconds: float | None
    wanted: Wanted
    facts: Facts
    rules: Rules | None
    origin: Origin
    audio: Path


def plan_for(request: Request, home: Home, identity: str | None = None) -> Plan:
    """The plan of a request.

    ``identity``: of its voice, where it is known already; asking an engine takes a while.

    Raises:
        LengthError: outside the template's honest range.
        BadInput: a preset, format, warmth or voice that does not exist.
        SoundError: a bed file that may not be read.
    """
    request = settle(request)
    settings = settings_for(request, home)
    origin = origin_of(request, home, identity)
    return Plan(
        request=request,
        settings=settings,
        seconds=request.minutes * 60 if request.minutes else None,
        wanted=wanted_for(request, settings, home),
        facts=_facts(request, settings),
        rules=load_rules(request.language, request.rules) if request.rules else None,
        origin=origin,
        audio=track_file(request, origin, settings.encoding.format),
    )


def wanted_for(request: Request, settings: Settings, home: Home) -> Wanted:
    """What a rendering of the words depends on besides template and client."""
    return Wanted(
        minutes=request.minutes,
        seed=request.seed or 0,
        bed=settings.has_bed,
        edge_s=settings.edges.lead_in + settings.edges.tail,
        variables=request.variables,
        lead_in_s=request.lead_in_s,
        bells=request.bells,
        clinic=home.clinic,
    )


def _facts(request: Request, settings: Settings) -> Facts:
    return replace(
        facts_for(request.client),
        sounds=frozenset({"bed"} if settings.has_bed else ()),
        support_in_transcript=True,
        voice_disclosed=True,
        minutes=request.minutes,
    )


def refuse_unfit(plan: Plan, home: Home) -> None:
    """Stop before any work at what could only fail later.

    Raises:
        SoundError: a bed that is neither a known one nor a file.
        BadInput: a voice of another language, a title or an artist that tells of the person, or a
            part of the installation that is missing.
    """
    request, settings = plan.request, plan.settings
    refuse_bed(settings)
    refuse_language(request, settings)
    refuse_credits(request)
    if settings.encoding.format == "mp4":
        refuse_no_video(home.ffmpeg)
    if request.recognise:
        need_recogniser()
