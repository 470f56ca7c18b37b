"""``styles.xml`` and ``numbering.xml`` of a Word document → what a paragraph of a style is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from relax.words.documents._names import heading_level
from relax.words.documents._xml import attribute, child, children, flag, local, value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Value = TypeVar("Value")

_BODY_LEVEL: Final = 9
_LONGEST_CHAIN: Final = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says itself; None: what the one it is based on says.

    Attributes:
        name: as Word shows it. level: of the heading that it makes, from 1; 0 for none.
        number: of its list, and its depth in it. hidden, struck: how its words look.
    """

    name: str = ""
    based_on: str = ""
    level: int | None = None
    number: str | None = None
    depth: str | None = None
    hidden: bool | None = None
    struck: bool | None = None


class Styles:
    """All styles of a document, by their ids."""

    def __init__(self, by_id: dict[str, Style]) -> None:
        self._by_id = by_id

    def get(self, style: str) -> Style:
        """A style together with what it takes over from those it is based on."""
        chain: list[Style] = []
        while style in self._by_id and len(chain) < _LONGEST_CHAIN:
            chain.append(self._by_id[style])
            style = chain[-1].based_on

        return Style(
            name=chain[0].name if chain else "",
            level=_first([each.level for each in chain]),
            number=_first([each.number for each in chain]),
            depth=_first([each.depth for each in chain]),
            hidden=_first([each.hidden for each in chain]),
            struck=_first([each.struck for each in chain]),
        )


def _first(values: list[Value | None]) -> Value | None:
    return next((each for each in values if each is not None), None)


def read_styles(root: Element | None) -> Styles:
    """The styles that a part describes."""
    found = {}
    for each in children(root, "style") if root is not None else ():
        number = attribute(each, "styleId")
        found[number] = _style(each)
    return Styles(found)


def _style(element: Element) -> Style:
    name = value(child(element, "name"))
    paragraph, looks = child(element, "pPr"), child(element, "rPr")
    return Style(
        name=name,
        based_on=value(child(element, "basedOn")),
        level=outline_level(paragraph) or heading_level(name),
        number=value(child(child(paragraph, "numPr"), "numId")) or None,
        depth=value(child(child(paragraph, "numPr"), "ilvl")) or None,
        hidden=flag(child(looks, "vanish")),
        struck=flag(child(looks, "strike")) or flag(child(looks, "dstrike")),
    )


def outline_level(properties: Element | None) -> int | None:
    """The level of heading, from 1, that paragraph properties say; 0: none at all."""
    written = value(child(properties, "outlineLvl"))
    if not written.isdigit():
        return None
    return int(written) + 1 if int(written) < _BODY_LEVEL else 0


def read_numbering(root: Element | None) -> dict[tuple[str, str], str]:
    """How the items of each list are marked: (list, depth) → ``bullet``, ``decimal`` and so on."""
    if root is None:
        return {}
    abstract: dict[str, dict[str, str]] = {}
    for each in root:
        if local(each) == "abstractNum":
            number = attribute(each, "abstractNumId")
            abstract[number] = {
                attribute(level, "ilvl") or "0": value(child(level, "numFmt"))
                for level in children(each, "lvl")
            }
    found = {}
    for each in children(root, "num"):
        number = attribute(each, "numId")
        for depth, mark in abstract.get(value(child(each, "abstractNumId")), {}).items():
            found[number, depth] = mark
    return found
