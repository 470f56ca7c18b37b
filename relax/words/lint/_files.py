"""Files and folders → findings, and their text mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relax.errors import BadInput, Place
from relax.files import whole_file
from relax.words.check import (
    OF_THE_PRODUCT,
    check_script,
    in_order,
    lines_of,
    load_rules,
    plain,
    remark,
    unreadable,
)
from relax.words.lint._templates import check_template
from relax.words.reading import read_file, read_source
from relax.words.script import taken_told
from relax.words.template import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from relax.errors import ScriptError
    from relax.words.check import Change, Facts, Finding, Rules
    from relax.words.script import Reading


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


_TEXT = (".md", ".txt", ".markdown", ".text", ".ssml")


def check_paths(
    paths: Sequence[Path],
    templates: Sequence[Path] = (),
    *,
    rules: Path | None = None,
    language: str = "en",
    facts: Facts = OF_THE_PRODUCT,
) -> list[Finding]:
    """Everything that is wrong in files, and in the texts and templates under folders.

    Args:
        paths: files and folders.
        templates: folders in which templates find the passages they share.
        rules: a clinic's own rules.
        language: of the clinic's rules, and of text that does not say.
        facts: what the words do not show.

    Raises:
        BadInput: a path is missing, the only file is not text, or the rules cannot be used.
    """
    own = load_rules(language, rules) if rules else None
    files = _files(paths)
    found: list[Finding] = []
    for file in files:
        try:
            if file.name.endswith(SUFFIX):
                found += check_template(file, templates, own)
            else:
                reading = read_file(file, language=language)
                found += check_reading(reading, str(file), rules=own, facts=facts)
        except BadInput as error:
            if len(files) == 1:
                raise
            found.append(unreadable(error, str(file)))
    return found


def fix_paths(
    paths: Sequence[Path],
    *,
    rules: Path | None = None,
    language: str = "en",
    facts: Facts = OF_THE_PRODUCT,
) -> list[Changed]:
    """Write into scripts and text what is certainly better; every changed line.

    Templates and documents of other programs are left as they are.

    Args:
        paths: as for :func:`check_paths`, like the others.
        rules: likewise.
        language: likewise.
        facts: likewise.

    Raises:
        BadInput: a path is missing, or the rules cannot be used.
    """
    own = load_rules(language, rules) if rules else None
    changes: list[Changed] = []
    for file in _files(paths):
        if file.name.endswith(SUFFIX):
            continue
        try:
            reading = read_file(file, language=language)
        except BadInput:  # the check says so
            continue
        if reading.kind != "text":
            continue
        findings = check_reading(reading, str(file), rules=own, facts=facts)
        better, changed = fix_and_tell(reading.text, findings)
        if changed:
            with whole_file(file) as temporary:
                temporary.write_text(better, encoding="utf-8", newline="")
            changes += changed
    return changes


def check_source(
    text: str,
    file: str,
    *,
    language: str = "en",
    rules: Rules | None = None,
    facts: Facts = OF_THE_PRODUCT,
) -> list[Finding]:
    """What is wrong with a script, or with words in any other form, as :func:`check_script`.

    What stops it from being read is a finding, SYNTAX; the wording of the rest is judged all the
    same, its course in time is not. What is not words, and what it was taken for, is told.
    """
    reading = read_source(text, file, language=language)
    return check_reading(reading, file, rules=rules, facts=facts)


def check_reading(
    reading: Reading, file: str, *, rules: Rules | None = None, facts: Facts = OF_THE_PRODUCT
) -> list[Finding]:
    """As :func:`check_source`, of what has been read."""
    found = [unreadable(error, file, _line(reading, error)) for error in reading.problems]
    if reading.script is not None and any(True for _ in reading.script.sentences()):
        whole = not found
        found += check_script(
            reading.script, text=reading.text, rules=rules, facts=facts, estimate=whole
        )
        found += [remark(None, note, file) for note in reading.notes]
        found += [remark(each, message, file) for each, message in taken_told(reading.taken)]
    return in_order(found)


def _line(reading: Reading, error: ScriptError) -> str:
    """The line of a problem, unless it may tell of a person."""
    number = error.place.line if error.place else None
    lines = lines_of(reading.text)
    if reading.script is None or not number or number > len(lines):
        return ""
    line = " ".join(lines[number - 1].split())
    return "" if reading.script.is_personal(line) else line


def _files(paths: Sequence[Path]) -> list[Path]:
    """Every file once, in order.

    Raises:
        BadInput: paths that do not exist, all of them, or a folder with nothing to check.
    """
    if missing := [str(path) for path in paths if not path.exists()]:
        first, *others = missing
        also = f" Neither are there: {', '.join(others)}." if others else ""
        raise BadInput("There is no such file or folder.", hint=also.strip(), place=Place(first))
    found: list[Path] = []
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if file.is_file() and _is_ours(file)]
            if not inside:
                raise BadInput("There is nothing to check in this folder.", place=Place(str(path)))
        found += inside
    return list(dict.fromkeys(found))


def _is_ours(file: Path) -> bool:
    """Text and templates; parts of templates (``_shared…``) and hidden files are not."""
    name = file.name
    return not name.startswith(("_", ".")) and (name.endswith(SUFFIX) or file.suffix in _TEXT)
