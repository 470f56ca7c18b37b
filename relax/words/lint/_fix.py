"""A text and its findings → the text with what is certainly better changed, and each change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relax.words.check import lines_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relax.words.check import Change, Finding


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: the sentence as it was and as it is, or only its words if it is personal."""

    file: str
    line: int
    rule: str
    before: str
    after: str


def fix(text: str, findings: Iterable[Finding]) -> str:
    """``text`` with every change that its findings carry and that still fits its place.

    Args:
        text: the file the findings are about, exactly as it was checked.
        findings: from any check of that file; those without a change are passed over.
    """
    return fix_and_tell(text, findings)[0]


def fix_and_tell(text: str, findings: Iterable[Finding]) -> tuple[str, list[Changed]]:
    """As :func:`fix`, and each change in order of place."""
    lines = lines_of(text)
    taken: dict[int, int] = {}  # line → column from which it is already changed
    changes: list[Changed] = []
    changing = [f for f in findings if f.change and f.line and f.column]
    for finding in sorted(changing, key=lambda f: (f.line or 0, f.column or 0), reverse=True):
        line, column, change = finding.line or 1, (finding.column or 1) - 1, finding.change
        end = column + len(change.old) if change else 0
        if not change or line > len(lines) or end > taken.get(line, len(lines[line - 1])):
            continue
        if plain(lines[line - 1][column:end]) == change.old:
            lines[line - 1] = _changed(lines[line - 1], column, end, change)
            taken[line] = column
            changes.append(_told(finding, line, change))
    return "".join(lines), changes[::-1]


def _told(finding: Finding, line: int, change: Change) -> Changed:
    before, after = change.old, change.new
    if finding.sentence:
        start = finding.span[0]
        before = finding.sentence
        after = _changed(before, start, start + len(change.old), change)
    return Changed(finding.file, line, finding.rule, before, after)


def _changed(line: str, start: int, end: int, change: Change) -> str:
    before, after = line[:start], line[end:]
    if change.new:
        return before + change.new + after
    if not after[:1].isalpha() and after[:1] != " ":
        return before.rstrip(" ") + after
    after = after.lstrip(" ")
    if change.old[:1].isupper():
        after = after[:1].upper() + after[1:]
    return before + after
