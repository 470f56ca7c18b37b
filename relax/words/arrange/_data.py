"""The shape of ``data/<language>/joining.yaml``: what joins scripts, and announces bells."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from relax.data import Strict, bundled


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"this is no pattern: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
Edit = tuple[Pattern, str]
"""What is looked for, and what takes its place."""


class OutlineWords(Strict):
    """How an opening tells what comes first, and what comes after it."""

    begins: str
    first: str
    then: Annotated[tuple[str, ...], Field(min_length=1)]
    otherwise: str
    titles: str
    not_last: tuple[Edit, ...] = ()
    not_first: tuple[Edit, ...] = ()


class BellWords(Strict):
    """How bells are announced: all of them in the opening, and each one before it sounds."""

    notice: str
    start: str
    end: str
    every: str
    every_minute: str
    joined: str
    now: Annotated[tuple[str, ...], Field(min_length=1)]


class JoiningWords(Strict):
    """See ``joining.yaml`` for the meaning of each field."""

    greeting: Pattern
    clinic: str
    opening: Pattern
    closing: Pattern
    closing_title: str
    closing_more: tuple[str, ...] = ()
    outline: OutlineWords
    bed: str
    tones: str
    bell: str
    sleep: str
    said_once: Pattern
    reminder: Pattern
    not_yet: tuple[Edit, ...] = ()
    not_yet_said: Pattern
    chapter_again: str
    bells: BellWords


def joining_words(language: str) -> JoiningWords:
    """What joins scripts in a language.

    Raises:
        RelaxError: there are no words for it.
    """
    return bundled("words", "joining", JoiningWords, language)
