"""A document of LibreOffice (packed or flat) → a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.words.documents._blocks import Blocks
from relax.words.documents._kind import broken, locked
from relax.words.documents._odt_body import Body
from relax.words.documents._odt_styles import read_styles
from relax.words.documents._xml import child, element_in, local, parts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from relax.words.documents._document import Document, Kind

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
