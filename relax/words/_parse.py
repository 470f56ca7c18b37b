"""Script text → Script. Every error names the line and the column."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import yaml
from pydantic import ValidationError

from relax.errors import Place, ScriptError
from relax.words._cues import Closes, Opens, parse_cue
from relax.words._model import (
    Chapter,
    Choice,
    Item,
    LineBreak,
    ParagraphBreak,
    Script,
    ScriptMeta,
    Sentence,
)
from relax.words._slips import find_slip
from relax.words._speech import is_speakable, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words._cues import Cue

_TOKEN = re.compile(r"(?P<text>(?:\\.|[^\[\]\\]|\\$)+)|\[(?P<cue>[^\[\]\n]*)\]|(?P<stray>[\[\]])")
_ESCAPED = re.compile(r"\\([\[\]\\#])")
_NO_YAML = yaml.reader.Reader.NON_PRINTABLE.search
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


def escape(text: str) -> str:
    """``text`` as plain words for a script: nothing in it can become a cue or a heading."""
    flat = " ".join(_CONTROL.sub(" ", text).split())
    return re.sub(r"([\[\]\\#])", r"\\\1", flat)


def unescape(text: str) -> str:
    """What :func:`escape` was given."""
    return _ESCAPED.sub(r"\1", text)


def parse(text: str, file: str = "script", *, language: str | None = None) -> Script:
    """A whole script.

    Args:
        text: the script; a byte order mark and Windows line ends are fine.
        file: what errors call it.
        language: overrides nothing; used when the front matter names none.

    Raises:
        ScriptError: unknown cue, unclosed block, nonsense time, bad front matter, no words.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    meta, first = _front_matter(lines, file, language)
    reader = _Reader(meta, file)
    for number, line in enumerate(lines[first:], start=first + 1):
        reader.line(line, number)
    return reader.finish()


def _front_matter(lines: list[str], file: str, language: str | None) -> tuple[ScriptMeta, int]:
    fallback = {"language": language} if language else {}
    if not lines or lines[0].strip() != "---":
        return ScriptMeta.model_validate({"title": "Untitled", **fallback}), 0
    try:
        end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    except StopIteration:
        place = Place(file, 1, 1)
        raise ScriptError(
            "The front matter is not closed.", hint="Put --- on a line below it.", place=place
        ) from None
    try:
        data = yaml.safe_load("\n".join(lines[1:end])) or {}
        if not isinstance(data, dict):
            raise ScriptError(
                "The front matter is not a list of names and values.",
                hint="Write for example title: Outside In.",
                place=Place(file, 2, 1),
            )
        return ScriptMeta.model_validate({**fallback, **data}), end + 1
    except yaml.MarkedYAMLError as error:
        if slip := find_slip("\n".join(lines[1:end])):
            place = Place(file, slip.line + 1, slip.column)
            raise ScriptError(slip.message, hint=slip.hint, place=place) from None
        mark = error.problem_mark
        line = (mark.line + 2) if mark else 2
        column = (mark.column + 1) if mark else 1
        raise ScriptError(
            "The front matter is not well formed.",
            hint="It is YAML: one name: value a line; text with a colon goes in quotes.",
            place=Place(file, line, column),
        ) from None
    except ValidationError as error:
        _bad_field(error, lines, end, file)
    except (yaml.YAMLError, ValueError, RecursionError):
        _unreadable(lines[1:end], file)


def _unreadable(lines: list[str], file: str) -> NoReturn:
    """What stops the reader itself: a control character, a day there is not, lists without end."""
    at = [(n, found.start() + 1) for n, line in enumerate(lines, 2) if (found := _NO_YAML(line))]
    if at:
        raise ScriptError(
            "There is a character in the front matter that cannot be used.",
            hint="Delete it; it may not show.",
            place=Place(file, *at[0]),
        )
    raise ScriptError(
        "There is a value in the front matter that cannot be read.",
        hint="It is one name: value a line; a value with signs in it goes in quotes.",
        place=Place(file, 2, 1),
    )


def _bad_field(error: ValidationError, lines: list[str], end: int, file: str) -> NoReturn:
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    at = next((n for n, line in enumerate(lines[:end], 1) if line.startswith(f"{name}:")), 1)
    if first["type"] == "extra_forbidden":
        known = ", ".join(ScriptMeta.model_fields)
        message, hint = f"The front matter has no field “{name}”.", f"It knows: {known}."
    elif first["type"] == "missing":
        message, hint = f"The front matter lacks “{name}”.", f"Add a line {name}: … to it."
    else:
        message, hint = f"The field “{name}” is not right.", f"{first['msg']}."
    raise ScriptError(message, hint=hint, place=Place(file, at, 1))


