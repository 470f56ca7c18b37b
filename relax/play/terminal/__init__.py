"""Keys → commands; what plays → a screen, or lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.play.terminal._keys import Command, Keys, leave_on_signals
    from relax.play.terminal._screen import FullScreen, Lines, ThreadedScreen
    from relax.play.terminal._view import Mode, View

__all__ = [
    "Command",
    "FullScreen",
    "Keys",
    "Lines",
    "Mode",
    "ThreadedScreen",
    "View",
    "leave_on_signals",
]

__getattr__ = lazily(
    __name__,
    {
        "_keys": ("Command", "Keys", "leave_on_signals"),
        "_screen": ("FullScreen", "Lines", "ThreadedScreen"),
        "_view": ("Mode", "View"),
    },
)
