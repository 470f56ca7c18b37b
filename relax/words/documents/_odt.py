"""A document of LibreOffice (packed or flat) → a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.words.documents._blocks import Blocks
from relax.words.documents._kind import broken, locked
from relax.words.documents._lines import Running
from relax.words.documents._names import is_title, kept_aside, set_of
from relax.words.documents._xml import attribute, child, children, element_in, local, parts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from relax.words.documents._document import Document, Kind
    from relax.words.documents._lines import Look

_LONGEST_CHAIN: Final = 20
"""Styles that are each based on the next; more of them are a circle."""

_SHEETS: Final = ("styles", "automatic-styles")


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says itself; None: what its parent says."""

    names: tuple[str, ...]
    parent: str
    hidden: bool | None
    struck: bool | None


class Styles:
    """All styles of a document, by their names."""

    def __init__(self, by_name: dict[str, Style], numbered: frozenset[str]) -> None:
        self._by_name = by_name
        self._numbered = numbered

    def names(self, style: str) -> list[str]:
        """What a style and those it is based on are called."""
        return [
            style,
            *(name for each in self._chain(style) for name in (*each.names, each.parent)),
        ]

    def is_hidden(self, style: str) -> bool:
        """Whether what has this style is not shown."""
        return next((e.hidden for e in self._chain(style) if e.hidden is not None), False)

    def is_struck(self, style: str) -> bool:
        """Whether what has this style is struck through."""
        return next((e.struck for e in self._chain(style) if e.struck is not None), False)

    def is_numbered(self, list_style: str) -> bool:
        """Whether the items of a list of this style have numbers."""
        return list_style in self._numbered

    def _chain(self, style: str) -> list[Style]:
        chain: list[Style] = []
        while style in self._by_name and len(chain) < _LONGEST_CHAIN:
            chain.append(self._by_name[style])
            style = chain[-1].parent
        return chain


def read_styles(roots: list[Element]) -> Styles:
    """The styles in some parts; the last that says something of a name counts."""
    found: dict[str, Style] = {}
    numbered = set()
    for each in (one for root in roots for sheet in _SHEETS for one in child(root, sheet) or ()):
        name = attribute(each, "name")
        if local(each) == "style":
            found[name] = _style(each, name)
        elif local(each) == "list-style" and _is_numbered(each):
            numbered.add(name)
    return Styles(found, frozenset(numbered))


def _style(element: Element, name: str) -> Style:
    looks, section = child(element, "text-properties"), child(element, "section-properties")
    display = attribute(looks, "display") or attribute(section, "display")
    line = attribute(looks, "text-line-through-style") or attribute(looks, "text-line-through-type")
    return Style(
        names=tuple(filter(None, (attribute(element, "display-name"), name.replace("_20_", " ")))),
        parent=attribute(element, "parent-style-name"),
        hidden=display == "none" if display else None,
        struck=line != "none" if line else None,
    )


def _is_numbered(list_style: Element) -> bool:
    levels = children(list_style, "list-level-style-number")
    return any(
        attribute(level, "level") == "1" and attribute(level, "num-format") for level in levels
    )


_INDEXES: Final = set_of(
    "table-of-content illustration-index table-index object-index user-index alphabetical-index "
    "bibliography"
)
_FIELDS: Final = set_of(
    "page-number page-count page-continuation page-variable-get file-name sheet-name "
    "template-name chapter word-count character-count paragraph-count placeholder"
)
_SILENT: Final = set_of(
    "forms script scripts annotation-end sequence-decls variable-decls "
    "user-field-decls dde-connection-decls event-listeners ruby-text soft-page-break "
    "covered-table-cell change change-start change-end glue-point"
)
_SVG: Final = ":svg-compatible:"
"""Descriptions of pictures for those who do not see them."""

_MOST_SPACES: Final = 100
"""A file may ask for millions of spaces in one element."""


