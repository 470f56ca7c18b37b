"""The shape of ``regions.yaml``: what areas are (any language), and the words for them (one)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relax.data import Strict

Position = Literal["seated", "supine", "prone", "side", "semi_reclined", "standing"]
Granularity = Literal["coarse", "medium", "fine"]
Sensitivity = Literal[0, 1, 2]


class RegionFacts(Strict):
    """One area, in no language."""

    group: str
    sens: Sensitivity | Literal["never"]
    sided: bool = False
    parts: tuple[str, ...] = ()
    everything: bool = False
    """It is a whole of which every area of the body is a part."""
    always_said: bool = False
    """Left out, it is not visited, but may still be named."""
    beyond: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    positions: dict[Position, Sensitivity | str] = Field(default_factory=dict)


class OrderFacts(Strict):
    """One order of a scan, as stops for each granularity."""

    coarse: tuple[str, ...] = ()
    medium: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    backwards: str | None = None
    last: tuple[str, ...] = ()
    first_side: Literal["left", "right"] = "right"
    by_position: dict[Position, tuple[str, ...]] = Field(default_factory=dict)


class AnchorFacts(Strict):
    """Something steady to come back to, and the areas it speaks of."""

    any_of: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    external: bool = False


class RegionFile(Strict):
    """``data/regions.yaml``."""

    groups: tuple[str, ...]
    regions: dict[str, RegionFacts]
    whole_gives_way_to: Annotated[int, Field(ge=0)]
    sens_1_in_a_row: Annotated[int, Field(ge=1)]
    orders: dict[str, OrderFacts]
    head_moves: tuple[str, ...]
    outside: dict[str, tuple[str, ...]]
    anchors: dict[str, AnchorFacts]
    anchors_when_none_is_left: tuple[str, ...]


class Form(Strict):
    """How an area is called in a position where that differs."""

    name: str
    your: str


class Moving(Strict):
    """An invitation that asks for a movement."""

    moves: str


class RegionWords(Strict):
    """The words for one area."""

    name: str
    your: str = ""
    left: str = ""
    right: str = ""
    plural: bool = True
    seated: Form | None = None
    supine: Form | None = None
    prone: Form | None = None
    side: Form | None = None
    semi_reclined: Form | None = None
    standing: Form | None = None
    terms: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    notice: tuple[str | Moving, ...] = ()
    notice_when: dict[Position, tuple[str | Moving, ...]] = Field(default_factory=dict)
    points: tuple[str, ...] = ()


class WholeWords(Strict):
    """A word that covers several areas."""

    terms: tuple[str, ...]
    names: tuple[str, ...]
    parts: tuple[str, ...] = ()
    """Phrases with the word in them that name only a part of the whole."""
    but: tuple[str, ...] = ()
    """Phrases with the word in them that have nothing to do with it."""
    noun: tuple[str, ...] = ()
    """More words that count as the same noun."""
    aliases: tuple[str, ...] = ()
    means: tuple[str, ...] | None = None


class RegionWordFile(Strict):
    """``data/<language>/regions.yaml``."""

    determiners: tuple[str, ...]
    sides: dict[Literal["left", "right", "both"], str]
    skip: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    wholes: tuple[WholeWords, ...]
    regions: dict[str, RegionWords]
    anchors: dict[str, tuple[str, ...]]
