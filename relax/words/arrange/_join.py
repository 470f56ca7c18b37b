"""Several scripts → one, with one opening and one closing, and nothing said twice of the frame."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from relax.words.arrange._data import joining_words
from relax.words.arrange._frame import edges_of, holds, length_in, with_length
from relax.words.check import small
from relax.words.pacing import tidy, without_stray_pauses
from relax.words.script import (
    Bell,
    Breathe,
    Chapter,
    Choice,
    LineBreak,
    ParagraphBreak,
    Pause,
    PauseKind,
    Script,
    Sentence,
    Tone,
    sentences_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relax.words.arrange._data import Edit, JoiningWords
    from relax.words.arrange._frame import Frame
    from relax.words.script import Item, ScriptMeta


@dataclass(frozen=True, slots=True)
class Part:
    """One of the scripts that are joined.

    Attributes:
        name: what errors and the outline call it.
        title: of the script.
        frame: its parts; the opening and the closing as they suit the length of the whole.
    """

    name: str
    title: str
    frame: Frame


@dataclass(frozen=True, slots=True)
class Manner:
    """How scripts are joined.

    Attributes:
        reminded: name what is steady once more before each further part.
        brief: of further parts, the opening tells only the titles.
        longer: sentences that are added to the closing, for a way back that takes its time.
    """

    reminded: bool = False
    brief: bool = False
    longer: int = 0


PLAIN: Final = Manner()


def join(parts: Sequence[Part], meta: ScriptMeta, manner: Manner = PLAIN) -> Script:
    """One script: the opening of the first, what each is about, the closing of the last.

    Args:
        parts: in the order they are heard.
        meta: of the whole; ``language``, ``minutes`` and ``ending`` decide what is said of it.
        manner: what of it is said otherwise than usual.

    Raises:
        RelaxError: there are no words for its language.
    """
    words = joining_words(meta.language)
    first, last = parts[0].frame, parts[-1].frame
    chapters: list[Chapter] = []
    if first.opening:
        chapters.append(_Opening(words, meta, parts, brief=manner.brief).written(first.opening))
    for n, part in enumerate(parts):
        middle = part.frame.middle
        if n:
            middle = tuple(_without(chapter, _said(words.said_once)) for chapter in middle)
        if n < len(parts) - 1:
            middle = tuple(_without(chapter, _said(words.not_yet_said)) for chapter in middle)
            middle = tuple(_edited(chapter, words.not_yet) for chapter in middle)
        if n and manner.reminded and chapters:
            chapters[-1] = _reminding(chapters[-1], _reminder(parts, words))
        chapters += [replace(c, title=c.title or part.title) for c in middle if _is_heard(c)]
    if last.closing:
        closing = _lengthened(last.closing, words.closing_more[: manner.longer])
        title = closing.title or (words.closing_title if chapters else "")
        chapters.append(replace(closing, title=title))
    return Script(meta, tuple(_named_apart(without_stray_pauses(tuple(chapters)), words)))


def _lengthened(closing: Chapter, more: Sequence[str]) -> Chapter:
    """A closing with further sentences after its first pause, each with a pause of its own."""
    pauses = (n for n, item in enumerate(closing.items) if isinstance(item, Pause))
    at = next(pauses, len(closing.items) - 1) + 1
    added: list[Item] = []
    for text in more:
        added += [LineBreak(), Sentence(text), Pause(PauseKind.INVITATION)]
    return replace(closing, items=(*closing.items[:at], *added, *closing.items[at:]))


def _reminder(parts: Sequence[Part], words: JoiningWords) -> Sentence | None:
    """What names something steady in any of the parts, wherever it is said."""
    said = _said(words.reminder)
    middles = (chapter for part in parts for chapter in part.frame.middle)
    return next((s for chapter in middles for s in _sentences(chapter) if said(s)), None)


def _reminding(chapter: Chapter, reminder: Sentence | None) -> Chapter:
    if reminder is None:
        return chapter
    return replace(chapter, items=(*chapter.items, ParagraphBreak(), reminder, Pause()))


def made_as_long(script: Script, meta: ScriptMeta) -> Script:
    """One script under its new front matter, the length that its opening tells made true."""
    first, *others = script.chapters
    if edges_of(script)[0] and meta.minutes != script.meta.minutes:
        first = _Opening(joining_words(meta.language), meta, ()).as_long(first)
    return Script(meta, (first, *others))


def _sounds(part: Part, kind: type[Tone | Bell]) -> bool:
    """Whether a bell sounds, or a tone that paces the breath or stands alone, in the middle."""
    items = (item for chapter in part.frame.middle for item in _all(chapter.items))
    paced = kind is Tone
    return any(
        isinstance(item, kind) or (paced and isinstance(item, Breathe) and item.tone)
        for item in items
    )


def _all(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Choice):
            yield from _all(item.items)


def _is_heard(chapter: Chapter) -> bool:
    return any(isinstance(item, Sentence | Breathe | Tone) for item in _all(chapter.items))


def _said(words: str) -> Callable[[Sentence], bool]:
    pattern = re.compile(words)
    return lambda sentence: bool(pattern.search(small(sentence.text)))


def _without(chapter: Chapter, gone: Callable[[Sentence], bool]) -> Chapter:
    """A chapter without some sentences, each with the pause that follows it."""
    return replace(chapter, items=tidy(_kept(chapter.items, gone)))


def _kept(items: tuple[Item, ...], gone: Callable[[Sentence], bool]) -> list[Item]:
    kept: list[Item] = []
    left_out = False
    for item in items:
        if isinstance(item, Sentence) and gone(item):
            left_out = True
        elif isinstance(item, Pause) and left_out:
            left_out = False
        else:
            left_out = False
            if isinstance(item, Choice):
                item = replace(item, items=tidy(_kept(item.items, gone)))  # noqa: PLW2901
            kept.append(item)
    return kept


def _edited(chapter: Chapter, edits: Sequence[Edit]) -> Chapter:
    return replace(chapter, items=tuple(_with_edits(chapter.items, edits)))


def _with_edits(items: tuple[Item, ...], edits: Sequence[Edit]) -> Iterator[Item]:
    for item in items:
        if isinstance(item, Choice):
            yield replace(item, items=tuple(_with_edits(item.items, edits)))
        elif isinstance(item, Sentence):
            yield reworded(item, edit(item.text, edits))
        else:
            yield item


def reworded(sentence: Sentence, text: str) -> Sentence:
    """A sentence with other words; how one of those that stay is to be said stays with it."""
    if text == sentence.text:
        return sentence
    pairs = list(zip(sentence.text, text, strict=False))
    same = next((n for n, (old, new) in enumerate(pairs) if old != new), len(pairs))
    ends = zip(reversed(sentence.text[same:]), reversed(text[same:]), strict=False)
    tail = sum(1 for _ in takewhile(lambda both: both[0] == both[1], ends))
    moved, changed_to = len(text) - len(sentence.text), len(sentence.text) - tail
    ways = getattr(sentence, "ways", ())
    kept = [way for way in ways if way.end <= same]
    kept += [
        replace(way, start=way.start + moved, end=way.end + moved)
        for way in ways
        if way.start >= changed_to
    ]
    more: dict[str, Any] = {"ways": tuple(kept)} if ways else {}
    return replace(sentence, text=text, **more)


def edit(text: str, edits: Sequence[Edit]) -> str:
    """``text`` after every one of ``edits``."""
    for pattern, instead in edits:
        text = re.sub(pattern, instead, text)
    return text


def _named_apart(chapters: Sequence[Chapter], words: JoiningWords) -> Iterator[Chapter]:
    """The chapters, a title that comes again with a number."""
    seen: dict[str, int] = {}
    for chapter in chapters:
        seen[chapter.title] = number = seen.get(chapter.title, 0) + 1
        again = words.chapter_again.format(title=chapter.title, number=number)
        yield replace(chapter, title=again) if number > 1 and chapter.title else chapter


class _Opening:
    """Makes the opening of the first script that of them all."""

    def __init__(
        self, words: JoiningWords, meta: ScriptMeta, parts: Sequence[Part], *, brief: bool = False
    ) -> None:
        self._words = words
        self._brief = brief
        self._told_outline: set[str] = set()
        self._meta = meta
        self._parts = parts

    def as_long(self, opening: Chapter) -> Chapter:
        """The opening with the length of the whole in it, and nothing else changed."""
        items = list(opening.items)
        self._tell_length(items)
        return replace(opening, items=tuple(items))

    def written(self, opening: Chapter) -> Chapter:
        """The opening as it is to be said."""
        if self._meta.ending != "sleep":
            opening = _without(opening, lambda s: self._has(s, "sleep_notice"))
        items = list(opening.items)
        self._tell_length(items)
        if len(self._parts) > 1:
            self._tell_outline(items)
            self._tell_sounds(items)
            self._tell_sleep(items)
        return replace(opening, items=tidy(items))

    def _has(self, sentence: Sentence, name: str) -> bool:
        return holds(sentence, name, self._meta.language)

    def _said(self, items: Sequence[Item], name: str) -> int | None:
        """Where the last sentence that holds ``name`` stands."""
        found = [n for n, i in enumerate(items) if isinstance(i, Sentence) and self._has(i, name)]
        return found[-1] if found else None

    def _tell_length(self, items: list[Item]) -> None:
        """Say the length of the whole in place of that of the first: the longest one named."""
        language, minutes = self._meta.language, self._meta.minutes
        said = [
            (length, n, item)
            for n, item in enumerate(items)
            if isinstance(item, Sentence) and (length := length_in(item.text, language))
        ]
        if said and minutes:
            _, at, sentence = max(said, key=lambda one: one[0])
            items[at] = reworded(sentence, with_length(sentence.text, minutes, language))

    def _tell_outline(self, items: list[Item]) -> None:
        """After what happens first, say what comes after it."""
        outline = self._words.outline
        told = [n for n, i in enumerate(items) if _outline(i, outline.begins)]
        at = told[0] if told else self._said(items, "length")
        if at is None:
            return
        here = items[at]
        if told and isinstance(here, Sentence):
            items[at] = reworded(here, self._trimmed(here.text, last=False, first=True))
        further = [
            Sentence(self._then(n, part, last=n == len(self._parts) - 1))
            for n, part in enumerate(self._parts)
            if n
        ]
        if self._brief:
            titles = outline.titles.join(part.title for part in self._parts[1:])
            further = [Sentence(outline.otherwise.format(title=titles))]
        if not told and self._said(items, "outline") is None:
            further.insert(0, Sentence(outline.first.format(title=self._parts[0].title)))
        items[at + 1 : at + 1] = further
        self._told_outline = {
            item.text for item in items[at : at + 1 + len(further)] if isinstance(item, Sentence)
        }

    def _then(self, n: int, part: Part, *, last: bool) -> str:
        outline = self._words.outline
        opening = part.frame.opening.items if part.frame.opening else ()
        own = next((i.text for i in opening if _outline(i, outline.begins)), None)  # type: ignore[union-attr]
        if own is None:
            return outline.otherwise.format(title=part.title)
        text = self._trimmed(own, last=last, first=False).removeprefix(outline.begins)
        return outline.then[(n - 1) % len(outline.then)].format(outline=text)

    def _trimmed(self, sentence: str, *, last: bool, first: bool) -> str:
        """A sentence of an outline without what is not true of this part."""
        outline = self._words.outline
        text, end = sentence.removeprefix(outline.begins), ""
        if text.endswith("."):
            text, end = text[:-1], "."
        if not last:
            text = edit(text, outline.not_last)
        if not first:
            text = edit(text, outline.not_first)
        return f"{outline.begins}{text}{end}"

    def _tell_sounds(self, items: list[Item]) -> None:
        """Announce the sounds of later scripts that the first one does not know of."""
        openings = [part.frame.opening for part in self._parts[1:]]
        later = [sentence for each in openings if each for sentence in _sentences(each)]
        bed = any(self._has(s, "bed_notice") for s in later)
        tones = any(_sounds(part, Tone) for part in self._parts)
        bells = any(_sounds(part, Bell) for part in self._parts)
        for needed, name, text in (
            (bed, "bed_notice", self._words.bed),
            (tones, "tone_notice", self._words.tones),
            (bells, "bell_notice", self._words.bell),
        ):
            outline = self._told_outline
            told = [i for i in items if not (isinstance(i, Sentence) and i.text in outline)]
            if not needed or self._said(told, name) is not None:
                continue
            at = self._said(items, "bed_notice")
            if at is None:
                items += [LineBreak(), Sentence(text), Pause(PauseKind.CHOICE)]
            else:
                items.insert(at + 1, Sentence(text))

    def _tell_sleep(self, items: list[Item]) -> None:
        """Say how it ends, where it ends in sleep and the first script does not."""
        if self._meta.ending != "sleep" or self._said(items, "sleep_notice") is not None:
            return
        last = self._parts[-1].frame.opening
        own = [s for s in _sentences(last) if self._has(s, "sleep_notice")] if last else []
        pauses = (n for n, item in enumerate(items) if isinstance(item, Pause))
        at = next(pauses, len(items))
        items[at:at] = own or [Sentence(self._words.sleep)]


def _outline(item: Item, begins: str) -> bool:
    return isinstance(item, Sentence) and item.text.startswith(begins)


def _sentences(chapter: Chapter) -> tuple[Sentence, ...]:
    return tuple(sentences_of(chapter.items))
