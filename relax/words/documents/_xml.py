"""Parts of packed documents: ZIP → XML → elements; nothing that grows, nothing from elsewhere."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

from relax.errors import BadInput, Place
from relax.words.documents._blocks import MOST, too_large

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DEEPEST: Final = 300
"""Levels of elements; what a person wrote has a few dozen."""


def parts(content: bytes, file: str, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """The parts of a ZIP that are wanted and there, unpacked.

    Raises:
        BadInput: together they are larger than any script.
    """
    found: dict[str, bytes] = {}
    left = MOST
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for info in packed.infolist():
            if info.filename not in wanted or info.filename in found:
                continue
            with packed.open(info) as part:
                found[info.filename] = part.read(left + 1)
            left -= len(found[info.filename])
            if left < 0:
                raise too_large(file)
    return found


def names_in(content: bytes) -> list[str]:
    """What lies in a ZIP."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.namelist()


def element_in(xml: bytes, file: str) -> Element:
    """The root of an XML part, names as ``{namespace}name``.

    Raises:
        BadInput: it is not well formed, nested without end, or declares a type or entities.
    """
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise BadInput("The parts of this document are nested too deep.", place=Place(file))
        builder.start(_name(name), {_name(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(name))

    def doctype(*_: object) -> None:
        raise BadInput(
            "This document declares a type of its own, and is not read for safety.",
            hint="Open it in a word processor, save it again, and give that.",
            place=Place(file),
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = doctype
    parser.buffer_text = True
    parser.Parse(xml, True)  # noqa: FBT003
    return builder.close()


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, name: str) -> list[Element]:
    """The elements of a name right inside another."""
    return [each for each in element if local(each) == name] if element is not None else []


def child(element: Element | None, name: str) -> Element | None:
    """The first element of a name right inside another, if there is one."""
    return next(iter(children(element, name)), None)


def attribute(element: Element | None, name: str) -> str:
    """An attribute in any namespace, or ""."""
    found = element.attrib.items() if element is not None else ()
    return next((said for key, said in found if key.rpartition("}")[2] == name), "")


def value(element: Element | None) -> str:
    """The attribute ``val``, as Word writes most values, or ""."""
    return attribute(element, "val")


def flag(element: Element | None) -> bool | None:
    """What an element that is a switch says; None where it is not there."""
    return None if element is None else value(element).lower() not in ("0", "false", "off", "none")


def _name(name: str) -> str:
    return f"{{{name}" if "}" in name else name
