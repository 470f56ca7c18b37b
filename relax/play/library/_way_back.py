"""What plays, and the library → the piece and the second that bring a listener back.

It is the chapter "Come back now" of what plays, or of another track; the shortest way in the same
voice is chosen. Where no track has one, a fallback that was made for this is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from relax.play.plan import Piece

_ONLY_S = 20.0  # a track whose way back begins this early is nothing else


class Fallback(Protocol):
    """Makes a way back of its own, where no track has one; it may never be ready."""

    @property
    def piece(self) -> Piece | None:
        """The way back, once it is made; None until then."""

    def begin(self) -> None:
        """Start making it, unless that was done before; returns at once."""


@dataclass(frozen=True)
class WayBackFinder:
    """Chooses among every way back there is.

    Attributes:
        library: everything there is to play.
        fallback: makes one for when there is none there.
    """

    library: Sequence[Piece]
    fallback: Fallback | None = None

    def begin(self) -> None:
        """Have one made early where the library has none."""
        if self.fallback is not None and all(piece.way_back is None for piece in self.library):
            self.fallback.begin()

    def __call__(
        self, playing: Piece | None, last: Path | None, skip: frozenset[Path], /
    ) -> tuple[Piece, float] | None:
        """The piece and the second to go to; None when there is no way back anywhere.

        Args:
            playing: what plays; None in silence or over a bed.
            last: what was played last, whose voice is wished for when nothing plays.
            skip: what cannot be played.
        """
        if playing is not None and playing.way_back is not None and playing.path not in skip:
            return playing, playing.way_back
        ways = [one for one in self.library if one.way_back is not None and one.path not in skip]
        if not ways:
            return self._made(skip)
        voice = _voice(playing.path if playing is not None else last)
        chosen = min(ways, key=lambda other: _distance(other, voice))
        return chosen, chosen.way_back or 0.0

    def _made(self, skip: frozenset[Path]) -> tuple[Piece, float] | None:
        """The fallback, once it is made; the library's own may have become unplayable."""
        if self.fallback is None:
            return None
        self.fallback.begin()
        piece = self.fallback.piece
        if piece is None or piece.path in skip:
            return None
        return piece, piece.way_back or 0.0


def _distance(piece: Piece, voice: str | None) -> tuple[bool, bool, float]:
    """How far from wished: another voice, more than the way back, and how long it takes."""
    begins = piece.way_back or 0.0
    other_voice = voice is not None and _voice(piece.path) != voice
    return other_voice, begins > _ONLY_S, piece.seconds - begins


def _voice(path: Path | None) -> str | None:
    """Who speaks, as the proof beside the track says."""
    if path is None:
        return None
    try:
        proof: Any = json.loads(path.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    voice = proof.get("voice") if isinstance(proof, dict) else None
    return json.dumps(voice, sort_keys=True) if voice else None
