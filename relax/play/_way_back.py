"""Where the way back begins: a chapter of what plays, or a track that is nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.play._model import Piece

_ALONE_S = 20.0  # a track whose way back begins this early is nothing else


def way_back(
    piece: Piece | None, library: Sequence[Piece], skip: frozenset[object] = frozenset()
) -> tuple[Piece, float] | None:
    """The piece and the second to go to; None when there is no way back anywhere.

    Args:
        piece: what plays; None in silence or over a bed.
        library: everything there is to play.
        skip: paths that cannot be played.
    """
    if piece is not None and piece.way_back is not None and piece.path not in skip:
        return piece, piece.way_back
    ways = [other for other in library if other.way_back is not None and other.path not in skip]
    if not ways:
        return None
    voice = _voice(piece) if piece is not None else None
    chosen = min(ways, key=lambda other: _distance(other, voice))
    return chosen, chosen.way_back or 0.0


def _distance(piece: Piece, voice: str | None) -> tuple[bool, bool, float]:
    """How far from wished: another voice, more than the way back, and how long it takes."""
    begins = piece.way_back or 0.0
    other_voice = voice is not None and _voice(piece) != voice
    return other_voice, begins > _ALONE_S, piece.seconds - begins


def _voice(piece: Piece) -> str | None:
    """Who speaks, as the proof beside the track says."""
    try:
        proof: Any = json.loads(piece.path.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    voice = proof.get("voice") if isinstance(proof, dict) else None
    return json.dumps(voice, sort_keys=True) if voice else None