class Body:
    """Walks through paragraphs, lists and tables; what is not known is looked into."""

    def __init__(self, blocks: Blocks, styles: Styles) -> None:
        self._blocks = blocks
        self._styles = styles
        self._running = Running(blocks)
        self._boxes: list[Element] = []
        self._item = False

    def read(self, text: Element) -> None:
        """Everything in the text of the document."""
        self._block(text)
        self._running.end()

    def _block(self, parent: Element) -> None:
        for each in parent:
            name = local(each)
            if name in ("p", "h"):
                self._paragraph(each)
            elif name == "list":
                self._list(each)
            elif name == "numbered-paragraph":
                self._item = True
                self._block(each)
            elif name == "tracked-changes":
                self._changes(each)
            elif name == "section" and self._is_hidden(each):
                self._blocks.count("hidden_text")
            elif name == "table":
                self._blocks.count("tables")
                self._block(each)
            elif name in _INDEXES:
                self._blocks.count("contents")
            elif not self._other(each):
                self._block(each)
            self._read_boxes()

    def _changes(self, changes: Element) -> None:
        kinds = [local(change) for region in changes for change in region]
        self._blocks.count("deleted", kinds.count("deletion"))
        self._blocks.count("inserted", kinds.count("insertion"))

    def _list(self, list_: Element) -> None:
        if self._styles.is_numbered(attribute(list_, "style-name")):
            self._blocks.count("numbers")
        for each in list_:
            self._item = local(each) == "list-item"
            self._block(each)
        self._item = False

    def _paragraph(self, paragraph: Element) -> None:
        if any(map(_is_hidden_paragraph, paragraph.iter())):
            self._blocks.count("hidden_text")
            return
        style = attribute(paragraph, "style-name")
        self._inline(paragraph, self._look(style))
        names = self._styles.names(style)
        if any(map(is_title, names)):
            self._running.end("heading", 0)
        elif aside := next((kind for name in names if (kind := kept_aside(name))), None):
            self._running.end(aside)
        elif local(paragraph) == "h":
            level = attribute(paragraph, "outline-level")
            self._running.end("heading", int(level) if level.isdigit() else 1)
        elif self._running.end("item" if self._item else "words"):
            self._item = False
        self._read_boxes()

    def _read_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._blocks.count("boxes")
            self._block(box)

    def _look(self, style: str, around: Look = "words") -> Look:
        if around == "hidden" or self._styles.is_hidden(style):
            return "hidden"
        return "struck" if around == "struck" or self._styles.is_struck(style) else "words"

    def _inline(self, parent: Element, look: Look) -> None:
        self._running.say(parent.text or "", look)
        for each in parent:
            name = local(each)
            if name == "span":
                self._inline(each, self._look(attribute(each, "style-name"), look))
            elif name in ("s", "tab"):
                count = attribute(each, "c")
                self._running.say(
                    " " * min(int(count) if count.isdigit() else 1, _MOST_SPACES), look
                )
            elif name == "line-break":
                self._running.say("\n", look)
            elif name == "hidden-text" and attribute(each, "is-hidden") == "true":
                self._running.say("hidden", "hidden")
            elif name in _FIELDS:
                self._blocks.count("fields")
            elif not self._other(each):
                self._inline(each, look)
            self._running.say(each.tail or "", look)

    def _other(self, element: Element) -> bool:
        """Whether an element is of those that are no words, wherever they stand."""
        name = local(element)
        if name == "annotation":
            lines = ("".join(p.itertext()) for p in element.iter() if local(p) in ("p", "h"))
            self._running.beside(" ".join(lines))
        elif name == "note":
            self._blocks.count("footnotes")
        elif name in ("frame", "custom-shape", "rect", "ellipse", "text-box", "g", "a", "line"):
            return self._drawing(element)
        else:
            return name in _SILENT or _SVG in element.tag
        return True

    def _drawing(self, drawing: Element) -> bool:
        """Words in boxes wait for the end of their paragraph; links (``a``) are words."""
        if local(drawing) == "a":
            return False
        versions = [child(drawing, "text-box")] if child(drawing, "text-box") is not None else []
        boxes = [box for box in versions if box is not None] or (
            [drawing] if children(drawing, "p") or children(drawing, "list") else []
        )
        self._boxes += boxes
        if not boxes:
            inside = {local(each) for each in drawing.iter()}
            if inside & {"p", "h"} and local(drawing) in ("g", "frame"):
                self._boxes.append(drawing)
            elif "object" in inside:
                self._blocks.count("media")
            else:
                self._blocks.count("pictures", "image" in inside)
        return True

    def _is_hidden(self, section: Element) -> bool:
        hidden = attribute(section, "display") == "none"
        hidden = hidden or attribute(section, "is-hidden") == "true"
        return hidden or self._styles.is_hidden(attribute(section, "style-name"))


def _is_hidden_paragraph(element: Element) -> bool:
    """Whether this hides the paragraph that it stands in."""
    return local(element) == "hidden-paragraph" and attribute(element, "is-hidden") == "true"


_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"
_MANIFEST = "META-INF/manifest.xml"


def read(content: bytes, file: str, kind: Kind) -> Document:
    """The words of an ODT.

    Raises:
        BadInput: it is broken, encrypted, too large, or has no words.
    """
    if content.startswith(b"PK"):
        found = parts(content, file, (_CONTENT, _STYLES, _META, _MANIFEST))
        if b"encryption-data" in found.pop(_MANIFEST, b""):
            raise locked("document of LibreOffice", file)
    else:
        found = {_CONTENT: content}
    if _CONTENT not in found:
        raise broken(".odt", file)
    roots = {name: element_in(part, file) for name, part in found.items()}
    main = roots[_CONTENT]
    text = child(child(main, "body"), "text")
    if text is None:
        raise broken(".odt", file)
    blocks = Blocks(kind, file)
    blocks.title = _title(roots.get(_META, main))
    styles = read_styles([roots[name] for name in (_STYLES, _CONTENT) if name in roots])
    blocks.count("headers", _edges(roots.get(_STYLES, main)))
    Body(blocks, styles).read(text)
    return blocks.finish()


def _title(root: Element) -> str:
    return _text(child(child(root, "meta"), "title"))


def _text(element: Element | None) -> str:
    return "".join(element.itertext()) if element is not None else ""


def _edges(root: Element) -> int:
    """How many headers and footers with words the pages have."""
    masters = child(root, "master-styles")
    found = masters.iter() if masters is not None else ()
    edges = (each for each in found if local(each).startswith(("header", "footer")))
    return sum(bool(_text(each).strip()) for each in edges)
