"""Rich text (RTF) → a document."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from relax.words.documents._blocks import Blocks
from relax.words.documents._kind import broken
from relax.words.documents._lines import Running
from relax.words.documents._names import heading_level, is_contents, is_title, kept_aside
from relax.words.documents._rtf_words import (
    CHARACTERS,
    CODE_PAGES,
    ENDS,
    FIELDS,
    HIDDEN_GROUPS,
    MARKS,
    OPENED,
    SIGNS,
    SILENT_GROUPS,
    SYMBOLS,
)

if TYPE_CHECKING:
    from relax.words.documents._document import Document, Kind
    from relax.words.documents._lines import Look

_TOKEN: Final = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<hex>[0-9A-Fa-f]{2})"
    r"|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)"
)
_FILLED_IN: Final = re.compile(
    r"\s*(?:TOC|INDEX|PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|FILENAME)\b", re.IGNORECASE
)
_BODY_LEVEL: Final = 9
"""The outline level by which RTF, like Word, means body text."""


@dataclass(slots=True)
class _Sink:
    """Where words of a group go: ``words`` are spoken, ``nowhere`` are not."""

    name: str
    pieces: list[str] = field(default_factory=list)
    number: int | None = None
    level: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    style: int = 0
    level: int | None = None
    item: bool = False
    table: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group, and ends with it."""

    sink: _Sink
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    skip: int = 1
    font: int = 0
    started: bool = False
    starred: bool = False
    field: _Sink | None = None
    paragraph: _Paragraph = _Paragraph()


def read(content: bytes, file: str, kind: Kind) -> Document:
    """The words of rich text.

    Raises:
        BadInput: it is cut off, or has no words.
    """
    blocks = Blocks(kind, file)
    reader = _Reader(blocks)
    if not reader.read(content.decode("latin-1")):
        raise broken(".rtf", file)
    return blocks.finish()


