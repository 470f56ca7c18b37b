"""What was unclear in a calendar, by kind and line → a few sentences for the screen."""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal[
    "stray",
    "no end",
    "reversed",
    "vague",
    "day",
    "rule",
    "extra",
    "left out",
    "zone",
    "two zones",
    "misspelt",
]

_SENTENCES: Final[dict[Kind, str]] = {
    "stray": "Skipped in the calendar, as no lines of one: {lines}.",
    "no end": "Appointments without an end count as 90 minutes: {lines} of the calendar.",
    "reversed": "Appointments that end before they begin take the room from the one to the other,"
    " and 90 minutes more: {lines} of the calendar.",
    "vague": "Where a time cannot be read, it is quiet all that day: {lines} of the calendar.",
    "day": "Where the end cannot be read, it is quiet to the end of that day: {lines} of the"
    " calendar.",
    "rule": "What comes again by a rule that cannot be read counts as every day: {lines} of the"
    " calendar.",
    "extra": "Skipped in the calendar, as no dates: {lines}.",
    "left out": "Dates to be left out that cannot be read are not left out: {lines} of the"
    " calendar.",
    "zone": "The calendar describes a time zone in a way that makes no sense: it is quiet by each"
    " offset that is named there ({lines}).",
    "misspelt": "Parts that no calendar has, but that begin at a time, count as appointments:"
    " {lines} of the calendar.",
    "two zones": "Where a time zone may be meant in two ways, it is quiet in both: {lines} of the"
    " calendar.",
}
_FEW: Final = 3  # lines that are named; the others are counted
_PLACE: Final = re.compile(r"[A-Za-z]{2,20}(/[A-Za-z_+-]{2,20}){1,2}")
"""Names that can only be those of a zone; others may be anybody's words, and are not shown."""


class CalendarWarnings:
    """Gathers what is to be said; each thing is said once, with its lines."""

    def __init__(self) -> None:
        self._lines: dict[Kind, dict[int, None]] = {}
        self._zones: dict[str, int] = {}
        self.others: list[str] = []

    def add(self, kind: Kind, *lines: int) -> None:
        """There is something of this kind on these lines."""
        if lines:
            self._lines.setdefault(kind, {}).update(dict.fromkeys(lines))

    def unknown_zone(self, name: str, line: int) -> None:
        """Nobody knows a zone of this name, which is on this line."""
        self._zones.setdefault(name, line)

    def sentences(self) -> tuple[str, ...]:
        """All of it, in sentences for a screen."""
        known = [
            _SENTENCES[kind].format(lines=_lines(list(lines)))
            for kind, lines in self._lines.items()
        ]
        zones = [
            f"Nobody knows the time zone {_named(name, line)} of the calendar: this computer's"
            " counts."
            for name, line in list(self._zones.items())[:_FEW]
        ]
        return (*self.others, *zones, *known)


def _named(zone: str, line: int) -> str:
    return f"“{zone}”" if _PLACE.fullmatch(zone) else f"on line {line}"


def _lines(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    few = [str(number) for number in numbers[:_FEW]]
    if len(numbers) > _FEW:
        return f"lines {', '.join(few)} and {len(numbers) - _FEW} more"
    return f"lines {', '.join(few[:-1])} and {few[-1]}"
