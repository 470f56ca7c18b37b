"""Facts of care as data: breathing protocols, health notes, occasions, where to turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.care._breathing import Holds, Protocol, Variant, protocols
    from relax.words.care._gate_data import GateFile, gate_file
    from relax.words.care._occasions import (
        FindingWords,
        PhraseField,
        as_choice,
        choices,
        complaints,
        complaints_in,
        match,
    )
    from relax.words.care._support import support_lines, support_review, support_spoken

__all__ = [
    "FindingWords",
    "GateFile",
    "Holds",
    "PhraseField",
    "Protocol",
    "Variant",
    "as_choice",
    "choices",
    "complaints",
    "complaints_in",
    "gate_file",
    "match",
    "protocols",
    "support_lines",
    "support_review",
    "support_spoken",
]

__getattr__ = lazily(
    __name__,
    {
        "_breathing": (
            "Holds",
            "Protocol",
            "Variant",
            "protocols",
        ),
        "_gate_data": (
            "GateFile",
            "gate_file",
        ),
        "_occasions": (
            "FindingWords",
            "PhraseField",
            "as_choice",
            "choices",
            "complaints",
            "complaints_in",
            "match",
        ),
        "_support": (
            "support_lines",
            "support_review",
            "support_spoken",
        ),
    },
)
