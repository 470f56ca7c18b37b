"""What the check must be told because the words alone do not show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from relax.words.body import Regions
from relax.words.care import gate_file
from relax.words.gates import breath_limits

if TYPE_CHECKING:
    import re

    from relax.words.client import Client


@dataclass(frozen=True, slots=True)
class Facts:
    """About the person, the voice and what comes with the track.

    Attributes:
        forbidden: matches whatever names or implies an area that was left out or is absent.
        opted_in: matches the areas the client asked for although they are off by default.
        name: the client's name as spoken; without it, every short personal word counts as one.
        breath_hold: which holds the client's answers allow (care.md 1.4).
        slowest_bpm: a floor on the pace in breaths a minute; None: the usual one.
        spiritual_ok: the client welcomes such words.
        sounds: what will be heard besides the voice although no cue stands for it: ``bed``.
        voice_style: how the voice is set to speak, in its engine's words.
        voice_wpm: words a minute while speaking, for times that are not yet measured.
        support_in_transcript: the transcript carries the line on where to turn.
        voice_disclosed: transcript and tags say that the voice is synthetic.
        minutes: length that is asked for; None: what the words say themselves.
    """

    forbidden: re.Pattern[str] | None = None
    opted_in: re.Pattern[str] | None = None
    name: str | None = None
    breath_hold: Literal["none", "soft", "full"] = "none"
    slowest_bpm: float | None = None
    spiritual_ok: bool = False
    sounds: frozenset[str] = frozenset()
    voice_style: str = ""
    voice_wpm: float = 155.0
    support_in_transcript: bool = False
    voice_disclosed: bool = False
    minutes: float | None = None


OF_THE_PRODUCT = Facts(support_in_transcript=True, voice_disclosed=True)
"""What is true of every track this product makes, when nothing is known about the person."""


def facts_for(client: Client, position: str | None = None) -> Facts:
    """What a client file says to the check; nothing is yet known of voice, sounds, transcript.

    Args:
        client: the preferences.
        position: how the person lies or sits, when a template chose another one.
    """
    regions = Regions.load(client.language)
    allowed = breath_limits(client, position or client.position, gate_file())
    return Facts(
        forbidden=regions.forbidden(regions.left_out(client)),
        opted_in=regions.forbidden(client.opt_in),
        name=client.name,
        breath_hold=allowed.holds,
        slowest_bpm=allowed.slowest_bpm,
        spiritual_ok=client.spiritual_ok,
    )
