"""A script as the Read page shows it, line by line, and the page as it was changed → a script."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput
from relax.words import (
    Bell,
    Breathe,
    Choice,
    Pause,
    Quiet,
    Script,
    Sentence,
    Tone,
    format_cue,
    parse,
    print_script,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from relax.studio._form import Form
    from relax.words import Chapter
    from relax.words.check import Finding
    from relax.words.script import Item

_SECONDS: Final = re.compile(r"(\d+(?:[.,]\d+)?)(?:\s*[-–]\s*(\d+(?:[.,]\d+)?))?\s*s?")
_LONGEST_S: Final = 600.0
LONGEST_LINE: Final = 600
"""Letters of a line: some forty seconds of speech."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page, or something between lines.

    Attributes:
        n: which item of the script it is, counted through.
        text: the sentence; "" for what is no sentence.
        quiet: seconds after it, as a person writes them; "" where they follow from the place.
        note: what is there instead of a sentence, as the script writes it.
        optional: whether it may be left out to fit the length.
        findings: what the language check says to it.
    """

    n: int
    text: str = ""
    quiet: str = ""
    note: str = ""
    optional: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def held(self) -> bool:
        """Whether the track cannot be made while it stands so."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of the page."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sentence with the pause behind it, or another item; ``n`` counts the items of a script."""

    n: int
    item: Item
    pause: Pause | None = None


def parts_of(script: Script, findings: Iterable[Finding]) -> tuple[Part, ...]:
    """The chapters of a script as the page shows them."""
    by_place = _by_sentence(script, findings)
    n = 0
    parts = []
    for chapter in script.chapters:
        rows = []
        for entry, optional in _flat(chapter.items, n):
            found = by_place.get(entry.n, ())
            rows.append(_row(entry, optional=optional, findings=found))
        n += _count(chapter.items)
        parts.append(Part(chapter.title, tuple(row for row in rows if row.text or row.note)))
    return tuple(parts)


def elsewhere(script: Script, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What the language check says to the script as a whole."""
    shown = {id(f) for some in _by_sentence(script, findings).values() for f in some}
    return tuple(finding for finding in findings if id(finding) not in shown)


def changed(text: str, form: Form) -> str:
    """The script ``text`` as the page has it now.

    Raises:
        BadInput: a line is too long, a pause is no time, or nothing is left.
        ScriptError: a line holds something that a script takes for a cue.
    """
    script = parse(text)
    n = 0
    chapters = []
    for chapter in script.chapters:
        items = tuple(_changed(chapter.items, n, form))
        n += _count(chapter.items)
        chapters.append(replace(chapter, items=items))
    edited = replace(script, chapters=tuple(chapters))
    if not any(True for _ in edited.sentences()):
        raise BadInput("There is no line left.", hint="Keep one, or go back to “For whom”.")
    return print_script(parse(print_script(edited)))


def moved(text: str, n: int, by: int) -> str:
    """The script ``text`` with sentence ``n`` before (−1) or after (1) its neighbour."""
    script = parse(text)
    first = 0
    chapters: list[Chapter] = []
    for chapter in script.chapters:
        count = _count(chapter.items)
        items = chapter.items
        if first <= n < first + count:
            items = _moved(items, n - first, by)
        chapters.append(replace(chapter, items=items))
        first += count
    return print_script(replace(script, chapters=tuple(chapters)))


def sentence_at(text: str, n: int) -> Sentence | None:
    """Sentence ``n`` of a script."""
    script = parse(text)
    first = 0
    for chapter in script.chapters:
        for entry, _ in _flat(chapter.items, first):
            if entry.n == n and isinstance(entry.item, Sentence):
                return entry.item
        first += _count(chapter.items)
    return None


def _moved(items: tuple[Item, ...], at: int, by: int) -> tuple[Item, ...]:
    """Items with the sentence at ``at``, and its pause, past the next sentence in a direction."""
    groups: list[list[Item]] = []
    mine = None
    for index, item in enumerate(items):
        if isinstance(item, Pause) and groups and isinstance(groups[-1][0], Sentence):
            groups[-1].append(item)
        else:
            groups.append([item])
        if index == at:
            mine = len(groups) - 1
    if mine is None or not isinstance(groups[mine][0], Sentence):
        return items
    other = mine + by
    while 0 <= other < len(groups) and not isinstance(groups[other][0], Sentence):
        other += by
    if 0 <= other < len(groups):
        groups[mine], groups[other] = groups[other], groups[mine]
    return tuple(item for group in groups for item in group)


def _count(items: Sequence[Item]) -> int:
    """How many items there are, those of optional stretches included."""
    return sum(1 + (_count(item.items) if isinstance(item, Choice) else 0) for item in items)


