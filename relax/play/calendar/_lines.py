"""The text of a calendar → its parts with their lines, each with its number in the file.

It reads what programs write, not only what the standard allows: a line that is no line of a
calendar is left out and named, whatever stands in it. Only where a part is opened or closed amiss
is the file refused, because appointments may be missing from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TIMES: Final = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
"""The properties that say when."""

_LINE: Final = re.compile(
    r'\s*(?P<name>[\w-]+)\s*(?P<params>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)', re.DOTALL
)
_UNQUOTED: Final = re.compile(
    r"\s*(?P<name>[\w-]+)\s*(?P<params>(?:;[^:]*)?):(?P<value>.*)", re.DOTALL
)
_PARAMETER: Final = re.compile(r';\s*([\w-]+)\s*=\s*("[^"]*"|[^";]*)')
_TIMES_AMISS: Final = re.compile(rf"\s*({'|'.join((*TIMES, 'FREEBUSY'))})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One content line.

    Attributes:
        number: its number in the file, from 1.
        name: the property, in capitals.
        params: its parameters, names in capitals, values without quotation marks.
        value: the rest, as it stands.
    """

    number: int
    name: str
    params: Mapping[str, str]
    value: str


@dataclass
class Part:
    """What stands between a BEGIN and its END.

    Attributes:
        kind: what it is, in capitals.
        number: the line of its BEGIN.
        lines: its own lines.
        parts: the parts inside it.
    """

    kind: str
    number: int
    lines: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """Every line of its own with this name, in order."""
        return [line for line in self.lines if line.name == name]

    def walk(self, kind: str) -> Iterator[Part]:
        """Every part of this kind inside it, however deep."""
        waiting = list(reversed(self.parts))
        while waiting:
            part = waiting.pop()
            if part.kind == kind:
                yield part
            waiting += reversed(part.parts)


def read_parts(text: str, path: Path) -> tuple[list[Part], list[int]]:
    """The calendars in ``text``, and the numbers of lines that are no lines of a calendar.

    Raises:
        BadInput: it is no calendar, or a part is opened or closed amiss; with the line.
    """
    calendars: list[Part] = []
    stack: list[Part] = []
    strays: list[int] = []
    for number, raw in _unfolded(text):
        line = _line(number, raw)
        if not stack and not _opens_calendar(line):
            if not calendars or (line is not None and line.name == "BEGIN"):
                raise broken(path, number, "A calendar begins with BEGIN:VCALENDAR")
            strays.append(number)
        elif line is None:
            strays.append(number)
            if amiss := _TIMES_AMISS.match(raw):  # it says when, but nobody knows what
                stack[-1].lines.append(Line(number, amiss[1].upper(), {}, ""))
        elif line.name == "END":
            strays += [] if _close(line, stack, path) else [number]
        else:
            _take(line, stack, calendars)
    if stack:
        cut = f"This {_plain(stack[-1].kind)} is never closed: the file is cut"
        raise broken(path, stack[-1].number, cut)
    if not calendars:
        raise broken(path, 1, "The calendar is empty")
    return calendars, strays


def _opens_calendar(line: Line | None) -> bool:
    return line is not None and line.name == "BEGIN" and line.value.strip().upper() == "VCALENDAR"


def _close(line: Line, stack: list[Part], path: Path) -> bool:
    """End the part that is open; False when the name of no open part is given, but misspelt.

    Raises:
        BadInput: a part around the one that is open is closed.
    """
    closed = line.value.strip().upper()
    if closed != stack[-1].kind and any(part.kind == closed for part in stack):
        raise broken(path, line.number, "END closes another part than the one before it")
    return closed == stack.pop().kind


def _take(line: Line, stack: list[Part], calendars: list[Part]) -> None:
    """Put a line into the part that is open, or open another."""
    if line.name != "BEGIN":
        stack[-1].lines.append(line)
        return
    part = Part(line.value.strip().upper(), line.number)
    (stack[-1].parts if stack else calendars).append(part)
    stack.append(part)


def broken(path: Path, line: int, what: str) -> BadInput:
    """The refusal of a file; a line itself is never quoted: it may hold a client's name."""
    return BadInput(f"{what}.", hint="Export the calendar again.", place=Place(str(path), line))


def _plain(kind: str) -> str:
    """What a part is called, unless somebody's words stand there."""
    return kind if re.fullmatch(r"V[A-Z]{4,15}", kind) else "part"


def _line(number: int, raw: str) -> Line | None:
    found = _LINE.match(raw) or _UNQUOTED.match(raw)
    if found is None:
        return None
    params = {
        name.upper(): value.strip().strip('"').strip()
        for name, value in _PARAMETER.findall(found["params"])
    }
    return Line(number, found["name"].upper(), params, found["value"])


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines and the number of their first line; long ones are folded over several."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        number, pieces = at + 1, [lines[at]]
        at += 1
        while at < len(lines) and lines[at][:1] in (" ", "\t"):
            pieces.append(lines[at][1:])
            at += 1
        whole = "".join(pieces)
        if whole.strip("\0\x1a \t"):
            yield number, whole