class _Reader:
    """Collects items line by line; knows which blocks are open."""

    def __init__(self, meta: ScriptMeta, file: str) -> None:
        self._meta = meta
        self._file = file
        self._chapters: list[Chapter] = []
        self._title = ""
        self._title_place: Place | None = None
        self._items: list[list[Item]] = [[]]
        self._open: list[Opens] = []
        self._blank = False

    def line(self, line: str, number: int) -> None:
        if not line.strip():
            self._blank = True
            return
        if line.startswith("#"):
            self._heading(line, number)
            return
        breathing = bool(self._open and self._open[-1].name == "breathe")
        if not breathing and self._started():
            self._items[-1].append(ParagraphBreak() if self._blank else LineBreak())
        self._blank = False
        for item in self._tokens(line, number):
            self._put(item)

    def finish(self) -> Script:
        self._end_chapter()
        script = Script(self._meta, tuple(self._chapters))
        if not any(True for _ in script.sentences()):
            raise ScriptError(
                "There are no words in this script.",
                hint="Write at least one sentence.",
                place=Place(self._file, 1, 1),
            )
        return script

    def _started(self) -> bool:
        return len(self._items) > 1 or bool(self._items[0])

    def _heading(self, line: str, number: int) -> None:
        place = Place(self._file, number, 1)
        match = re.fullmatch(r"## +(\S.*?)\s*", line)
        if not match:
            raise ScriptError(
                "A chapter begins with two marks and a title.",
                hint="Write for example ## Arriving; a # that is only text is written \\#.",
                place=place,
            )
        self._end_chapter()
        self._title, self._title_place = unescape(match[1]), place

    def _end_chapter(self) -> None:
        if self._open:
            block = self._open[-1]
            raise ScriptError(
                f"[{block.name}] is never closed.",
                hint=f"Put [/{block.name}] where it ends, in the same chapter.",
                place=block.place,
            )
        items = self._items[0]
        if items or self._title:
            self._chapters.append(Chapter(self._title, tuple(items), self._title_place))
        self._items, self._blank = [[]], False

    def _tokens(self, line: str, number: int) -> Iterator[Sentence | Cue]:
        for token in _TOKEN.finditer(line):
            column = token.start() + 1
            if token["stray"]:
                raise ScriptError(
                    "A square bracket has no partner.",
                    hint="A cue is [ … ] on one line; brackets that are text are \\[ and \\].",
                    place=Place(self._file, number, column),
                )
            if token["cue"] is not None:
                yield parse_cue(token["cue"], Place(self._file, number, column))
            else:
                yield from self._sentences(token["text"], number, column)

    def _sentences(self, text: str, number: int, column: int) -> Iterator[Sentence]:
        at = 0
        for written in split_sentences(text, self._meta.language):
            at = text.find(written.split(None, 1)[0], at)
            place = Place(self._file, number, column + at)
            if not is_speakable(written):
                raise ScriptError(
                    "There is nothing here that a voice could say.",
                    hint="Delete it, or write words.",
                    place=place,
                )
            yield Sentence(" ".join(unescape(written).split()), place)
            at += len(written.split(None, 1)[0])

    def _put(self, item: Sentence | Cue) -> None:
        if isinstance(item, Opens):
            if item.name == "breathe" and self._open and self._open[-1].name == "breathe":
                self._stop("[breathe] cannot stand inside [breathe].", item.place)
            self._open.append(item)
            self._items.append([])
        elif isinstance(item, Closes):
            self._close(item)
        else:
            inside = self._open and self._open[-1].name == "breathe"
            if inside and not isinstance(item, Sentence):
                place = item.place or Place(self._file)
                self._stop("Between [breathe … remind] and [/breathe] stand only words.", place)
            self._items[-1].append(item)

    def _close(self, close: Closes) -> None:
        if not self._open or self._open[-1].name != close.name:
            self._stop(f"[/{close.name}] closes nothing.", close.place)
        block, items = self._open.pop(), tuple(self._items.pop())
        if block.breathe is None:
            self._items[-1].append(Choice(items, block.place))
            return
        sentences = tuple(item for item in items if isinstance(item, Sentence))
        if not sentences:
            self._stop("[breathe … remind] has no words to remind of.", block.place)
        if not block.breathe.tone:
            self._stop("[breathe … remind] needs tone.", block.place)
        self._items[-1].append(replace(block.breathe, sentences=sentences))

    @staticmethod
    def _stop(message: str, place: Place) -> NoReturn:
        raise ScriptError(message, hint="See “The script” in the README.", place=place)
