"""Keeping what belongs to a person out of what is said about their row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from relax.errors import WordingError

if TYPE_CHECKING:
    from relax.errors import RelaxError
    from relax.words import Client

_HIDDEN = "…"


def reason_of(error: RelaxError, client: Client) -> str:
    """Why a row cannot be made; the words of a template are known to be good, so a cell is not."""
    hint = error.hint
    if isinstance(error, WordingError):
        hint = f"{error.instead}Look at what is spoken of this row, such as name and intention."
    return hidden(f"{error.message} {hint}".strip(), client)


def hidden(text: str, client: Client) -> str:
    """``text`` without the person's own words, left-out areas and health notes."""
    for word in sorted(_secrets(client), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _HIDDEN, text, flags=re.IGNORECASE)
    return text


def _secrets(client: Client) -> set[str]:
    listed = (*client.avoid, *client.absent, *client.opt_in, *client.contraindications)
    shown = {form for word in listed for form in (word, word.replace("_", " "))}
    return {word for word in (*client.personal_words(), *shown) if word.strip()}
