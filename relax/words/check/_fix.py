"""A text and its findings → the text with what is certainly better changed, and each change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relax.words.check._normal import lines_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relax.words.check._finding import Change, Finding


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of a file (from 1) as it was and as it is now, and the rules that changed it."""

    file: str
    line: int
    rules: tuple[str, ...]
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
    """As :func:`fix`, and what became of which line."""
    before, lines = lines_of(text), lines_of(text)
    taken: dict[int, int] = {}  # line → column from which it is already changed
    told: dict[int, list[Finding]] = {}
    changing = [f for f in findings if f.change and f.line and f.column]
    for finding in sorted(changing, key=lambda f: (f.line or 0, f.column or 0), reverse=True):
        line, column, change = finding.line or 1, (finding.column or 1) - 1, finding.change
        end = column + len(change.old) if change else 0
        if not change or line > len(lines) or end > taken.get(line, len(lines[line - 1])):
            continue
        if plain(lines[line - 1][column:end]) == change.old:
            lines[line - 1] = _changed(lines[line - 1], column, end, change)
            taken[line] = column
            told.setdefault(line, []).insert(0, finding)
    changes = [
        Changed(
            found[0].file,
            line,
            tuple(dict.fromkeys(finding.rule for finding in found)),
            before[line - 1].strip(),
            lines[line - 1].strip(),
        )
        for line, found in sorted(told.items())
    ]
    return "".join(lines), changes


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
