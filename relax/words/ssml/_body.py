"""What is read from SSML, one thing after another → the chapters of a script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from relax.errors import Place, ScriptError
from relax.words.pacing import USUAL_MINUTES, spans_for
from relax.words.script import (
    LONGEST_PAUSE_S,
    Breathe,
    Chapter,
    Choice,
    Closes,
    Comment,
    LineBreak,
    Opens,
    ParagraphBreak,
    Pause,
    PauseKind,
    Quiet,
    Sentence,
    format_cue,
    format_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from relax.words.script import Cue, Item

DEEPEST: Final = 20
"""How deep ``[optional]`` may stand in itself."""

_SAME_S: Final = 0.05
"""Breaks that differ by less than this are as they were written, rounded."""


@dataclass(slots=True)
class Covered:
    """A cue of relax, and the breaks that stand for it in other programs."""

    cue: Cue
    seconds: float = 0.0
    place: Place | None = None


class Body:
    """Chapters as they grow. ``problem`` is told what cannot be."""

    def __init__(self, problem: Callable[[ScriptError], None]) -> None:
        self._problem = problem
        self.chapters: list[Chapter] = []
        self._head: tuple[str, Place | None] | None = None
        self._stack: list[list[Item]] = [[]]
        self._open: list[Opens] = []
        self._breaks: LineBreak | ParagraphBreak | None = None
        self._late: list[Comment] = []
        self.between: float | None = None
        self._standing: Pause | None = None

    @property
    def breathing(self) -> bool:
        """Whether the words here are spoken over paced breathing."""
        return bool(self._open) and self._open[-1].name == "breathe"

    @property
    def inside(self) -> bool:
        """Whether a part that must be closed is open."""
        return bool(self._open)

    def line(self) -> None:
        """A line ends."""
        if not self.breathing and self._breaks is None:
            self._breaks = LineBreak()

    def paragraph(self) -> None:
        """A paragraph begins or ends."""
        if not self.breathing:
            self._breaks = ParagraphBreak()

    def put(self, item: Item) -> None:
        """A sentence, a comment or a cue without words."""
        if isinstance(item, Comment):
            self._comment(item)
            return
        if self.breathing and not isinstance(item, Sentence):
            message = "Between [breathe … remind] and [/breathe] stand only words."
            self._wrong(message, getattr(item, "place", None))
            return
        here = self._stack[-1]
        if self.between and isinstance(item, Sentence) and here and isinstance(here[-1], Sentence):
            here.append(Pause(seconds=(self.between, self.between), place=item.place))
        self._append(item)

    def pause(self, kind: PauseKind | None, seconds: float, place: Place) -> Pause | None:
        """A pause of another program; several in a row are one. None where it cannot be."""
        here = self._stack[-1]
        last = here[-1] if here else None
        joins = last is not None and last is self._standing
        if joins and isinstance(last, Pause):
            here.pop()
            place = last.place or place
            if kind and last.kind:
                kind = max(kind, last.kind, key=_usual_seconds)
            else:
                before = _usual_seconds(last.kind) if last.kind else (last.seconds or (0.0,))[0]
                kind, seconds = None, before + (_usual_seconds(kind) if kind else seconds)
        if seconds > LONGEST_PAUSE_S:
            most = format_number(LONGEST_PAUSE_S / 60)
            hint = f"A pause lasts up to {most} minutes."
            self._problem(ScriptError("This break is too long.", hint=hint, place=place))
            return None
        item = Pause(kind=kind, seconds=(seconds, seconds) if kind is None else None, place=place)
        if joins:
            here.append(item)
        else:
            self.put(item)
        self._standing = item
        return item

    def cue(self, cue: Cue) -> None:
        """A cue of a script."""
        if isinstance(cue, Opens):
            self._opens(cue)
        elif isinstance(cue, Closes):
            self._closes(cue)
        else:
            self.put(cue)

    def settled(self, covered: Covered, kinds: dict[str, float]) -> str:
        """The cue as it is now, where the breaks after it were changed; "" where they were not."""
        written = lasts(covered.cue, kinds)
        if not covered.seconds or written is None or is_same(covered.seconds, written):
            return ""
        return self._changed(covered.cue, covered.seconds)

    def _changed(self, cue: Cue, seconds: float) -> str:
        """The breaks that stand for the last cue last otherwise: what it is now, as a cue."""
        here = self._stack[-1]
        if isinstance(cue, (Pause, Quiet)) and here and here[-1] is cue:
            exact = (seconds, seconds)
            now = (
                Quiet(exact, cue.place) if isinstance(cue, Quiet) else Pause(None, exact, cue.place)
            )
            here[-1] = now
            return format_cue(now)
        return "" if isinstance(cue, (Opens, Closes)) else format_cue(cue)

    def chapter(self, title: str, place: Place | None) -> None:
        """A chapter begins."""
        self.end_chapter(last=False)
        self._head = (title, place)

    def end_chapter(self, *, last: bool) -> None:
        """What was read becomes a chapter; comments before the first one go on to it."""
        while self._open:
            block = self._open[-1]
            hint = f"Put [/{block.name}] where it ends, in the same chapter."
            self._problem(
                ScriptError(f"[{block.name}] is never closed.", hint=hint, place=block.place)
            )
            self._closes(Closes(block.name, block.place), checked=False)
        items = self._stack[0]
        self._stack, self._breaks, self._standing = [[]], None, None
        if self._head is None and not last and _only_comments(items):
            self._stack, self._breaks = [items], LineBreak() if items else None
        elif items or self._head:
            title, place = self._head or ("", None)
            self.chapters.append(Chapter(title, tuple(items), place))

    def _append(self, item: Item) -> None:
        self._put_break()
        self._stack[-1].append(item)

    def _put_break(self) -> None:
        """End the line or paragraph, if anything but comments stands before."""
        started = any(not isinstance(before, Comment) for before in self._stack[0])
        if self._breaks and (len(self._stack) > 1 or started):
            self._stack[-1].append(self._breaks)
        self._breaks = None

    def _comment(self, item: Comment) -> None:
        if self.breathing:
            self._late.append(item)
            return
        self._stack[-1].append(item)
        self.line()

    def _opens(self, cue: Opens) -> None:
        if self.breathing:
            self._wrong(f"[{cue.name}] cannot stand inside [breathe].", cue.place)
        elif len(self._open) >= DEEPEST:
            self._wrong("[optional] stands too deep inside others.", cue.place)
        else:
            self._put_break()
            self._open.append(cue)
            self._stack.append([])

    def _closes(self, cue: Closes, *, checked: bool = True) -> None:
        if not self._open or self._open[-1].name != cue.name:
            self._wrong(f"[/{cue.name}] closes nothing.", cue.place)
            return
        block = self._open[-1]
        if self._breaks and not self.breathing:
            self._stack[-1].append(self._breaks)
        self._open.pop()
        items, self._breaks = tuple(self._stack.pop()), None
        if block.breathe is None:
            self._stack[-1].append(Choice(items, block.place))
            return
        sentences = tuple(item for item in items if isinstance(item, Sentence))
        if checked and not sentences:
            self._wrong("[breathe … remind] has no words to remind of.", block.place)
        if checked and not block.breathe.tone:
            self._wrong("[breathe … remind] needs tone.", block.place)
        self._stack[-1].append(replace(block.breathe, sentences=sentences))
        late, self._late = self._late, []
        for comment in late:
            self.put(comment)

    def _wrong(self, message: str, place: Place | None) -> None:
        self._problem(ScriptError(message, hint="See “The script” in the README.", place=place))


def lasts(cue: Cue, kinds: dict[str, float]) -> float | None:
    """Seconds of the breaks that stand for a cue; None where they do not matter.

    ``kinds``: seconds that a pause of each kind was written with.
    """
    match cue:
        case Pause(seconds=(low, high)) | Quiet(seconds=(low, high)):
            return (low + high) / 2
        case Pause(kind=kind):
            return kinds.get(kind.value) if kind else None
        case Breathe(seconds=(low, high)):
            return (low + high) / 2
        case Breathe(cycles=cycles, pattern=pattern):
            return pattern.cycle * (cycles or 1)
        case _:
            return None


def _usual_seconds(kind: PauseKind) -> float:
    """How long a pause of a kind is in a track of usual length."""
    return spans_for(USUAL_MINUTES).of(kind).ideal


def is_same(seconds: float, other: float) -> bool:
    """Whether breaks are as they were written."""
    return abs(seconds - other) <= _SAME_S


def _only_comments(items: list[Item]) -> bool:
    return all(isinstance(item, (Comment, LineBreak, ParagraphBreak)) for item in items)
