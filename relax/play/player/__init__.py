"""A plan, commands and a clock → sound: the core of a playing session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.play.player._player import Player
    from relax.play.player._ports import PlaySettings, Ports

__all__ = [
    "PlaySettings",
    "Player",
    "Ports",
]

__getattr__ = lazily(
    __name__,
    {
        "_player": ("Player",),
        "_ports": ("PlaySettings", "Ports"),
    },
)