def _flat(
    items: Sequence[Item], first: int, *, optional: bool = False
) -> list[tuple[_Entry, bool]]:
    """Items one after another, each with its number and whether it may be left out."""
    found: list[tuple[_Entry, bool]] = []
    n = first
    for item in items:
        if isinstance(item, Choice):
            found += _flat(item.items, n + 1, optional=True)
            n += 1 + _count(item.items)
            continue
        before = found[-1][0] if found else None
        if (
            isinstance(item, Pause)
            and before
            and isinstance(before.item, Sentence)
            and not before.pause
        ):
            found[-1] = (replace(before, pause=item), found[-1][1])
        else:
            found.append((_Entry(n, item), optional))
        n += 1
    return found


def _row(entry: _Entry, *, optional: bool, findings: tuple[Finding, ...]) -> Row:
    match entry.item:
        case Sentence(text=text):
            return Row(entry.n, text, _written(entry.pause), "", optional, findings)
        case Pause() | Quiet() | Breathe() | Tone() | Bell() as cue:
            return Row(entry.n, note=format_cue(cue).strip("[]"), optional=optional)
    return Row(entry.n)


def _written(pause: Pause | None) -> str:
    """A pause as the page has it."""
    if pause is None or pause.seconds is None:
        return ""
    low, high = pause.seconds
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _changed(items: Sequence[Item], first: int, form: Form) -> list[Item]:
    """Items as the page has them now."""
    kept: list[Item] = []
    n = first
    skip_pause = False
    for item in items:
        if isinstance(item, Choice):
            inner = tuple(_changed(item.items, n + 1, form))
            if any(isinstance(each, Sentence) for each in inner):
                kept.append(replace(item, items=inner))
            n += 1 + _count(item.items)
            continue
        if isinstance(item, Pause) and skip_pause:
            skip_pause = False
        elif isinstance(item, Sentence):
            following = _pause_after(items, item)
            kept += _line(item, following, n, form)
            skip_pause = following is not None
        else:
            kept.append(item)
        n += 1
    return kept


def _pause_after(items: Sequence[Item], sentence: Sentence) -> Pause | None:
    at = next(n for n, item in enumerate(items) if item is sentence)
    after = items[at + 1] if at + 1 < len(items) else None
    return after if isinstance(after, Pause) else None


def _line(sentence: Sentence, pause: Pause | None, n: int, form: Form) -> list[Item]:
    """One sentence and its pause as the page has them now, and what was added behind."""
    found: list[Item] = []
    text = _words(form, f"line-{n}", sentence.text)
    if text and form.get("do") != [f"remove-{n}"]:
        found.append(sentence if text == sentence.text else Sentence(text))
        was, now = _written(pause), _value(form, f"quiet-{n}", _written(pause))
        if now == was:
            found += [pause] if pause else []
        elif now:
            found.append(Pause(seconds=_seconds(now)))
    if added := _words(form, f"after-{n}", ""):
        found.append(Sentence(added))
    return found


def _words(form: Form, field: str, otherwise: str) -> str:
    """What stands in a field of a line, on one line.

    Raises:
        BadInput: it is too long.
    """
    text = " ".join(_value(form, field, otherwise).split())
    if len(text) > LONGEST_LINE:
        raise BadInput(f"A line of {len(text)} letters is too long.", hint="Make two lines of it.")
    return text


def _value(form: Form, field: str, otherwise: str) -> str:
    values = form.get(field)
    return values[0].strip() if values else ("" if field in form else otherwise)


def _seconds(written: str) -> tuple[float, float]:
    """A pause that somebody wrote.

    Raises:
        BadInput: it is no time, or too long.
    """
    found = _SECONDS.fullmatch(written.casefold())
    low = float(found[1].replace(",", ".")) if found else -1.0
    high = float(found[2].replace(",", ".")) if found and found[2] else low
    if not found or not 0 < low <= high <= _LONGEST_S:
        raise BadInput(
            f"“{written[:20]}” is no time to be quiet.", hint="Write seconds, such as 6 or 6–14."
        )
    return low, high


def _by_sentence(script: Script, findings: Iterable[Finding]) -> dict[int, tuple[Finding, ...]]:
    """Number of a sentence → what is said to it, by its place in the text."""
    places: list[tuple[int, int, int]] = []
    first = 0
    for chapter in script.chapters:
        for entry, _ in _flat(chapter.items, first):
            place = getattr(entry.item, "place", None)
            if isinstance(entry.item, Sentence) and place and place.line:
                places.append((place.line, place.column or 1, entry.n))
        first += _count(chapter.items)
    found: dict[int, tuple[Finding, ...]] = {}
    for finding in findings:
        at = (finding.line or 0, finding.column or 1)
        before = [place for place in places if place[0] == at[0] and place[1] <= at[1]]
        if before:
            n = max(before)[2]
            found[n] = (*found.get(n, ()), finding)
    return found
