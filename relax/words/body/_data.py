"""The shapes of the data on areas of the body, and of a client's wishes about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from pydantic import Field

from relax.data import Strict

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class BodyWishes(Protocol):
    """A client's fields about areas of the body; ids of areas, each field as client files name it.

    Attributes:
        avoid, absent, opt_in, focus: ids of areas to leave out, that are not there, that are off
            unless asked for, and that get more time.
        anchors: ids of what to come back to, the favourite first.
        position: how the person lies or sits.
        setting, ending: where it is, and how the track ends: what lies outside the body differs.
        symmetry: "together" where both sides are gone along as one.
        handedness: the side a rotation begins with.
    """

    @property
    def avoid(self) -> Sequence[str]: ...
    @property
    def absent(self) -> Sequence[str]: ...
    @property
    def opt_in(self) -> Sequence[str]: ...
    @property
    def focus(self) -> Sequence[str]: ...
    @property
    def anchors(self) -> Sequence[str]: ...
    @property
    def position(self) -> Position: ...
    @property
    def setting(self) -> str: ...
    @property
    def ending(self) -> str: ...
    @property
    def symmetry(self) -> str: ...
    @property
    def handedness(self) -> Literal["left", "right", "either"]: ...
