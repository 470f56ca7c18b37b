"""The one way long work says how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called often during long work; the CLI draws it, tests record it."""

    def __call__(self, stage: str, done: float, total: float) -> None:
        """``stage`` is a short verb phrase for a person; ``done`` of ``total`` in any one unit."""


def silent(stage: str, done: float, total: float) -> None:
    """Report nothing."""
    del stage, done, total
