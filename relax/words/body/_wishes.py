"""What the way through the body depends on, of everything a client file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.words.body._data import Position


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
