"""Findings and changes of ``relax check`` → a report for a person, or a line each for ``grep``."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from relax.words.check import Finding
    from relax.words.lint import Changed

_STYLE: Final = {"error": "bold red", "warning": "magenta", "info": "dim"}
"""Severity → style; the colours are readable on light and dark backgrounds."""

_WORDS: Final = {"error": "error", "warning": "warning", "info": "remark"}
_DEEP = 2
"""Indent of a sentence, in characters."""

_DEEPER = 4
"""Indent of what is said about it."""

_NARROWEST = 20
"""Text is never wrapped to fewer characters, however narrow the window."""


def concise(finding: Finding) -> str:
    """A finding as ``file:line:column: severity RULE “words”: why Instead: …``, on one line."""
    place = (finding.file, finding.line, finding.column)
    where = ":".join(str(part) for part in place if part is not None)
    advice = f" Instead: {finding.suggestion}" if finding.suggestion else ""
    quoted = f" “{finding.text}”" if finding.text else ""
    line = f"{where}: {finding.severity} {finding.rule}{quoted}: {finding.message}{advice}"
    return " ".join(_printable(line).split())


def concise_change(change: Changed) -> str:
    """A change as ``file:line: changed RULE: “before” → “after”``, on one line."""
    line = (
        f"{change.file}:{change.line}: changed {change.rule}: “{change.before}” → “{change.after}”"
    )
    return " ".join(_printable(line).split())


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings by file and sentence: the sentence, what is wrong, what to say instead.

    Colours appear on a terminal only, and not where ``NO_COLOR`` is set.
    """
    console = _console()
    for file, of_file in groupby(findings, key=lambda finding: finding.file):
        console.print(_printable(file), style="bold underline", soft_wrap=True)
        for (line, _), group in groupby(of_file, key=lambda one: (one.line, one.sentence)):
            _print_sentence(console, line, list(group))
            console.print()


def print_changes(changes: Sequence[Changed]) -> None:
    """Print changes by file: each sentence as it was and as it is."""
    console = _console()
    for file, of_file in groupby(changes, key=lambda change: change.file):
        console.print(_printable(file), style="bold underline", soft_wrap=True)
        for change in of_file:
            rule = f"  changed: {change.rule}"
            _print(console, [(f"line {change.line}", "bold"), (rule, "")], _DEEP)
            _print(console, [(f"- {change.before}", "red")], _DEEPER, hang=2)
            _print(console, [(f"+ {change.after}", "green")], _DEEPER, hang=2)
        console.print()


def summary(findings: Sequence[Finding], changes: Sequence[Changed]) -> str:
    """One line: findings by severity, changes that were made, and those ``--fix`` could make."""
    kinds = [finding.severity.value for finding in findings]
    counts = [_counted(kinds.count(kind), _WORDS[kind]) for kind in ("error", "warning")]
    if remarks := kinds.count("info"):
        counts.append(_counted(remarks, _WORDS["info"]))
    text = ", ".join(counts)
    if changes:
        text += f"; {_counted(len(changes), 'change')} made"
    if could := sum(finding.change is not None for finding in findings):
        text += f"; --fix can mend {could} of them"
    return text


def _counted(count: int, word: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def _print_sentence(console: Console, line: int | None, group: Sequence[Finding]) -> None:
    """Print one sentence, and below it each of its findings, errors first."""
    place = f"line {line}" if line else "as a whole"
    parts = [(place, "bold")]
    if group[0].sentence:
        parts += [("  “", ""), *_marked(group), ("”", "")]
    _print(console, parts, _DEEP, hang=len(place) + 2)
    for finding in sorted(group, key=lambda one: list(_STYLE).index(one.severity)):
        quoted = f" “{finding.text}”" if finding.text and finding.text != finding.sentence else ""
        what = f" {finding.rule}{quoted}: {finding.message}"
        kind = (_WORDS[finding.severity], _STYLE[finding.severity])
        _print(console, [kind, (what, "")], _DEEPER, hang=2)
        if finding.suggestion:
            advice = [("Instead: ", "green"), (finding.suggestion, "")]
            _print(console, advice, _DEEPER + 2, hang=2)


def _marked(group: Sequence[Finding]) -> list[tuple[str, str]]:
    """The sentence of several findings as (words, style), what they are about underlined."""
    sentence = group[0].sentence
    styles = [""] * len(sentence)
    for finding in sorted(group, key=lambda one: list(_STYLE).index(one.severity), reverse=True):
        # The worst comes last and wins where findings overlap.
        start, end = finding.span
        if end - start < len(sentence):
            styles[start:end] = [f"{_STYLE[finding.severity]} underline"] * (end - start)
    pieces = groupby(zip(sentence, styles, strict=True), key=lambda pair: pair[1])
    return [("".join(letter for letter, _ in piece), style) for style, piece in pieces]


def _print(
    console: Console, parts: Sequence[tuple[str, str]], indent: int = 0, *, hang: int = 0
) -> None:
    """Print (words, style) as one wrapped paragraph; lines after the first are ``hang`` deeper."""
    from rich.text import Text  # noqa: PLC0415  (heavy, and only for a person)

    text = Text.assemble(*((_printable(words), style) for words, style in parts))
    width = max(console.width - indent - hang, _NARROWEST)
    for n, line in enumerate(text.wrap(console, width)):
        line.rstrip()
        margin = " " * (indent + (hang if n else 0))
        console.print(Text(margin).append_text(line), no_wrap=True, overflow="ignore", crop=False)


def _console() -> Console:
    """A console that prints text as it is, without markup or guesses at colours."""
    from rich.console import Console  # noqa: PLC0415  (heavy, and only for a person)

    return Console(highlight=False, markup=False, emoji=False)


def _printable(text: str) -> str:
    """``text`` with a blank for each control character, which a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)
