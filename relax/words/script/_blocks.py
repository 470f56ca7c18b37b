"""Items in the order they are read → chapters; knows which blocks are open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from relax.errors import Place, ScriptError
from relax.words.script._cues import Closes, Opens
from relax.words.script._model import (
    Chapter,
    Choice,
    Comment,
    Item,
    LineBreak,
    ParagraphBreak,
    Sentence,
)

if TYPE_CHECKING:
    from relax.words.script._cues import Cue


class Blocks:
    """Collects items; ``problems``: where mistakes go."""

    def __init__(self, problems: list[ScriptError]) -> None:
        self._problems = problems
        self._chapters: list[Chapter] = []
        self._title = ""
        self._title_place: Place | None = None
        self._items: list[list[Item]] = [[]]
        self._open: list[Opens] = []
        self._break: LineBreak | ParagraphBreak | None = None
        self._blank = True
        self.has_words = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands on the line before."""
        return self._blank

    def blank(self) -> None:
        """An empty line."""
        self._blank = True

    def new_line(self) -> None:
        """A line with something to put begins."""
        self._break = ParagraphBreak() if self._blank else LineBreak()
        self._blank = False

    def chapter(self, title: str, place: Place) -> None:
        """A heading."""
        self._end_chapter()
        self._title, self._title_place = title, place
        self._blank = True

    def comment(self, comment: Comment) -> None:
        """A comment; it stands before whatever the line it is on brings."""
        self._items[-1].append(comment)

    def put(self, item: Sentence | Cue) -> None:
        """A sentence or a cue."""
        breathing = bool(self._open and self._open[-1].name == "breathe")
        if self._break and not breathing and self._started():
            self._items[-1].append(self._break)
        self._break = None
        if isinstance(item, Opens):
            if breathing and item.name == "breathe":
                self._stop("[breathe] cannot stand inside [breathe].", item.place)
            self._open.append(item)
            self._items.append([])
        elif isinstance(item, Closes):
            self._close(item)
        elif breathing and not isinstance(item, Sentence):
            place = item.place or Place("script")
            self._stop("Between [breathe … remind] and [/breathe] stand only words.", place)
        else:
            self.has_words = self.has_words or isinstance(item, Sentence)
            self._items[-1].append(item)

    def finish(self) -> tuple[Chapter, ...]:
        """Every chapter."""
        self._end_chapter()
        return tuple(self._chapters)

    def _started(self) -> bool:
        return len(self._items) > 1 or any(not isinstance(i, Comment) for i in self._items[0])

    def _end_chapter(self) -> None:
        while self._open:
            block, items = self._open.pop(), self._items.pop()
            self._problems.append(
                ScriptError(
                    f"[{block.name}] is never closed.",
                    hint=f"Put [/{block.name}] where it ends, in the same chapter.",
                    place=block.place,
                )
            )
            self._items[-1] += items
        items = self._items[0]
        if items or self._title:
            self._chapters.append(Chapter(self._title, tuple(items), self._title_place))
        self._items, self._break = [[]], None

    def _close(self, close: Closes) -> None:
        if not self._open or self._open[-1].name != close.name:
            self._stop(f"[/{close.name}] closes nothing.", close.place)
            return
        block, items = self._open.pop(), tuple(self._items.pop())
        if block.breathe is None:
            self._items[-1].append(Choice(items, block.place))
            return
        self._items[-1] += [item for item in items if isinstance(item, Comment)]
        sentences = tuple(item for item in items if isinstance(item, Sentence))
        if not sentences:
            self._stop("[breathe … remind] has no words to remind of.", block.place)
        if not block.breathe.tone:
            self._stop("[breathe … remind] needs tone.", block.place)
        self._items[-1].append(replace(block.breathe, sentences=sentences))

    def _stop(self, message: str, place: Place) -> None:
        hint = "See “The script” in the README."
        self._problems.append(ScriptError(message, hint=hint, place=place))
