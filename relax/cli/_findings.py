"""Findings of the check → a report for a person, or one line each for ``grep``."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from relax.words.check import Finding
    from relax.words.lint import Changed

_STYLE: Final = {"error": "bold red", "warning": "magenta", "info": "dim"}
"""Readable on a light ground as on a dark one."""
_WORDS: Final = {"error": "error", "warning": "warning", "info": "remark"}
_DEEP = 2
_DEEPER = 4
"""Indents: of a sentence, and of what is said about it."""
_NARROWEST = 20


def concise(finding: Finding) -> str:
    """``file:line:column: severity RULE “words”: why Instead: …``, on one line."""
    place = (finding.file, finding.line, finding.column)
    where = ":".join(str(part) for part in place if part is not None)
    advice = f" Instead: {finding.suggestion}" if finding.suggestion else ""
    quoted = f" “{finding.text}”" if finding.text else ""
    line = f"{where}: {finding.severity} {finding.rule}{quoted}: {finding.message}{advice}"
    return " ".join(_printable(line).split())


def concise_change(change: Changed) -> str:
    """``file:line: changed RULE: “before” → “after”``, on one line."""
    line = (
        f"{change.file}:{change.line}: changed {change.rule}: “{change.before}” → “{change.after}”"
    )
    return " ".join(_printable(line).split())


def print_findings(findings: Sequence[Finding]) -> None:
    """By file, then by sentence: the sentence with its marked words, what is wrong, what instead.

    As wide as the terminal; in colour there, unless ``NO_COLOR`` is set, and nowhere else.
    """
    console = _console()
    for file, of_file in groupby(findings, key=lambda finding: finding.file):
        console.print(_printable(file), style="bold underline", soft_wrap=True)
        for (line, _), group in groupby(of_file, key=lambda one: (one.line, one.sentence)):
            _print_sentence(console, line, list(group))
            console.print()


def print_changes(changes: Sequence[Changed]) -> None:
    """By file, each changed sentence as it was and as it is."""
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
    """How many of each kind; how many changes were made, and what ``--fix`` could still do."""
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
    return f"{count} {word}{'' if count == 1 else 's'}"


def _print_sentence(console: Console, line: int | None, group: Sequence[Finding]) -> None:
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
    """The sentence of several findings in pieces, (words, style): what they mean is underlined."""
    sentence = group[0].sentence
    styles = [""] * len(sentence)
    for finding in sorted(group, key=lambda one: list(_STYLE).index(one.severity), reverse=True):
        start, end = finding.span
        if end - start < len(sentence):
            styles[start:end] = [f"{_STYLE[finding.severity]} underline"] * (end - start)
    pieces = groupby(zip(sentence, styles, strict=True), key=lambda pair: pair[1])
    return [("".join(letter for letter, _ in piece), style) for style, piece in pieces]


def _print(
    console: Console, parts: Sequence[tuple[str, str]], indent: int = 0, *, hang: int = 0
) -> None:
    """Pieces of (words, style) as one paragraph, wrapped; further lines ``hang`` further in."""
    from rich.text import Text  # noqa: PLC0415  (heavy, and only for a person)

    text = Text.assemble(*((_printable(words), style) for words, style in parts))
    width = max(console.width - indent - hang, _NARROWEST)
    for n, line in enumerate(text.wrap(console, width)):
        line.rstrip()
        margin = " " * (indent + (hang if n else 0))
        console.print(Text(margin).append_text(line), no_wrap=True, overflow="ignore", crop=False)


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415  (heavy, and only for a person)

    return Console(highlight=False, markup=False, emoji=False)


def _printable(text: str) -> str:
    """``text`` without signs that a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)
