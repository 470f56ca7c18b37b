"""Script → script text. Parsing what is printed gives the same script back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from relax.data import as_yaml
from relax.words.script._cues import format_cue
from relax.words.script._model import Breathe, Choice, Comment, LineBreak, ParagraphBreak, Sentence
from relax.words.script._notation_data import expressions
from relax.words.script._notations import bare_pause, emphasised, inline, is_way
from relax.words.script._openings import Speakers, opening_of
from relax.words.script._run import is_wrapped
from relax.words.script._shield import place_of_backslash, shielded
from relax.words.speech import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.script._model import Chapter, Item, Script, ScriptMeta
    from relax.words.script._notation_data import Expressions
    from relax.words.script._openings import Opening

_ALWAYS: Final = re.compile(r"([\[\]\\])")
_PAIRED: Final = re.compile(r"[*`~<>{}|]|(?<![\w\\])_|_(?!\w)")
_SIGN: Final = re.compile(r"(?<!\\)[^\w\s\\]")


def print_script(script: Script) -> str:
    """The whole script as text, front matter first, ending with a newline."""
    printer = _Printer(script.meta.language)
    chapters = [printer.chapter(chapter) for chapter in script.chapters]
    return "\n\n".join([_front_matter(script.meta), *chapters]).rstrip("\n") + "\n"


def _front_matter(meta: ScriptMeta) -> str:
    data: dict[str, Any] = meta.model_dump(exclude_defaults=True, mode="json")
    for name in ("minutes", "lead_in_s"):
        if isinstance(number := data.get(name), float) and number.is_integer():
            data[name] = int(number)
    return f"---\n{as_yaml(data)}---"


class _Printer:
    """Prints the items of one script; knows what its language would take for no words."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._words: Expressions = expressions(language)

    def chapter(self, chapter: Chapter) -> str:
        body = self._items(chapter.items)
        if not chapter.title:
            return body
        title = self.text(chapter.title)
        return f"## {title}\n{body}" if body else f"## {title}"

    def _items(self, items: tuple[Item, ...]) -> str:
        out = ""
        for n, item in enumerate(items):
            if isinstance(item, LineBreak):
                out += "" if out.endswith("\n") else "\n"
                out = _ended(out, items[n + 1 :])
            elif isinstance(item, ParagraphBreak):
                out += "\n" if out.endswith("\n") else "\n\n"
            elif isinstance(item, Comment):
                out += ("" if not out or out.endswith("\n") else "\n") + self._comment(item)
            else:
                at_start = not out or out.endswith("\n")
                out += ("" if at_start else " ") + self._item(item, at_start=at_start)
        return out

    def _item(self, item: Item, *, at_start: bool) -> str:
        if isinstance(item, Sentence):
            return self.sentence(item, at_start=at_start)
        if isinstance(item, Choice):
            return f"[optional]{self._inside(item.items)}[/optional]"
        if isinstance(item, Breathe) and item.sentences:
            out = f"{format_cue(item)}\n"
            for each in item.sentences:
                out = _ended(out, (each,)) + self.sentence(each, at_start=True) + "\n"
            return f"{out}[/breathe]"
        if isinstance(item, (LineBreak, ParagraphBreak, Comment)):
            raise TypeError(item)
        return format_cue(item)

    @staticmethod
    def _comment(item: Comment) -> str:
        return f"% {item.text}\n"

    def _inside(self, items: tuple[Item, ...]) -> str:
        body = self._items(items)
        before = "" if body.startswith("\n") else "\n" if body.startswith("%") else " "
        after = "" if body.endswith("\n") or not body else " "
        return f"{before}{body}{after}"

    def sentence(self, sentence: Sentence, *, at_start: bool) -> str:
        """A sentence as it stands in a script."""
        out, at = "", 0
        for way in sentence.ways:
            out += _ALWAYS.sub(r"\\\1", sentence.text[at : way.start])
            word = _ALWAYS.sub(r"\\\1", sentence.text[way.start : way.end])
            said = way.said if is_way(way.said) else _SIGN.sub(lambda f: f"\\{f[0]}", way.said)
            out += f"\ue001{word}\ue002{said}\ue003"
            at = way.end
        out += _ALWAYS.sub(r"\\\1", sentence.text[at:])
        safe = self._safe(_alone_escaped(out), at_start=at_start)
        return safe.replace("\ue001", "[").replace("\ue002", "](").replace("\ue003", ")")

    def text(self, text: str) -> str:
        """Words that are no sentence: the title of a chapter."""
        return self._safe(_ALWAYS.sub(r"\\\1", text), at_start=False)

    def _safe(self, text: str, *, at_start: bool) -> str:
        """``text`` with a backslash before whatever would not be taken for words."""
        for _ in range(len(text) + 1):
            at = next(self._mistakable(text, at_start=at_start), None)
            if at is None:
                return text
            text = f"{text[:at]}\\{text[at:]}"
        return text

    def _mistakable(self, text: str, *, at_start: bool) -> Iterator[int]:
        line = shielded(text)
        found = opening_of(line, self._words, Speakers(), after="x", blank=False)
        if at_start and found:
            yield self._before_opening(text, found) if line[:1].isalnum() else found.start
        for finder in (emphasised, inline):
            for hit in finder(line, self._words, started=False):
                yield hit.start
            for hit in finder(line, self._words, started=True):
                yield hit.start
        if bare_pause(text, self._words) and not text.startswith("\\"):
            yield place_of_backslash(text, self._words)
        pieces = split_sentences(line, self._language)
        if len(pieces) > 1:
            yield len(pieces[0].rstrip("\"'”’)]")) - 1

    def _before_opening(self, text: str, found: Opening) -> int:
        """Where a backslash makes words of an opening: its colon, say, or else its first letter."""
        if sign := _SIGN.search(text, found.start, found.end):
            at = sign.start()
            line = shielded(f"{text[:at]}\\{text[at:]}")
            if opening_of(line, self._words, Speakers(), after="x", blank=False) is None:
                return at
        return place_of_backslash(text, self._words)


def _alone_escaped(text: str) -> str:
    """``text`` with a backslash before signs that could find a partner in the next sentence."""
    text = _PAIRED.sub(r"\\\g<0>", text)
    if text.count("(") != text.count(")"):
        text = re.sub(r"[()]", r"\\\g<0>", text)
    return text


def _ended(out: str, after: tuple[Item, ...]) -> str:
    """``out``, with a backslash at its end where the next line would go on with its sentence."""
    line = out.rstrip("\n").rpartition("\n")[2]
    first = after[0] if after else None
    if not isinstance(first, Sentence) or not line or line.endswith("]"):
        return out
    if not is_wrapped(line, len(line), first.text):
        return out
    return out.rstrip("\n") + "\\\n"
