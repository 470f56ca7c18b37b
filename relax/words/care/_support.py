"""Where to find help: lines for a transcript, by country, with the date they were checked."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  (the schema needs it)
from typing import TYPE_CHECKING

from relax.data import Strict, bundled

if TYPE_CHECKING:
    from collections.abc import Iterator


class HelpLine(Strict):
    """One service. ``verified``: its number was checked at the file's date."""

    name: str
    call: str
    text: str | None = None
    chat: str | None = None
    verified: bool
    source: str


class Country(Strict):
    """A country's emergency number and services."""

    emergency: str
    lines: tuple[HelpLine, ...]


class SupportFile(Strict):
    """``data/support.yaml``."""

    reviewed: dt.date
    review_every_months: int
    directory: str
    emergency_anywhere: str
    countries: dict[str, Country]

    def review_due(self, today: dt.date) -> bool:
        """Whether the numbers are older than they may be."""
        months = (today.year - self.reviewed.year) * 12 + today.month - self.reviewed.month
        return months - (today.day < self.reviewed.day) >= self.review_every_months


class SupportWords(Strict):
    """``data/<language>/support.yaml``."""

    first: str
    call: str
    call_text: str
    call_text_chat: str
    emergency: str
    emergency_unknown: str
    directory: str
    spoken: str


def support_review(today: dt.date) -> str:
    """When the help lines were last checked, and which were not; with a warning once it is time."""
    file = support()
    unchecked = [
        f"{line.name} ({country})"
        for country, known in file.countries.items()
        for line in known.lines
        if not line.verified
    ]
    said = f"checked on {file.reviewed}"
    if unchecked:
        said += f", except {', '.join(unchecked)}"
    if file.review_due(today):
        said += ". They may be OUT OF DATE: call them before you hand them out"
    return said


def support() -> SupportFile:
    """The numbers."""
    return bundled("words", "support", SupportFile)


def support_lines(country: str | None, language: str = "en") -> tuple[str, ...]:
    """Sentences for a transcript; for an unknown country, emergency number and directory only."""
    return tuple(_lines(country, language))


def support_spoken(language: str = "en") -> str:
    """One sentence that may be spoken, with no number in it."""
    return bundled("words", "support", SupportWords, language).spoken


def _lines(country: str | None, language: str) -> Iterator[str]:
    facts, words = support(), bundled("words", "support", SupportWords, language)
    known = facts.countries.get((country or "").upper())
    yield words.first
    for line in known.lines if known else ():
        form = words.call
        if line.text:
            form = words.call_text_chat if line.chat else words.call_text
        yield form.format(name=line.name, call=line.call, text=line.text, chat=line.chat)
    if known:
        yield words.emergency.format(emergency=known.emergency)
    else:
        yield words.emergency_unknown.format(emergency=facts.emergency_anywhere)
    yield words.directory.format(directory=facts.directory)
