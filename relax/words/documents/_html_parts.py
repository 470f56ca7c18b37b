"""Elements of a web page → what they are: words, words kept aside, or nothing to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from relax.words.documents._names import set_of

BLOCKS: Final = set_of(
    "html head body main article section div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption "
    "thead tbody tfoot tr td th pre blockquote figure figcaption hr address header hgroup details "
    "summary form fieldset center nav aside footer menu dialog legend noscript"
)

_NOT_WORDS: Final = {
    "script": "scripts",
    **dict.fromkeys(["style", "noscript", "template", "noframes", "rp", "rt", "area", "track"], ""),
    **dict.fromkeys(["meta", "link", "base", "param", "source", "col", "colgroup", "title"], ""),
    **dict.fromkeys(["img", "picture", "svg", "map"], "pictures"),
    "math": "formulas",
    **dict.fromkeys(["audio", "video", "iframe", "object", "embed", "applet", "canvas"], "media"),
    **dict.fromkeys(["nav", "aside", "footer", "dialog", "menu"], "menus"),
    **dict.fromkeys(["button", "select", "textarea", "label", "legend", "datalist"], "menus"),
    **dict.fromkeys(["input", "output", "progress", "meter"], ""),
    "del": "deleted",
}
_ROLES: Final = {
    **dict.fromkeys(["navigation", "contentinfo", "search", "complementary", "menu"], "menus"),
    **dict.fromkeys(["menubar", "toolbar", "dialog", "alert", "doc-toc"], "menus"),
    "doc-noteref": "",
    "doc-backlink": "",
    **dict.fromkeys(["doc-footnote", "doc-endnote", "doc-endnotes"], "footnotes"),
}
_UNSEEN: Final = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|"
    r"clip\s*:\s*rect\(\s*[01]|(?:left|right|top|text-indent)\s*:\s*-\d{3,}|"
    r"opacity\s*:\s*0*(?:\.0*)?%?(?=\s*[;!}]|\s*$)|"
    r"font-size\s*:\s*0*(?:\.0*)?(?:px|pt|em|rem|%)?(?=\s*[;!}]|\s*$))",
    re.IGNORECASE,
)
_FOR_READERS: Final = set_of("sr-only visually-hidden screen-reader-text visuallyhidden skip-link")
_NOTES: Final = set_of("footnotes endnotes footnote endnote reflist")
_TO_NOTE: Final = re.compile(
    r"#(?:_?(?:ftn|edn|msocom|fn|cmnt)|footnote|endnote|cite_note|note-)", re.IGNORECASE
)
_EVERY_SCREEN: Final = re.compile(
    r"@(?:media\s+(?:only\s+)?(?:screen|all)\s*|supports\b.*|layer\b.*)\{", re.IGNORECASE
)
_WITH_NAME: Final = re.compile(r"[.#][\w-]+")
_ESCAPED: Final = re.compile(r"([.#])((?:[\w-]*\\.)+[\w-]*)")
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASSES: Final = {
    "msotitle": "title",
    **dict.fromkeys(["msosubtitle", "subtitle"], "subtitles"),
    **dict.fromkeys(["author", "byline", "date", "entry-date", "posted-on"], "bylines"),
}
_ASIDE: Final = {"s": "struck", "strike": "struck", "figcaption": "captions"}


@dataclass(frozen=True, slots=True)
class Part:
    """What was left out: its kind in ``documents.yaml``, or "" for nothing to tell; how many."""

    count: str
    n: int = 1


def left_out(node: Any) -> Part | None:
    """What an element is that is not read, or None for one that is."""
    attributes = _attributes(node)
    classes = set(attributes.get("class", "").lower().split())
    if node.name == "link" and "stylesheet" in attributes.get("rel", "").lower():
        return Part("sheets")
    if node.name in _NOT_WORDS:
        return Part(_NOT_WORDS[node.name])
    style = attributes.get("style", "")
    if "hidden" in attributes or _UNSEEN.search(style) or classes & _FOR_READERS:
        return Part("hidden_text", bool(node.to_text().strip()))
    if attributes.get("aria-hidden", "").lower() == "true":
        return Part("hidden_text", bool(node.to_text().strip()))
    if (role := attributes.get("role", "").lower()) in _ROLES:
        return Part(_ROLES[role], _notes_in(node) if "note" in role else 1)
    if classes & _NOTES or re.search(r"mso-element\s*:\s*(?:foot|end)note-list", style):
        return Part("footnotes", _notes_in(node))
    if re.search(r"mso-element\s*:\s*(?:header|footer)", style):
        return Part("headers")
    if any(each.startswith("msotoc") for each in classes):
        return Part("contents")
    if _is_note_mark(node, attributes) or "mso-list:ignore" in style.lower().replace(" ", ""):
        return Part("")
    return None


def list_mark(node: Any) -> str:
    """``item`` of a list, or the kind of words to keep aside, by marks of Word; else ""."""
    if node.name in _ASIDE:
        return _ASIDE[node.name]
    attributes = _attributes(node)
    classes = attributes.get("class", "").lower()
    style = attributes.get("style", "").lower().replace(" ", "")
    if "text-decoration:line-through" in style:
        return "struck"
    if "mso-element:comment;" in f"{style};":
        return "comments"
    if aside := next(filter(None, (_CLASSES.get(each) for each in classes.split())), ""):
        return aside
    return "item" if "msolistparagraph" in classes and "mso-list:" in style else ""


def hidden_by_sheets(root: Any) -> set[int]:
    """``id`` of each element that a style sheet in the page hides on every screen."""
    selectors: set[str] = set()
    for sheet in root.query("style"):
        rules = "".join(text.data or "" for text in sheet.children or ())
        rules = re.sub(r"<!--|-->", "", re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL))
        for selector, body in _RULE.findall(_without_media(rules)):
            if _UNSEEN.search(body):
                selectors.update(each.strip() for each in selector.split(","))
    if not selectors:
        return set()
    there = _named(root)
    return {at for each in sorted(selectors) for at in _selected(root, each, there)}


def main_part(root: Any) -> Any | None:
    """The one element with the words of the page, if it says so."""
    for wanted in ("main, [role=main]", "article"):
        parts = [part for part in root.query(wanted) if left_out(part) is None]
        if len(parts) == 1 and parts[0].to_text().strip():
            return parts[0]
        if parts:
            return None
    return None


def _named(root: Any) -> set[str]:
    """Every class (``.name``) and id (``#name``) that an element of the page has."""
    found: set[str] = set()
    for node in root.query("[class], [id]"):
        attributes = _attributes(node)
        found.update(f".{name}" for name in attributes.get("class", "").split())
        found.add(f"#{attributes.get('id', '')}")
    return found


def _selected(root: Any, selector: str, there: set[str]) -> set[int]:
    if not selector or selector in ("*", "html", "body"):  # a page that a program uncovers
        return set()
    selector = _ESCAPED.sub(_as_attribute, selector)
    plain = "(" not in selector and "[" not in selector
    if plain and not {*_WITH_NAME.findall(selector)} <= there:
        return set()
    try:
        return {id(node) for node in root.query(selector)}
    except Exception:  # noqa: BLE001  (a selector of a kind that hides nothing lasting)
        return set()


def _as_attribute(name: re.Match[str]) -> str:
    """A class or id with an escaped sign in it, in the form that the library reads."""
    plain = name[2].replace("\\", "").replace('"', "")
    return f'[class~="{plain}"]' if name[1] == "." else f'[id="{plain}"]'


def _without_media(rules: str) -> str:
    """A sheet without its rules for print, for small screens, and so on."""
    kept, at = [], 0
    for start in re.finditer(r"@[\w-]+[^{};]*\{", rules):
        if start.start() < at:
            continue
        kept.append(rules[at : start.start()])
        depth, at = 1, start.end()
        while depth and at < len(rules):
            depth += {"{": 1, "}": -1}.get(rules[at], 0)
            at += 1
        if _EVERY_SCREEN.match(start[0]):
            kept.append(rules[start.end() : at - 1])
    return "".join((*kept, rules[at:]))


def _notes_in(node: Any) -> int:
    return max(1, len(node.query("li")))


def _is_note_mark(node: Any, attributes: dict[str, str]) -> bool:
    """Whether an element is the little number that leads to a note or a comment."""
    if node.name == "a":
        return bool(_TO_NOTE.match(attributes.get("href", ""))) and len(node.to_text().strip()) <= 6
    inside = node.name == "sup" and node.query("a")
    return bool(inside) and all(_attributes(a).get("href", "").startswith("#") for a in inside)


def _attributes(node: Any) -> dict[str, str]:
    return {name: value or "" for name, value in (node.attrs or {}).items()}
