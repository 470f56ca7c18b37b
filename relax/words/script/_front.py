"""The front matter of a script → its fields, or what is wrong with them and where."""

from __future__ import annotations

from typing import NoReturn

from pydantic import ValidationError

from relax.data import NotYamlError, unusable_column, values
from relax.errors import Place, ScriptError
from relax.words.script._model import ScriptMeta
from relax.words.script._slips import find_slip
from relax.words.speech import known_languages


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
