"""``documents.yaml`` → checked values: what is refused, what things are called, what is told."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from relax.data import Strict, bundled

_NUMBER: Final = r"(?:\d{1,4}|[ivxl]{1,6})"


def set_of(words: str) -> frozenset[str]:
    """The words in a text, as a set of names."""
    return frozenset(words.split())


class Beginning(Strict):
    """Bytes that a kind of file has at a place."""

    hex: str
    at: int = 0

    def fits(self, content: bytes) -> bool:
        """Whether a file with this content begins so."""
        return content.startswith(bytes.fromhex(self.hex), self.at)


class Refusal(Strict):
    """What is said of a file that is not words, and what to do."""

    says: str
    hint: str


class Refused(Refusal):
    """A kind of file that is not words, and how it is known."""

    endings: tuple[str, ...]
    begins: tuple[Beginning, ...] = ()
    inside: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


class Told(Strict):
    """A note in the singular and in the plural; ``{n}`` is the number."""

    one: str
    many: str


class DocumentNames(Strict):
    """``data/documents.yaml``; each list is explained there."""

    refused: tuple[Refused, ...]
    binary: Refusal
    mail: Refusal
    xml: Refusal
    json_data: Refusal
    heading_styles: tuple[str, ...]
    title_styles: tuple[str, ...]
    subtitle_styles: tuple[str, ...]
    byline_styles: tuple[str, ...]
    caption_styles: tuple[str, ...]
    contents_styles: tuple[str, ...]
    no_title: tuple[str, ...]
    bullets: str
    page_numbers: tuple[str, ...]
    notes: dict[str, Told]


@cache
def names() -> DocumentNames:
    """The names of things in documents."""
    return bundled("words", "documents", DocumentNames)


def heading_level(style: str) -> int | None:
    """The level, from 1, of the heading that a style of this name makes, or None."""
    if found := _pattern(names().heading_styles).fullmatch(style.strip()):
        digits = next((group for group in found.groups() if group), "1")
        return int(digits) if digits.isdigit() else 1
    return None


def is_title(style: str) -> bool:
    """Whether a style of this name is that of a document's title."""
    return bool(_pattern(names().title_styles).fullmatch(style.strip()))


def kept_aside(style: str) -> Literal["subtitles", "bylines", "captions"] | None:
    """The kind, as in ``notes``, of words in this style that are on the page and not spoken."""
    if _pattern(names().subtitle_styles).fullmatch(style.strip()):
        return "subtitles"
    if _pattern(names().byline_styles).fullmatch(style.strip()):
        return "bylines"
    return "captions" if _pattern(names().caption_styles).fullmatch(style.strip()) else None


def is_contents(style: str) -> bool:
    """Whether a style of this name is that of a table of contents."""
    return bool(_pattern(names().contents_styles).fullmatch(style.strip()))


def is_page_number(line: str) -> bool:
    """Whether a line at the edge of a page only numbers it."""
    return bool(_pattern(names().page_numbers).fullmatch(" ".join(line.split())))


def is_given(title: str) -> bool:
    """Whether a person gave this title, as far as one can see, and not a program."""
    low = title.casefold()
    made = _pattern(names().no_title).fullmatch(low) or low.startswith("microsoft word -")
    return bool(low) and not made and not re.search(r"\.(?:docx?|odt|rtf|html?|pdf|txt)$", low)


@cache
def _pattern(written: tuple[str, ...]) -> re.Pattern[str]:
    forms = (re.escape(form).replace(r"\#", f"({_NUMBER})") for form in written)
    return re.compile("|".join(forms), re.IGNORECASE)