class _Reader:
    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._running = Running(blocks)
        self._state = _State(_Sink("words"))
        self._outer: list[_State] = []
        self._styles: dict[int, tuple[str, int]] = {}
        self._fonts: dict[int, int] = {}
        self._code_page = "cp1252"
        self._raw = bytearray()
        self._to_skip = 0
        self._in_table = False
        self._revised = False
        self._item_mark = ""

    def read(self, text: str) -> bool:
        """Whether the outermost group was whole."""
        at = text.index("{")
        while at < len(text):
            token = _TOKEN.match(text, at)
            at = token.end() if token else at + 1
            if token is None:
                continue
            if not (token["hex"] or token["text"]):
                self._flush_raw()
            if token["brace"] == "{":
                self._to_skip = 0
                self._open()
            elif token["brace"]:
                self._to_skip = 0
                self._close()
                if not self._outer:
                    self._end_paragraph()
                    return True
            elif token["word"]:
                number = int(token["number"]) if token["number"] else None
                if token["word"] == "bin":
                    at += max(0, number or 0)
                else:
                    self._word(token["word"], number)
            else:
                self._letters(token)
        return False

    def _open(self) -> None:
        self._outer.append(self._state)
        self._state = replace(self._state, started=False, starred=False)
        if self._state.sink.name in ("stylesheet", "upr"):
            inner = "style" if self._state.sink.name == "stylesheet" else "nowhere"
            self._state = replace(self._state, sink=_Sink(inner))

    def _close(self) -> None:
        closed = self._state.sink
        self._state = self._outer.pop()
        if closed is self._state.sink:
            return
        text = "".join(closed.pieces)
        if closed.name == "style":
            name = text.strip().rstrip(";")
            self._styles[closed.number or 0] = name, closed.level
        elif closed.name == "annotation":
            self._running.beside(text)
        elif closed.name == "title":
            self._blocks.title = text
        elif closed.name == "fldinst" and self._state.field is not None:
            self._state.field.code = text
        elif closed.name == "mark":
            here = replace(self._state.paragraph, item=True)
            self._state = replace(self._state, paragraph=here)
            self._item_mark += text

    def _letters(self, token: re.Match[str]) -> None:
        if token["hex"]:
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._raw.append(int(token["hex"], 16))
        elif token["sign"] == "*":
            self._state = replace(self._state, starred=True)
        elif token["sign"] in ("\n", "\r"):
            self._end_paragraph()
        elif token["sign"]:
            self._say(SIGNS.get(token["sign"], ""))
        elif token["text"]:
            skipped = min(self._to_skip, len(token["text"]))
            self._to_skip -= skipped
            self._raw += token["text"][skipped:].encode("latin-1")

    def _flush_raw(self) -> None:
        if not self._raw:
            return
        charset = self._fonts.get(self._state.font, 0)
        if charset == SYMBOLS:
            text = "".join(chr(0xF000 + byte) if byte > 0x20 else " " for byte in self._raw)
        else:
            text = self._raw.decode(CODE_PAGES.get(charset, self._code_page), "replace")
        self._raw.clear()
        self._say(text)

    def _say(self, text: str) -> None:
        state = self._state
        if state.sink.name != "words":
            if state.sink.name != "nowhere":
                state.sink.pieces.append(text)
            return
        look: Look = "words"
        if state.deleted:
            look = "deleted"
        elif state.hidden:
            look = "hidden"
        elif state.struck:
            look = "struck"
        self._running.say(text, look)

    def _word(self, word: str, number: int | None) -> None:
        first = not self._state.started
        self._state = replace(self._state, started=True)
        if word == "u":
            self._say(chr((number or 0) % 0x10000))
            self._to_skip = self._state.skip
            return
        self._to_skip = 0
        if (first and self._destination(word)) or self._look(word, number):
            return
        sink = self._state.sink.name
        if sink == "words":
            if word in ENDS:
                self._end_paragraph()
            elif word in FIELDS:
                self._blocks.count("fields")
            elif word in CHARACTERS:
                self._say(CHARACTERS[word])
            else:
                self._of_paragraph(word, number)
        elif word in ENDS or word in CHARACTERS:
            self._say(CHARACTERS.get(word, " "))
        else:
            self._of_tables(sink, word, number)

    def _destination(self, word: str) -> bool:
        """Whether a word at the beginning of a group says what the group is; then it is set."""
        inside = self._state.sink
        if word == "field":
            self._state = replace(self._state, field=_Sink("field"))
        elif word == "ud" and len(self._outer) > 1:  # the second of two ways to write the same
            self._state = replace(self._state, sink=self._outer[-2].sink)
        elif not (name := self._sink_for(word, inside.name)):
            return False
        elif inside.name != "nowhere":
            self._state = replace(self._state, sink=_Sink(name))
        return True

    def _sink_for(self, word: str, inside: str) -> str:
        """Where the words of a group go that begins with ``word``; "": where they went before."""
        if inside == "info":
            return "title" if word == "title" else "nowhere"
        if word in MARKS:
            return "mark"
        if word in ("annotation", "fldinst", "fonttbl", "stylesheet", "info", "upr"):
            return word
        if word in HIDDEN_GROUPS:
            self._blocks.count(HIDDEN_GROUPS[word], inside != "nowhere")
            return "nowhere"
        if word in SILENT_GROUPS or (self._state.starred and word not in OPENED):
            return "nowhere"
        if word == "fldrslt" and self._state.field and _FILLED_IN.match(self._state.field.code):
            self._blocks.count("fields")
            return "nowhere"
        self._blocks.count("boxes", word == "shptxt" and inside == "words")
        return ""

    def _look(self, word: str, number: int | None) -> bool:
        """Words that change how the next words look, or how they are encoded."""
        on = number != 0
        if word == "v":
            self._state = replace(self._state, hidden=on)
        elif word == "deleted":
            self._state = replace(self._state, deleted=on)
        elif word in ("strike", "striked"):
            self._state = replace(self._state, struck=on)
        elif word == "plain":
            self._state = replace(self._state, hidden=False, deleted=False, struck=False)
        elif word == "revised":
            self._blocks.count("inserted", on and not self._revised)
            self._revised = on
        elif word == "uc":
            self._state = replace(self._state, skip=max(0, number or 0))
        elif word == "f" and self._state.sink.name != "fonttbl":
            self._state = replace(self._state, font=number or 0)
        elif word in ("ansicpg", "mac", "pc", "pca"):
            self._code_page = _code_page(word, number)
        else:
            return False
        return True

    def _of_paragraph(self, word: str, number: int | None) -> None:
        here = self._state.paragraph
        if word == "pard":
            here = _Paragraph()
        elif word == "s":
            here = replace(here, style=number or 0)
        elif word == "outlinelevel":
            level = _BODY_LEVEL if number is None else number
            here = replace(here, level=level + 1 if level < _BODY_LEVEL else 0)
        elif word == "ls":
            here = replace(here, item=bool(number))
        elif word == "intbl":
            here = replace(here, table=True)
        self._state = replace(self._state, paragraph=here)

    def _of_tables(self, sink: str, word: str, number: int | None) -> None:
        """The table of fonts and that of styles."""
        into = self._state.sink
        if sink == "fonttbl" and word == "f":
            into.number = number or 0
        elif sink == "fonttbl" and word == "fcharset" and into.number is not None:
            self._fonts[into.number] = number or 0
        elif sink == "style" and word == "s":
            into.number = number or 0
        elif sink == "style" and word == "outlinelevel" and number is not None:
            into.level = number + 1 if number < _BODY_LEVEL else 0

    def _end_paragraph(self) -> None:
        if self._state.sink.name != "words":
            return
        here = self._state.paragraph
        self._blocks.count("tables", here.table and not self._in_table)
        self._in_table = here.table
        name, level = self._styles.get(here.style, ("", 0))
        level = here.level if here.level is not None else level or heading_level(name) or 0
        if is_title(name):
            self._running.end("heading", 0)
        elif aside := kept_aside(name):
            self._running.end(aside)
        elif is_contents(name):
            self._blocks.count("contents")
            self._running.drop()
        elif level:
            self._running.end("heading", level)
        elif self._running.end("item" if here.item else "words") and here.item:
            self._blocks.count("numbers", any(char.isdigit() for char in self._item_mark))
        self._item_mark = ""


def _code_page(word: str, number: int | None) -> str:
    name = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}.get(word, f"cp{number}")
    name = {"cp10000": "mac_roman", "cp65001": "utf-8"}.get(name, name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
