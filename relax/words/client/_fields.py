"""Kinds of fields that a client has, and how a problem with one is told."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from relax.words.speech import is_speakable

LONGEST_NAME = 100
LONGEST_INTENTION = 120
_LONGEST_TEXT = 200
_MOST_DIGITS = 4
"""More digits with fewer than two letters are somebody's number, and no name."""

_ADDRESS = re.compile(r"\S@\S+\.\w|\w://|\bwww\.", re.IGNORECASE)
"""Of electronic mail, or of the web."""
_FAILED = re.compile(r"#[A-ZÄÖÜÉÈ0-9/]{3,14}[!?]?")
"""What a spreadsheet shows for a formula that failed."""


def problem(
    message: str, hint: str = "", *, field: str = "", item: int | None = None
) -> PydanticCustomError:
    """A validation error with a sentence for a person, and nothing they wrote in it.

    ``field`` and ``item`` tell where it is, when more than one field is concerned.
    """
    context = {"message": message, "hint": hint, "field": field, "item": item}
    return PydanticCustomError("client", "{message}", context)


def trimmed(value: str) -> str | None:
    """Trimmed; None when empty; no control characters, line breaks or broken characters."""
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in value):
        raise problem("There is a control character or a line break in this text.")
    return value.strip() or None


def sayable(value: str | None) -> str | None:
    """As it is; a problem where no letter or number is in it."""
    if value is not None and not is_speakable(value):
        raise problem("There is nothing here that a voice could say.", "Leave it out.")
    return value


def spoken(value: str | None) -> str | None:
    """As it is; a problem where it is nothing that is said: a formula, an address of the web."""
    if value is not None and (value.startswith("=") or _ADDRESS.search(value)):
        raise problem(
            "This is a formula or an address and cannot be spoken.", "Write what is to be said."
        )
    return value


def callable_name(value: str | None) -> str | None:
    """As it is; a problem where nobody is called so: a number of a telephone, a date, an error."""
    digits = sum(map(str.isdigit, value or ""))
    letters = sum(map(str.isalpha, value or ""))
    if value is not None and (_FAILED.fullmatch(value) or (digits > _MOST_DIGITS and letters < 2)):
        raise problem("This is no name.", "Write what the person is called, or leave it out.")
    return value


def short(longest: int) -> AfterValidator:
    """At most ``longest`` characters."""

    def check(value: str | None) -> str | None:
        if value is not None and len(value) > longest:
            raise problem(f"This text is over {longest} characters long.")
        return value

    return AfterValidator(check)


def listed(value: Any) -> Any:
    """A list, or one string with ``;`` or ``,`` between its items."""
    if value is None:
        return ()
    if isinstance(value, str):
        value = re.split(r"[;,]", value)
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(
            item.strip() if isinstance(item, str) else item
            for item in value
            if not isinstance(item, str) or item.strip()
        )
    return value


def empty_is_none(value: Any) -> Any:
    """An empty cell is as good as none."""
    return None if isinstance(value, str) and not value.strip() else value


_LIST_SCHEMA = {
    "anyOf": [
        {"type": "array", "items": {"type": "string"}},
        {"type": "string", "description": "items separated by ; or ,"},
    ]
}
Text = Annotated[str | None, AfterValidator(lambda v: None if v is None else trimmed(v))]
ShortText = Annotated[Text, short(_LONGEST_TEXT)]
SpokenText = Annotated[ShortText, AfterValidator(spoken)]
Name = Annotated[Text, short(LONGEST_NAME), AfterValidator(spoken), AfterValidator(callable_name)]
Words = Annotated[tuple[str, ...], BeforeValidator(listed), WithJsonSchema(_LIST_SCHEMA)]
