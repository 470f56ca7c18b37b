"""Front matter → its fields, and what in its YAML only looks right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from pydantic import ValidationError

from relax.data import NotYamlError, unusable_column, values
from relax.errors import Place, ScriptError
from relax.words.script._model import ScriptMeta
from relax.words.speech import known_languages

_WIDE: Final = "\u00a0\u2007\u202f\u3000"
"""Spaces that a word processor or a web page puts in place of ordinary ones."""

_NO_BREAK: Final = re.compile(rf"^[ -]*(?:[^\s:#{_WIDE}]+:)?[ ]*([{_WIDE}])", re.MULTILINE)
_TAB: Final = re.compile(r"^ *(?:- *)?(\t)", re.MULTILINE)
_PAIRS: Final = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘’", "”": "”", "’": "’"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A character that YAML takes for something else; ``line`` and ``column`` count from 1."""

    message: str
    hint: str
    line: int
    column: int


def find_slip(text: str) -> Slip | None:
    """The first tab or no-break space in ``text`` where YAML wants an ordinary space, if any.

    Only to be asked where ``text`` cannot be read: elsewhere such a character does no harm.
    """
    kinds = ((_TAB, "a tab"), (_NO_BREAK, "a no-break space"))
    found = [(hit.start(1), name) for kind, name in kinds for hit in kind.finditer(text)]
    if not found:
        return None
    at, name = min(found)
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    hint = "Type ordinary spaces in its place."
    return Slip(f"There is {name} here, which YAML does not take for a space.", hint, line, column)


def without_curly(text: str) -> str:
    """``text`` without a pair of curly quotes all around it; as it is where there is none."""
    inside = text.strip()
    if len(inside) < 2 or inside[-1] not in _PAIRS.get(inside[0], ""):
        return text
    within = inside[1:-1].strip()
    return text if set(within) & {inside[0], inside[-1]} - set("’") else within


def front_matter(lines: list[str], file: str, language: str | None) -> tuple[ScriptMeta, int]:
    """What the lines between --- and --- say, and how many lines that is; 0: there are none.

    Raises:
        ScriptError: not closed, not YAML, a field that is not known or not right.
    """
    fallback = {"language": language} if language else {}
    if not lines or lines[0].strip() != "---":
        return ScriptMeta.model_validate({"title": "Untitled", **fallback}), 0
    try:
        end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    except StopIteration:
        place = Place(file, 1, 1)
        raise ScriptError(
            "The front matter is not closed.", hint="Put --- on a line below it.", place=place
        ) from None
    try:
        data = values("\n".join(lines[1:end])) or {}
        if not isinstance(data, dict):
            raise ScriptError(
                "The front matter is not a list of names and values.",
                hint="Write for example title: Outside In.",
                place=Place(file, 2, 1),
            )
        return ScriptMeta.model_validate({**fallback, **data}), end + 1
    except NotYamlError as error:
        if error.line is None or error.too_deep:
            _unreadable(lines[1:end], file)
        if slip := find_slip("\n".join(lines[1:end])):
            place = Place(file, slip.line + 1, slip.column)
            raise ScriptError(slip.message, hint=slip.hint, place=place) from None
        raise ScriptError(
            "The front matter is not well formed.",
            hint="It is YAML: one name: value a line; text with a colon goes in quotes.",
            place=Place(file, error.line + 1, error.column),
        ) from None
    except ValidationError as error:
        _bad_field(error, lines, end, file)


def unknown_language(language: str, lines: list[str], file: str) -> ScriptError | None:
    """What is wrong with a language that relax has no words for; None: it has."""
    known = known_languages()
    if language.partition("-")[0].casefold() in known:
        return None
    at = next((n for n, line in enumerate(lines, 1) if line.startswith("language:")), 1)
    return ScriptError(
        f"relax does not know the language “{language[:20]}” yet.",
        hint=f"It knows: {', '.join(sorted(known))}.",
        place=Place(file, at, 1),
    )


def _unreadable(lines: list[str], file: str) -> NoReturn:
    """What stops the reader itself: a control character, a day there is not, lists without end."""
    at = [(n, column) for n, line in enumerate(lines, 2) if (column := unusable_column(line))]
    if at:
        raise ScriptError(
            "There is a character in the front matter that cannot be used.",
            hint="Delete it; it may not show.",
            place=Place(file, *at[0]),
        )
    raise ScriptError(
        "There is a value in the front matter that cannot be read.",
        hint="It is one name: value a line; a value with signs in it goes in quotes.",
        place=Place(file, 2, 1),
    )


def _bad_field(error: ValidationError, lines: list[str], end: int, file: str) -> NoReturn:
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    at = next((n for n, line in enumerate(lines[:end], 1) if line.startswith(f"{name}:")), 1)
    if first["type"] == "extra_forbidden":
        known = ", ".join(ScriptMeta.model_fields)
        message, hint = f"The front matter has no field “{name}”.", f"It knows: {known}."
    elif first["type"] == "missing":
        message, hint = f"The front matter lacks “{name}”.", f"Add a line {name}: … to it."
    else:
        message, hint = f"The field “{name}” is not right.", f"{first['msg']}."
    raise ScriptError(message, hint=hint, place=Place(file, at, 1))
