"""What the check says about one place in a script."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relax.errors import RelaxError
    from relax.words.script import Taken


class Severity(StrEnum):
    """How much a finding matters: an error stops the track unless it is allowed by name."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Change:
    """A substitution that is certainly better, from the finding's column on."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    ``line`` and ``column`` count from 1 and are None when the whole script is meant. ``text`` is
    the matched words, "" when they would tell something about the person. ``change`` is there
    when :func:`~relax.words.check.fix` can do it. ``sentence``: the whole sentence, "" where
    ``text`` is or where no sentence is meant; ``span``: which letters of it were matched.
    """

    file: str
    line: int | None
    column: int | None
    rule: str
    severity: Severity
    text: str
    message: str
    suggestion: str
    change: Change | None = None
    sentence: str = ""
    span: tuple[int, int] = (0, 0)

    def as_dict(self) -> dict[str, str | int | None]:
        """The eight fields ``relax check --json`` prints."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "rule": self.rule,
            "severity": self.severity.value,
            "text": self.text,
            "message": self.message,
            "suggestion": self.suggestion,
        }

    def __str__(self) -> str:
        """``file:line:column: severity RULE: message (“text”)``."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        words = f" (“{self.text}”)" if self.text else ""
        return f"{place}: {self.severity} {self.rule}: {self.message}{words}"


def unreadable(error: RelaxError, file: str, line: str = "") -> Finding:
    """A mistake that keeps a script or template from being read, as a finding.

    ``line``: the line it is in, where that may be quoted.
    """
    place = error.place
    quoted = getattr(error, "quoted", "")
    start = max(line.find(quoted), 0)
    return Finding(
        place.file if place else file,
        place.line if place else None,
        place.column if place else None,
        getattr(error, "rule", "SYNTAX"),
        Severity.ERROR,
        quoted,
        error.message,
        error.hint,
        sentence=line,
        span=(start, start + len(quoted)) if quoted in line else (0, 0),
    )


def remark(taken: Taken | None, message: str, file: str) -> Finding:
    """What is not words, and what it was taken for, as a finding."""
    place = taken.place if taken else None
    return Finding(
        place.file if place else file,
        place.line if place else None,
        place.column if place else None,
        "NOT_WORDS",
        Severity.INFO,
        "",
        message,
        "",
    )


def in_order(findings: list[Finding]) -> list[Finding]:
    """By place; what concerns the whole script comes first."""
    return sorted(findings, key=lambda f: (f.line or 0, f.column or 0, f.rule))
