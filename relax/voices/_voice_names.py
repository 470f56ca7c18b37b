"""What an engine calls its voices, and what it says of one that it does not have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """One voice of an engine: the name it is chosen by, its language, and what it calls itself."""

    name: str
    title: str
    language: str = ""


class UnknownVoiceError(Exception):
    """No such voice; ``names`` are those there are."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("it has no such voice")
        self.names = names
