"""A Word document → a document: what stands on its pages as words, in order."""

from __future__ import annotations

import re
from posixpath import join, normpath
from typing import TYPE_CHECKING, Final

from relax.words.documents._blocks import Blocks
from relax.words.documents._docx_styles import outline_level, read_numbering, read_styles
from relax.words.documents._kind import broken
from relax.words.documents._lines import Running
from relax.words.documents._names import is_contents, is_title, kept_aside, set_of
from relax.words.documents._xml import (
    attribute,
    child,
    children,
    element_in,
    flag,
    local,
    names_in,
    parts,
    value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from relax.words.documents._document import Document, Kind
    from relax.words.documents._docx_styles import Style, Styles
    from relax.words.documents._lines import Look

_FORMULA: Final = "/math}"
_FILLED_IN: Final = set_of(
    "TOC INDEX TOA PAGE NUMPAGES SECTIONPAGES SECTION PAGEREF FILENAME FILESIZE XE TC"
)
_PICTURES: Final = ("pic", "imagedata", "chart", "relIds", "textpath")
_BREAKS: Final = {"page": "\n\n", "column": "\n\n"}
_SILENT: Final = set_of(
    "pPr rPr tblPr trPr tcPr sdtPr sectPr delText instrText delInstrText annotationRef "
    "footnoteRef endnoteRef lastRenderedPageBreak softHyphen docPr rt"
)


class Body:
    """Walks through paragraphs and tables; every element that is not known is looked into."""

    def __init__(
        self,
        blocks: Blocks,
        styles: Styles,
        numbering: dict[tuple[str, str], str],
        comments: dict[str, str],
    ) -> None:
        self._blocks = blocks
        self._styles = styles
        self._numbering = numbering
        self._comments = dict(comments)
        self._running = Running(blocks)
        self._fields: list[str | None] = []  # the code of each open field; None: in its result
        self._left_out_fields = 0
        self._boxes: list[Element] = []
        self._numbered: set[str] = set()

    def read(self, document: Element) -> None:
        """Everything in the document; comments that stand nowhere come last."""
        self._block(document)
        self._running.end()
        if self._fields:  # words after a field that never ends would be missing
            raise ValueError("a field is not closed")
        for text in self._comments.values():
            self._blocks.comment(text)

    def _block(self, parent: Element) -> None:
        for each in parent:
            name = local(each)
            if name == "p" and "wordprocessingml" in each.tag:
                self._paragraph(each)
            elif name == "tbl":
                self._table(each)
            elif name == "AlternateContent":
                self._block(_one_of(each))
            elif name == "sdt" and _is_contents(each):
                self._blocks.count("contents", sum(local(e) == "p" for e in each.iter()))
            elif name == "sdt" and _is_prompt(each):
                self._blocks.count("fields")
            elif name in ("del", "moveFrom"):
                self._running.say("deleted", "deleted")
            elif name in ("altChunk", "subDoc"):
                self._blocks.count("media")
            elif name not in _SILENT:
                self._block(each)

    def _table(self, table: Element) -> None:
        self._blocks.count("tables")
        for row in _rows(table):
            if child(child(row, "trPr"), "del") is not None:
                self._blocks.count("deleted")
            else:
                self._block(row)

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "pPr")
        style = self._styles.get(value(child(properties, "pStyle")))
        self._inline(paragraph, style)
        if is_contents(style.name):
            self._blocks.count("contents")
            self._running.drop()
            return
        if child(child(properties, "rPr"), "del") is not None:
            return  # its end was deleted: it goes on in the next
        level = outline_level(properties)
        level = style.level if level is None else level
        if is_title(style.name):
            self._running.end("heading", 0)
        elif aside := kept_aside(style.name):
            self._running.end(aside)
        elif level:
            self._running.end("heading", level)
        else:
            self._running.end("item" if self._is_item(properties, style) else "words")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._blocks.count("boxes")
            self._block(box)

    def _is_item(self, properties: Element | None, style: Style) -> bool:
        own = child(properties, "numPr")
        number = value(child(own, "numId")) or style.number or "0"
        mark = self._numbering.get((number, value(child(own, "ilvl")) or style.depth or "0"))
        if number == "0" or mark == "none":
            return False
        if mark not in ("bullet", None) and number not in self._numbered:
            self._numbered.add(number)
            self._blocks.count("numbers")
        return True

    def _inline(self, parent: Element, style: Style) -> None:
        for each in parent:
            name = local(each)
            if _FORMULA in each.tag:
                self._blocks.count("formulas")
            elif name == "r":
                self._run(each, style)
            elif name in ("del", "moveFrom"):
                self._running.say("".join(each.itertext()), "deleted")
            elif _is_prompt(each) or _is_filled_in(attribute(each, "instr")):
                self._blocks.count("fields")
            elif name == "AlternateContent":
                self._inline(_one_of(each), style)
            elif name not in _SILENT:
                if name == "ins":
                    self._blocks.count("inserted")
                self._inline(each, style)

    def _run(self, run: Element, paragraph: Style) -> None:
        properties = child(run, "rPr")
        style = self._styles.get(value(child(properties, "rStyle")))
        look: Look = "words"
        if _first(flag(child(properties, "vanish")), style.hidden, paragraph.hidden):
            look = "hidden"
        elif _first(
            flag(child(properties, "strike")),
            flag(child(properties, "dstrike")),
            style.struck,
            paragraph.struck,
        ):
            look = "struck"
        self._content(run, look)

    def _content(self, run: Element, look: Look) -> None:
        for each in run:
            name = local(each)
            if name == "fldChar":
                self._field(attribute(each, "fldCharType"))
            elif name == "instrText" and self._fields:
                code = self._fields[-1]
                self._fields[-1] = code if code is None else code + (each.text or "")
            elif name == "AlternateContent":
                self._content(_one_of(each), look)
            elif name == "ruby":
                for inner in children(child(each, "rubyBase"), "r"):
                    self._content(inner, look)
            elif not self._other(each) and (text := _text(each)) and not self._in_code():
                self._running.say(text, look)

    def _other(self, element: Element) -> bool:
        """Whether a part of a run is something else than words; then it is counted or kept."""
        name = local(element)
        if name in ("drawing", "pict", "object"):
            self._drawing(element)
        elif name in ("footnoteReference", "endnoteReference"):
            self._blocks.count("footnotes")
        elif name == "commentReference":
            self._running.beside(self._comments.pop(attribute(element, "id"), ""))
        else:
            return False
        return True

    def _in_code(self) -> bool:
        """Whether this is within a field that a program fills in, or the code of any field."""
        return self._left_out_fields > 0 or any(code is not None for code in self._fields)

    def _field(self, mark: str) -> None:
        """A field begins, its result begins, or it ends; codes are never words."""
        if mark == "begin":
            self._fields.append("")
        elif mark == "separate" and self._fields and (code := self._fields[-1]) is not None:
            if self._left_out_fields or _is_filled_in(code):
                self._left_out_fields += 1
            self._fields[-1] = None
        elif mark == "end" and self._fields:
            result = self._fields.pop() is None
            if result and self._left_out_fields:
                self._left_out_fields -= 1
                self._blocks.count("fields", not self._left_out_fields)

    def _drawing(self, drawing: Element) -> None:
        boxes = [each for each in drawing.iter() if local(each) == "txbxContent"]
        inner = {id(box) for each in boxes for box in each.iter() if box is not each}
        self._boxes += [each for each in boxes if id(each) not in inner]
        if any(local(each) in _PICTURES for each in drawing.iter()):
            self._blocks.count("pictures")
        elif not boxes and local(drawing) == "object":
            self._blocks.count("media")


