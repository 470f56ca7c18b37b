"""What a rendering depends on, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relax.words.script import Script


@dataclass(frozen=True, slots=True)
class Bells:
    """Where bells sound: after the opening, before the closing, and every so many seconds."""

    start: bool = False
    end: bool = False
    every_s: float | None = None


@dataclass(frozen=True, slots=True)
class Clinic:
    """Words of a house, the same for everybody; "" where there are none.

    Attributes:
        name: spoken in the greeting.
        closing: the last thing that is said.
    """

    name: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rendering depends on besides the template and the client.

    ``minutes``: of the whole track; ``edge_s``: seconds of it before and after the words;
    ``bed``: whether a background sound plays, which the opening then announces; ``lead_in_s``:
    seconds before the first word, where more or less than usual were asked for; ``added_s``:
    seconds to be left for what is added to the words. ``bells`` and ``clinic``: what
    :func:`relax.words.render_whole` adds to a template's words.
    """

    minutes: float | None = None
    seed: int = 0
    bed: bool = True
    edge_s: float = 12.0
    variables: tuple[tuple[str, str], ...] = ()
    lead_in_s: float | None = None
    added_s: float = 0.0
    bells: Bells | None = None
    clinic: Clinic | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A script, and what a person should be told about how the request was met."""

    script: Script
    notices: tuple[str, ...]
