"""A message about a client → the same message with everything personal replaced by “…”.

Error messages quote what they refuse. In a roster that would show one client's name, wishes and
health notes to whoever reads the report of the batch.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from relax.errors import WordingError

if TYPE_CHECKING:
    from relax.errors import RelaxError
    from relax.words import Client

_INSTEAD = "…"


def redacted_reason(error: RelaxError, client: Client) -> str:
    """Message and hint of an error as one text, without anything personal of ``client``.

    Of refused wording only the columns to look at are named: the words of a shipped template have
    passed the check, so what was refused stood in a cell.
    """
    hint = error.hint
    if isinstance(error, WordingError):
        hint = f"{error.instead}Look at what is spoken of this row, such as name and intention."
    return redacted(f"{error.message} {hint}".strip(), client)


def redacted(text: str, client: Client) -> str:
    """``text`` with the client's own words, left-out areas and health notes replaced by “…”."""
    # Longest first, so that “left knee” is replaced whole before “knee” is looked for.
    for word in sorted(_personal_words(client), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _INSTEAD, text, flags=re.IGNORECASE)
    return text


def _personal_words(client: Client) -> set[str]:
    """Everything in a client file that may be quoted, in each form a message writes it."""
    listed = (*client.avoid, *client.absent, *client.opt_in, *client.contraindications)
    shown = {form for word in listed for form in (word, word.replace("_", " "))}
    return {word for word in (*client.personal_words(), *shown) if word.strip()}
