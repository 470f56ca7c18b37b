"""A message about a client → the same message with everything personal replaced by “…”.

Error messages quote what they refuse. In a roster that would show one client's name, wishes and
health notes to whoever reads the report of the batch.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from relax.errors import WordingError
from relax.words import Regions

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
    """``text`` with the client's own words, areas of the body and health notes replaced by “…”.

    Areas go in every form that names or implies them: who avoids the knees is not told of as
    somebody with a “left knee” either.
    """
    # Longest first, so that “knee_backs” is replaced whole before “knees” is looked for; and before
    # the pattern of areas, which knows words that people say, not ids.
    for word in sorted(_personal_words(client), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _INSTEAD, text, flags=re.IGNORECASE)
    regions = Regions.load(client.language)
    areas = regions.forbidden({*regions.left_out(client), *client.opt_in})
    # An underscore counts as part of a word: “knee_back” would not be found otherwise.
    found = list(areas.finditer(text.replace("_", " "))) if areas else []
    for match in reversed(found):
        text = text[: match.start()] + _INSTEAD + text[match.end() :]
    return text


def _personal_words(client: Client) -> set[str]:
    """What is quoted of a client file as it stands there; ids also with blanks, one or several."""
    listed = (*client.avoid, *client.absent, *client.opt_in, *client.contraindications)
    shown = {
        form
        for each in listed
        for word in (each, each.replace("_", " "))
        for form in (word, word.removesuffix("s"), f"{word}s")
    }
    return {word for word in (*client.personal_words(), *shown) if word.strip()}
