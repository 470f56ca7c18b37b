"""Lines as a person or a program broke them → paragraphs, never cut in the middle of a sentence."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

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
