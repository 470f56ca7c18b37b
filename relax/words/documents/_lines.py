"""Lines of words → paragraphs, and words with what is not spoken among them → blocks."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from relax.words.documents._blocks import Blocks

_ENDS: Final = re.compile(r"[.!?…:;][\"'”’»)\]*_]*$|[\])}>*]$|—$")
_WRAPPED: Final = 50
"""Characters; where the longest line has as many, a person did not break the lines by hand."""


def paragraphs(lines: list[str]) -> tuple[list[str], int]:
    """Paragraphs, each with a line break where one was meant; and how many had lines joined.

    An empty line ends a paragraph. A line break in the middle of a sentence is a space when the
    next line goes on in small letters or the line is as long as the others; else it ends a
    paragraph, because two thoughts in one breath would sound as one.
    """
    found: list[str] = []
    joined = 0
    for group in _groups(lines):
        width = max(map(len, group))
        text, here = group[0], False
        for line, after in pairwise(group):
            if _ENDS.search(line):
                text += f"\n{after}"
            elif after[:1].islower() or (width >= _WRAPPED and len(line) >= 0.7 * width):
                text, here = f"{text} {after}", True
            else:
                found.append(text)
                text = after
        found.append(text)
        joined += here
    return found, joined


def ends_sentence(line: str) -> bool:
    """Whether a line ends where a voice may rest: a sentence, a cue or a colon."""
    return bool(_ENDS.search(line))


def _groups(lines: list[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in lines:
        if flat := " ".join(line.split()):
            groups[-1].append(flat)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


Look = Literal["words", "struck", "hidden", "deleted"]

As = Literal["words", "item", "heading", "subtitles", "bylines", "captions"]


class Running:
    """Collects words, and keeps what is not spoken apart from them."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._text: list[str] = []
        self._beside: list[tuple[str, str]] = []
        self._look: Look = "words"

    def say(self, text: str, look: Look = "words") -> None:
        """Words; pieces that follow each other with the same look count as one passage."""
        if look == "words":
            self._text.append(text)
        elif look == "struck":
            self._strike(text)
        elif look != self._look and text.strip():
            self._blocks.count("hidden_text" if look == "hidden" else look)
        if text.strip() or look == self._look:
            self._look = look

    def beside(self, text: str, what: str = "comments") -> None:
        """Words that are kept as a comment; ``what`` names their kind in ``documents.yaml``."""
        if text.strip():
            self._beside.append((text, what))

    def end(self, as_: As = "words", level: int = 0) -> bool:
        """Put the paragraph, and what stood beside it, into the blocks; whether it had words."""
        text, self._text = "".join(self._text), []
        beside, self._beside = self._beside, []
        self._look = "words"
        lines = text.split("\n")
        spoken = bool(text.strip())
        if as_ == "heading":
            self._blocks.heading(" ".join(lines), level)
        elif as_ not in ("words", "item"):
            self._blocks.comment(" ".join(lines), as_)
        elif spoken:
            found, joined = paragraphs(lines)
            self._blocks.count("joined", joined)
            for n, paragraph in enumerate(found):
                if as_ == "item" and n == 0:
                    self._blocks.item(paragraph)
                else:
                    self._blocks.paragraph(paragraph)
        for comment, what in beside:
            shown = f"struck out: {comment}" if what == "struck" else comment
            self._blocks.comment(shown, what, beside=spoken)
        return spoken

    def drop(self) -> None:
        """Forget the paragraph."""
        self._text, self._beside, self._look = [], [], "words"

    def _strike(self, text: str) -> None:
        if self._look == "struck" and self._beside and self._beside[-1][1] == "struck":
            before, what = self._beside.pop()
            self._beside.append((before + text, what))
        elif text.strip():
            self._beside.append((text, "struck"))
