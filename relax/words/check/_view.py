"""One check in progress: the course, the vocabulary, and how a finding is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relax.errors import Place
from relax.words.check._course import Said
from relax.words.check._finding import Finding
from relax.words.check._patterns import plain, small
from relax.words.check._structure import limits, structure

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from relax.words.check._course import Course
    from relax.words.check._facts import Facts
    from relax.words.check._finding import Change, Severity
    from relax.words.check._rules import Rules
    from relax.words.check._structure import Limits, Structure


@dataclass(slots=True)
class View:
    """What every rule looks at.

    ``file`` names the script in findings; ``lines`` is its text, if known, for exact columns.
    ``low``: every sentence in small letters, as the vocabulary reads it.
    """

    course: Course
    facts: Facts
    rules: Rules
    file: str = "script"
    lines: tuple[str, ...] = ()
    look: Structure = field(init=False)
    limits: Limits = field(init=False)
    low: tuple[str, ...] = field(init=False)
    _seen: dict[tuple[re.Pattern[str], str], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.look = structure(self.course.meta.language)
        self.limits = limits()
        self.low = tuple(small(said.text) for said in self.course.said)

    def has(self, n: int, name: str) -> bool:
        """Whether sentence ``n`` holds the vocabulary called ``name``."""
        return self.matches(n, self.look.patterns[name])

    def matches(self, n: int, pattern: re.Pattern[str]) -> bool:
        """Whether sentence ``n`` matches."""
        key = (pattern, self.low[n])
        if key not in self._seen:
            self._seen[key] = bool(pattern.search(key[1]))
        return self._seen[key]

    def kinds(self, n: int, groups: Mapping[str, re.Pattern[str]]) -> set[str]:
        """Which of several named patterns sentence ``n`` holds."""
        return {name for name, pattern in groups.items() if self.matches(n, pattern)}

    def titles(self) -> Iterator[tuple[str, Place | None]]:
        """The track's title and the chapters', each with its place."""
        title = self.course.meta.title
        numbered = list(enumerate(self.lines, 1))
        marked = [n for n, line in numbered if line.startswith("title:")]
        headed = [
            n for n, line in numbered if line.strip("#*_= \r\n").casefold() == title.casefold()
        ]
        line = next(iter(marked + headed), None)
        yield title, Place(self.file, line, 1 if line else None)
        yield from self.course.titles

    def finding(
        self,
        key: str,
        at: Said | Place | None,
        span: tuple[int, int] | None = None,
        *,
        text: str | None = None,
    ) -> Finding:
        """A structural finding, in the words of structure.yaml.

        Args:
            key: its name there.
            at: the sentence, or a place; None: the whole script.
            span: which letters of the sentence.
            text: what to quote instead of those letters.
        """
        wording = self.look.wordings[key]
        rule, severity = wording.id or key, wording.severity
        return self.write(rule, severity, wording.why, wording.suggestion, at, span, text=text)

    def write(
        self,
        rule: str,
        severity: Severity,
        why: str,
        suggestion: str,
        at: Said | Place | None,
        span: tuple[int, int] | None = None,
        *,
        text: str | None = None,
        change: Change | None = None,
    ) -> Finding:
        """Any finding, with its line and column, and nothing personal in it."""
        place, quoted = self._where(at, span)
        quoted = quoted if text is None else text
        if self._is_private(quoted):
            quoted, change = "", None
        sentence = at.text if isinstance(at, Said) else ""
        if self._is_private(sentence):
            sentence = ""
        return Finding(
            place.file if place else self.file,
            place.line if place else None,
            place.column if place else None,
            rule,
            severity,
            quoted,
            why,
            suggestion,
            change,
            sentence,
            span or (0, 0),
        )

    def _where(
        self, at: Said | Place | None, span: tuple[int, int] | None
    ) -> tuple[Place | None, str]:
        if not isinstance(at, Said):
            return at, ""
        if span is None:
            return at.place, ""
        return self._place_in(at, span), at.text[span[0] : span[1]]

    def _place_in(self, said: Said, span: tuple[int, int]) -> Place | None:
        start, place = 0, said.place
        for offset, further in said.pieces:
            if offset <= span[0]:
                start, place = offset, further
        if place is None or place.line is None or place.column is None:
            return place
        column = place.column + span[0] - start
        if 0 < place.line <= len(self.lines):
            line = plain(self.lines[place.line - 1])
            found = line.find(said.text[span[0] : span[1]], column - 1)
            column = found + 1 if found >= 0 else column
        return Place(place.file, place.line, column)

    def in_line(self, place: Place | None, quoted: str) -> Place | None:
        """A place, at the words in its line that are quoted if they stand there."""
        if place is None or not place.line or place.line > len(self.lines):
            return place
        found = plain(self.lines[place.line - 1]).casefold().find(quoted.casefold())
        return Place(place.file, place.line, found + 1) if found >= 0 else place

    def _is_private(self, text: str) -> bool:
        folded = text.casefold()
        if any(word.casefold() in folded for word in self.course.meta.personal if word):
            return True
        return bool(self.facts.forbidden and self.facts.forbidden.search(text))
