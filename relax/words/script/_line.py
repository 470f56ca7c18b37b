"""One line of a text, from which signs are taken while every letter keeps its column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.errors import Place
from relax.words.script._shield import shielded
from relax.words.speech import signs

if TYPE_CHECKING:
    from collections.abc import Sequence

_LATIN: Final = r"[A-Za-z\u00c0-\u024f]"
_HIDING: Final = re.compile(
    rf"(?<={_LATIN})[\u034f\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f]+(?={_LATIN})"
)
"""Joiners and marks of direction that only hide a Latin word from whoever looks for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """``text``, shielded and without invisible signs; ``columns``: of each letter, from 0."""

    text: str
    columns: Sequence[int]
    number: int
    file: str

    @classmethod
    def of(cls, written: str, number: int, file: str) -> Line:
        """A line as it stands in ``file``."""
        line = cls(shielded(written), range(len(written)), number, file)
        if written.isascii():
            return line
        invisible = "".join(signs().invisible)
        found = [*re.finditer(f"[{invisible}]", line.text), *_HIDING.finditer(line.text)]
        for match in sorted(found, key=re.Match.start, reverse=True):
            line = line.keep(*match.span(), match.end(), match.end())
        return line

    def place(self, at: int) -> Place:
        """Where letter ``at`` stands, or, from the last one on, the end."""
        column = self.columns[at] if at < len(self.columns) else len(self.text)
        return Place(self.file, self.number, column + 1)

    def cut(self, start: int) -> Line:
        """The line from letter ``start`` on."""
        return Line(self.text[start:], self.columns[start:], self.number, self.file)

    def keep(self, start: int, end: int, first: int, last: int, *, put: str = "") -> Line:
        """The line with only letters ``first`` to ``last`` of ``start`` to ``end``, or ``put``."""
        inside = put or self.text[first:last]
        text = self.text[:start] + inside + self.text[end:]
        columns = list(self.columns)
        middle = [columns[start]] * len(put) if put else columns[first:last]
        return Line(text, columns[:start] + middle + columns[end:], self.number, self.file)
