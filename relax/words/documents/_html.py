"""A web page → a document: what a reader of the page would see as its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from relax.errors import BadInput, Place
from relax.files import is_utf16
from relax.words.documents._blocks import Blocks
from relax.words.documents._html_parts import (
    BLOCKS,
    Part,
    hidden_by_sheets,
    left_out,
    list_mark,
    main_part,
)
from relax.words.documents._kind import not_utf8
from relax.words.documents._lines import Running

if TYPE_CHECKING:
    from relax.words.documents._document import Document, Kind

_MOST_MARKUP: Final = 3_000_000
"""Characters; a saved page with more is a program and not a text."""

_INLINE_DATA: Final = re.compile(r"data:[^\"'\s)>]{500,}")
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_WRITTEN: Final = {"br": "\n", "q": "“"}
_CHARSET: Final = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_LATIN_1: Final = ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "iso8859-1")
_MACHINE: Final = re.compile(
    r"\s*(?:\[if\b|\[endif|<!|\[CDATA|/?wp:|(?:Start|End)Fragment|\?)|.*<[/a-z]", re.DOTALL
)


def read(content: bytes, file: str, kind: Kind) -> Document:
    """The words of a web page.

    Raises:
        BadInput: its letters are not known, it is too long, or it has no words.
    """
    from justhtml import JustHTML  # noqa: PLC0415

    markup = _INLINE_DATA.sub("data:", _decoded(content, file))
    if len(markup) > _MOST_MARKUP:
        raise BadInput(
            "This page is too long to be a script.",
            hint="Copy the words out of it into a text file, and give that.",
            place=Place(file),
        )
    root = JustHTML(markup, sanitize=False).root
    hidden = hidden_by_sheets(root)
    blocks = Blocks(kind, file)
    main = main_part(root)
    if main is not None:
        around = Blocks(kind, file)
        _Page(around, hidden | {id(main)}).walk(root)
        blocks.count("main", around.has_words)
    page = _Page(blocks, hidden)
    page.walk(root if main is None else main)
    if main is not None:
        blocks.title = around.title
    return blocks.finish()


def _decoded(content: bytes, file: str) -> str:
    declared = _CHARSET.search(content[:4096])
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    if is_utf16(content):
        name = "utf-16"
    elif content.startswith(b"\xef\xbb\xbf") or name.startswith("utf"):
        name = "utf-8-sig"
    elif name in _LATIN_1:
        name = "cp1252"  # as every browser takes it
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError):
        raise not_utf8(file) from None


class _Page:
    """Walks through elements, without recursion, and puts blocks together."""

    def __init__(self, blocks: Blocks, hidden: set[int]) -> None:
        self._blocks = blocks
        self._hidden = hidden
        self._running = Running(blocks)
        self._aside: list[str] | None = None
        self._aside_of: Any = None
        self._level = 0
        self._item = False
        self._pre = 0

    def walk(self, root: Any) -> None:
        """Read everything in an element."""
        open_: list[tuple[Any, bool]] = [(root, True)]
        while open_:
            node, entering = open_.pop()
            if not entering:
                self._leave(node)
            elif node.name == "#text":
                self._words(node.data or "")
            elif node.name == "#comment":
                self._comment(node.data or "")
            elif not node.name.startswith(("!", "#")) or node is root:
                if node is not root and self._is_left_out(node):
                    continue
                self._enter(node)
                open_.append((node, False))
                open_.extend((child, True) for child in reversed(node.children or ()))
        self._flush()

    def _is_left_out(self, node: Any) -> bool:
        """Whether an element is not to be read; it is counted, and breaks words where it stood."""
        if node.name == "title" and self._blocks.title is None:
            self._blocks.title = node.to_text()
        if id(node) in self._hidden:
            part: Part | None = Part("hidden_text")
        else:
            part = left_out(node)
        if part is None:
            return False
        if part.count:
            self._blocks.count(part.count, part.n)
        if node.name in BLOCKS:
            self._flush()
        return True

    def _words(self, text: str) -> None:
        flat = text if self._pre else re.sub(r"\s+", " ", text)
        self._put(flat)

    def _put(self, text: str) -> None:
        if self._aside is None:
            self._running.say(text)
        else:
            self._aside.append(text)

    def _comment(self, text: str) -> None:
        if text.strip() and not _MACHINE.match(text):
            self._running.beside(text)

    def _enter(self, node: Any) -> None:
        name, aside = node.name, list_mark(node)
        if name in BLOCKS:
            self._flush()
        if name in _HEADINGS:
            self._level = int(name[1])
        elif name == "li" or aside == "item":
            self._item = True
        elif name == "pre":
            self._pre += 1
        elif name in _WRITTEN:
            self._put(_WRITTEN[name])
        elif name == "break" and (time := (node.attrs or {}).get("time")):
            self._put(f' <break time="{time}"/> ')
        self._blocks.count("numbers", name == "ol")
        self._blocks.count("tables", name == "table" and len(node.query("td, th")) > 1)
        if aside not in ("", "item") and self._aside is None:
            self._aside, self._aside_of = [], node

    def _leave(self, node: Any) -> None:
        name, aside = node.name, list_mark(node)
        if name == "q":
            self._put("”")
        if name in BLOCKS:
            self._flush()
        if name in _HEADINGS:
            self._level = 0
        elif name == "li" or aside == "item":
            self._item = False
        elif name == "pre":
            self._pre -= 1
        if self._aside is not None and node is self._aside_of:
            self._end_aside(aside, alone=name in BLOCKS)

    def _end_aside(self, what: str, *, alone: bool) -> None:
        """Words that are kept beside the others and not spoken."""
        text = " ".join("".join(self._aside or ()).split())
        self._aside = self._aside_of = None
        if what == "title":
            self._blocks.heading(text, 1)
        else:
            self._running.beside(text, what)
            if alone:
                self._flush()

    def _flush(self) -> None:
        if self._level:
            self._running.end("heading", self._level)
        elif self._running.end("item" if self._item else "words"):
            self._item = False
