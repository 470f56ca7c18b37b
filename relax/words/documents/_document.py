"""A document as text: what the readers of all formats give back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
