"""An engine for ``relax.voices._worker`` that quotes the line it cannot say, as some do."""

from __future__ import annotations

from typing import Any


class Speaker:
    """Says nothing, and complains with the words it was given."""

    def __init__(self, how: dict[str, Any]) -> None:
        del how

    def speak(self, job: dict[str, Any]) -> None:
        raise ValueError(f"no phonemes for {job['text']!r} ({job['text'].upper()})")

    def ready(self) -> None:
        """Nothing to prepare."""
