"""Template facts + client → what is offered instead of what does not suit this person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.gates._breath import breath_limits
    from relax.words.gates._gates import Decision, GateFacts, apply_gates

__all__ = ["Decision", "GateFacts", "apply_gates", "breath_limits"]

__getattr__ = lazily(
    __name__,
    {
        "_breath": ("breath_limits",),
        "_gates": (
            "Decision",
            "GateFacts",
            "apply_gates",
        ),
    },
)
