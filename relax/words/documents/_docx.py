"""A Word document → a document: what stands on its pages as words, in order."""

from __future__ import annotations

import re
from posixpath import join, normpath
from typing import TYPE_CHECKING, Final

from relax.words.documents._blocks import Blocks
from relax.words.documents._docx_body import Body
from relax.words.documents._docx_styles import read_numbering, read_styles
from relax.words.documents._kind import broken
from relax.words.documents._xml import attribute, children, element_in, local, names_in, parts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from relax.words.documents._document import Document, Kind

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
