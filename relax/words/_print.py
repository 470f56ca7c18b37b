"""Script → script text. Parsing what is printed gives the same script back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from relax.words._cues import format_cue
from relax.words._model import Breathe, Choice, LineBreak, ParagraphBreak, Sentence

if TYPE_CHECKING:
    from relax.words._model import Chapter, Item, Script, ScriptMeta


def print_script(script: Script) -> str:
    """The whole script as text, front matter first, ending with a newline."""
    chapters = [_chapter(chapter) for chapter in script.chapters]
    return "\n\n".join([_front_matter(script.meta), *chapters]).rstrip("\n") + "\n"


def print_text(text: str) -> str:
    """Words as they stand in a script: brackets and backslashes escaped."""
    return re.sub(r"([\[\]\\])", r"\\\1", text)


def _front_matter(meta: ScriptMeta) -> str:
    data: dict[str, Any] = meta.model_dump(exclude_defaults=True, mode="json")
    for name in ("minutes", "lead_in_s"):
        if isinstance(number := data.get(name), float) and number.is_integer():
            data[name] = int(number)
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000)
    return f"---\n{text}---"


def _chapter(chapter: Chapter) -> str:
    body = _items(chapter.items)
    if not chapter.title:
        return body
    title = print_text(chapter.title)
    return f"## {title}\n{body}" if body else f"## {title}"


def _items(items: tuple[Item, ...]) -> str:
    out = ""
    for item in items:
        if isinstance(item, LineBreak):
            out += "\n"
        elif isinstance(item, ParagraphBreak):
            out += "\n\n"
        else:
            gap = "" if not out or out.endswith("\n") else " "
            text = _item(item)
            if text.startswith("#") and (not out or out.endswith("\n")):
                text = f"\\{text}"
            out += gap + text
    return out


def _item(item: Item) -> str:
    if isinstance(item, Sentence):
        return print_text(item.text)
    if isinstance(item, Choice):
        return f"[optional]{_inside(item.items)}[/optional]"
    if isinstance(item, Breathe) and item.sentences:
        lines = "\n".join(_line(sentence.text) for sentence in item.sentences)
        return f"{format_cue(item)}\n{lines}\n[/breathe]"
    if isinstance(item, (LineBreak, ParagraphBreak)):
        return "\n"
    return format_cue(item)


def _line(text: str) -> str:
    return ("\\" if text.startswith("#") else "") + print_text(text)


def _inside(items: tuple[Item, ...]) -> str:
    body = _items(items)
    before = "" if body.startswith("\n") else " "
    after = "" if body.endswith("\n") or not body else " "
    return f"{before}{body}{after}"
