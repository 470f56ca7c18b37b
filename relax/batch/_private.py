"""Keeping what belongs to a person out of what is said about their row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relax.words import Client

_HIDDEN = "…"


def hidden(text: str, client: Client) -> str:
    """``text`` without the person's own words, left-out areas and health notes."""
    for word in sorted(_secrets(client), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _HIDDEN, text, flags=re.IGNORECASE)
    return text


def _secrets(client: Client) -> set[str]:
    listed = (*client.avoid, *client.absent, *client.opt_in, *client.contraindications)
    shown = {form for word in listed for form in (word, word.replace("_", " "))}
    return {word for word in (*client.personal_words(), *shown) if word.strip()}