def _text(element: Element) -> str:
    """What an element of a run adds to the words."""
    name = local(element)
    if name == "t":
        return element.text or ""
    if name == "br":
        return _BREAKS.get(attribute(element, "type"), "\n")
    if name == "sym":
        code = attribute(element, "char")
        return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) else ""
    return {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")


def _one_of(alternatives: Element) -> Element:
    """Of the same thing for newer and older programs, the one with words in it, newest first."""
    versions = [each for each in alternatives if local(each) in ("Choice", "Fallback")]
    with_words = (each for each in versions if any(local(e) == "t" for e in each.iter()))
    return next(with_words, versions[0] if versions else alternatives)


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, but not those of a table inside it."""
    for each in table:
        if local(each) == "tr":
            yield each
        elif local(each) not in ("tblPr", "tblGrid"):
            yield from _rows(each)


def _is_contents(sdt: Element) -> bool:
    properties = child(sdt, "sdtPr")
    gallery = child(child(properties, "docPartObj"), "docPartGallery")
    return value(gallery) == "Table of Contents"


def _is_prompt(sdt: Element) -> bool:
    """Whether a field for words holds only what the program says in it: click here to write."""
    return child(child(sdt, "sdtPr"), "showingPlcHdr") is not None


def _is_filled_in(code: str) -> bool:
    return bool(words := code.upper().split()) and words[0] in _FILLED_IN


def _first(*values: bool | None) -> bool:
    return next((each for each in values if each is not None), False)


_EDGE: Final = re.compile(r"word/(?:header|footer)\d*\.xml")
_MAIN: Final = "word/document.xml"


def read(content: bytes, file: str, kind: Kind) -> Document:
    """The words of a Word document.

    Raises:
        BadInput: it is broken, too large, or has no words.
    """
    root = parts(content, file, ("_rels/.rels",)).get("_rels/.rels")
    package = _targets(element_in(root, file), "") if root else {}
    main = package.get("officeDocument", _MAIN)
    beside = _rels(content, main, file)
    wanted = {
        what: beside.get(what, join(main.rpartition("/")[0], f"{what}.xml"))
        for what in ("styles", "numbering", "comments")
    }
    edges = tuple(name for name in names_in(content) if _EDGE.fullmatch(name))
    core = package.get("core-properties", "docProps/core.xml")
    found = parts(content, file, (main, core, *wanted.values(), *edges))
    if main not in found:
        raise broken(".docx", file)
    inside = {what: element_in(found[name], file) for what, name in wanted.items() if name in found}
    blocks = Blocks(kind, file)
    if core in found:
        blocks.title = _title(element_in(found[core], file))
    blocks.count(
        "headers", sum(b"<w:t>" in found[name] or b"<w:t " in found[name] for name in edges)
    )
    body = Body(
        blocks,
        read_styles(inside.get("styles")),
        read_numbering(inside.get("numbering")),
        _comments(inside.get("comments")),
    )
    body.read(element_in(found[main], file))
    return blocks.finish()


def _rels(content: bytes, part: str, file: str) -> dict[str, str]:
    folder, _, name = part.rpartition("/")
    path = join(folder, "_rels", f"{name}.rels")
    found = parts(content, file, (path,)).get(path)
    return _targets(element_in(found, file), folder) if found else {}


def _targets(rels: Element, folder: str) -> dict[str, str]:
    """The parts that a part refers to inside the document, by the kind of each."""
    return {
        each.get("Type", "").rpartition("/")[2]: normpath(
            join("/", folder, each.get("Target", ""))
        ).lstrip("/")
        for each in rels
        if each.get("TargetMode") != "External"
    }


def _title(core: Element) -> str:
    return next(("".join(each.itertext()) for each in core if local(each) == "title"), "")


def _comments(root: Element | None) -> dict[str, str]:
    """What was written in each comment, by its number."""
    found = {}
    for comment in children(root, "comment") if root is not None else ():
        number = attribute(comment, "id")
        lines = (_words(each) for each in comment.iter() if local(each) == "p")
        found[number] = " ".join(line for line in lines if line.strip())
    return found


def _words(paragraph: Element) -> str:
    return "".join(each.text or "" for each in paragraph.iter() if local(each) == "t")
