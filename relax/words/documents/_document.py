"""A document as text: what every reader gives back, without characters that nobody sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from relax.words.speech import signs

Kind = Literal["docx", "odt", "rtf", "html", "pdf", "srt", "vtt", "text"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of any format as text.

    Attributes:
        text: headings ``## Title``, one paragraph a line with an empty line between two, items
            of lists ``- item``, comments ``% comment``, silences ``[pause 3.2s]``. Text files
            stand as they are.
        kind: the format it was read from.
        title: the document's own title, or its first top heading.
        notes: a sentence for each kind of thing left out or taken otherwise.
    """

    text: str
    kind: Kind
    title: str | None
    notes: tuple[str, ...]


_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
# Joiners, marks of direction and selectors of shape mean something beside other letters.
_JOINING = "\u034f\u200c-\u200f\u202a-\u202e\u2061-\u2064\u2066-\u2069\ufe00-\ufe0f"


def without_hidden(text: str) -> tuple[str, int]:
    """``text`` without soft hyphens and zero-width characters, and how many there were."""
    return _hiding().subn("", text)


@cache
def _hiding() -> re.Pattern[str]:
    anywhere = "".join(re.escape(char) for char in signs().invisible)
    return re.compile(f"[{anywhere}]|(?<=[{_LATIN}])[{_JOINING}](?=[{_LATIN}{_JOINING}])")
