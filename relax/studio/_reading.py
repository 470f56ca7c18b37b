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
    from collections.abc import Iterable, Iterator, Sequence

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
    optional: bool = False


def parts_of(script: Script, findings: Iterable[Finding]) -> tuple[Part, ...]:
    """The chapters of a script as the page shows them."""
    said = _by_sentence(script, findings)
    parts = []
    for chapter, first in _chapters(script):
        rows = [_row(entry, said.get(entry.n, ())) for entry in _flat(chapter.items, first)]
        parts.append(Part(chapter.title, tuple(row for row in rows if row.text or row.note)))
    return tuple(parts)


def elsewhere(script: Script, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What the language check says to the script as a whole."""
    shown = {id(f) for some in _by_sentence(script, findings).values() for f in some}
    return tuple(finding for finding in findings if id(finding) not in shown)


def lines(text: str) -> list[int]:
    """The numbers of the sentences of a script, as the page counts them."""
    return [entry.n for entry in _entries(parse(text)) if isinstance(entry.item, Sentence)]


def changed(text: str, form: Form) -> str:
    """The script ``text`` as the page has it now.

    Raises:
        BadInput: a line is too long, a pause is no time, or nothing is left.
        ScriptError: a line holds something that a script takes for a cue.
    """
    script = parse(text)
    chapters = tuple(
        replace(chapter, items=_changed(chapter.items, first, form))
        for chapter, first in _chapters(script)
    )
    edited = replace(script, chapters=chapters)
    if not any(True for _ in edited.sentences()):
        raise BadInput("There is no line left.", hint="Keep one, or go back to “For whom”.")
    return print_script(parse(print_script(edited)))  # or what was typed is no words


def moved(text: str, n: int, by: int) -> str:
    """The script ``text`` with sentence ``n`` before (−1) or after (1) its neighbour."""
    script = parse(text)
    chapters = tuple(
        replace(chapter, items=_moved(chapter.items, first, n, by))
        for chapter, first in _chapters(script)
    )
    return print_script(replace(script, chapters=chapters))


def sentence_at(text: str, n: int) -> Sentence | None:
    """Sentence ``n`` of a script."""
    items = (entry.item for entry in _entries(parse(text)) if entry.n == n)
    return next((item for item in items if isinstance(item, Sentence)), None)


def _chapters(script: Script) -> Iterator[tuple[Chapter, int]]:
    """Each chapter, and the number of its first item."""
    first = 0
    for chapter in script.chapters:
        yield chapter, first
        first += _count(chapter.items)


def _count(items: Sequence[Item]) -> int:
    """How many items there are, those of optional stretches included."""
    return sum(1 + (_count(item.items) if isinstance(item, Choice) else 0) for item in items)


def _groups(items: Sequence[Item], first: int) -> list[_Entry]:
    """Items with their numbers, each pause with the sentence it stands behind."""
    found: list[_Entry] = []
    n = first
    for item in items:
        last = found[-1] if found else None
        behind = last and isinstance(last.item, Sentence) and last.pause is None
        if last and behind and isinstance(item, Pause):
            found[-1] = replace(last, pause=item)
        else:
            found.append(_Entry(n, item))
        n += _count([item])
    return found


def _flat(items: Sequence[Item], first: int, *, optional: bool = False) -> Iterator[_Entry]:
    """The same, with what stands in optional stretches in its place."""
    for entry in _groups(items, first):
        if isinstance(entry.item, Choice):
            yield from _flat(entry.item.items, entry.n + 1, optional=True)
        else:
            yield replace(entry, optional=optional)


def _entries(script: Script) -> Iterator[_Entry]:
    """All of a script, one after another."""
    for chapter, first in _chapters(script):
        yield from _flat(chapter.items, first)


def _moved(items: tuple[Item, ...], first: int, n: int, by: int) -> tuple[Item, ...]:
    """Items with sentence ``n`` and its pause past the next sentence in a direction."""
    groups = _groups(items, first)
    for at, entry in enumerate(groups):
        if isinstance(entry.item, Choice) and entry.n < n < entry.n + _count([entry.item]):
            inner = _moved(entry.item.items, entry.n + 1, n, by)
            groups[at] = replace(entry, item=replace(entry.item, items=inner))
    sentences = [at for at, entry in enumerate(groups) if isinstance(entry.item, Sentence)]
    mine = next((at for at in sentences if groups[at].n == n), None)
    beyond = [] if mine is None else [at for at in sentences if (at - mine) * by > 0]
    if mine is not None and beyond:
        other = min(beyond) if by > 0 else max(beyond)
        groups[mine], groups[other] = groups[other], groups[mine]
    return tuple(item for entry in groups for item in (entry.item, entry.pause) if item)


def _changed(items: Sequence[Item], first: int, form: Form) -> tuple[Item, ...]:
    """Items as the page has them now; an optional stretch without a sentence goes."""
    kept: list[Item] = []
    for entry in _groups(items, first):
        if isinstance(entry.item, Choice):
            inner = _changed(entry.item.items, entry.n + 1, form)
            if any(isinstance(each, Sentence) for each in inner):
                kept.append(replace(entry.item, items=inner))
        elif isinstance(entry.item, Sentence):
            kept += _line(entry.item, entry.pause, entry.n, form)
        else:
            kept.append(entry.item)
    return tuple(kept)


def _row(entry: _Entry, findings: tuple[Finding, ...]) -> Row:
    match entry.item:
        case Sentence(text=text):
            return Row(entry.n, text, _written(entry.pause), "", entry.optional, findings)
        case Pause() | Quiet() | Breathe() | Tone() | Bell() as cue:
            return Row(entry.n, note=format_cue(cue).strip("[]"), optional=entry.optional)
    return Row(entry.n)


def _written(pause: Pause | None) -> str:
    """A pause as the page has it."""
    if pause is None or pause.seconds is None:
        return ""
    low, high = pause.seconds
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


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
    places = [
        (entry.item.place.line or 0, entry.item.place.column or 1, entry.n)
        for entry in _entries(script)
        if isinstance(entry.item, Sentence) and entry.item.place
    ]
    found: dict[int, tuple[Finding, ...]] = {}
    for finding in findings:
        at = (finding.line or 0, finding.column or 1)
        before = [place for place in places if place[0] == at[0] and place[1] <= at[1]]
        if before:
            n = max(before)[2]
            found[n] = (*found.get(n, ()), finding)
    return found
