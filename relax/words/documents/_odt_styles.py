"""The styles of an ODT → what its paragraphs, words, sections and lists are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.words.documents._xml import attribute, child, children, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LONGEST_CHAIN: Final = 20
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
