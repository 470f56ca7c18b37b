"""A script that cannot be read → every mistake in it, and what can be read without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.errors import ScriptError
from relax.words._read import read_source
from relax.words.check._finding import unreadable
from relax.words.check._normal import lines_of

if TYPE_CHECKING:
    from relax.words._model import Script
    from relax.words.check._finding import Finding

_MOST_BROKEN = 50
"""So many mistakes are told at once; then the first ones are worth mending."""


def further_mistakes(
    text: str, file: str, language: str, error: ScriptError
) -> tuple[list[Finding], Script | None]:
    """The further mistakes, each looked for without the cue before it, and what can be read."""
    further: list[Finding] = []
    for _ in range(_MOST_BROKEN):
        if _in_front_matter(text, error):  # which says whose words must not be quoted
            break
        text = _without_cue(text, error)
        try:
            return further, read_source(text, file, language=language)
        except ScriptError as next_error:
            same = next_error.place == error.place and next_error.message == error.message
            error = next_error
            if same or (found := unreadable(error, file)) in further:
                break
            further.append(found)
    return further, None


def _without_cue(text: str, error: ScriptError) -> str:
    """``text`` with the cue, bracket or line of a mistake blanked out, letter for letter."""
    lines, place = lines_of(text), error.place
    if not place or not place.line or place.line > len(lines):
        return text
    line, start = lines[place.line - 1], (place.column or 1) - 1
    words = line.rstrip("\r\n")
    end = start + 1
    if words[start : start + 1] == "[" and "]" in words[start:]:
        end = words.index("]", start) + 1
    elif words[start : start + 1] not in "[]":
        end = len(words)
    lines[place.line - 1] = line[:start] + " " * (end - start) + line[end:]
    return "".join(lines)


def _in_front_matter(text: str, error: ScriptError) -> bool:
    lines = [line.strip() for line in lines_of(text.removeprefix("\ufeff"))]
    if lines[:1] != ["---"]:
        return False
    end = lines.index("---", 1) + 1 if "---" in lines[1:] else len(lines)
    return not error.place or not error.place.line or error.place.line <= end
