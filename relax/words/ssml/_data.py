"""What SSML is: its first element, and ``ssml.yaml`` → what each element means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field, field_validator

from relax.data import Strict, bundled
from relax.words.script import PauseKind  # noqa: TC001  (pydantic reads it)

if TYPE_CHECKING:
    from collections.abc import Collection

SPACE: Final = " \t\r\n\ufeff"
_PROLOG: Final = re.compile(
    r"""(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>"']|"[^"]*"|'[^']*'|\[.*?\]\s*(?=>))*>)"""
    r"[ \t\r\n\ufeff]*",
    re.DOTALL,
)
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?speak[\s/>]")

Where = Literal["here", "end", "between"]


class SsmlData(Strict):
    """``data/ssml.yaml``; each field is explained there."""

    paragraphs: frozenset[str]
    sentences: frozenset[str]
    parts: frozenset[str]
    wrappers: frozenset[str]
    left_out: frozenset[str]
    not_words: frozenset[str]
    marks: dict[str, str]
    title: str
    pauses: dict[str, dict[str, Annotated[float, Field(ge=0)]]]
    strengths: dict[str, PauseKind | Literal[""]]
    strength: str
    silences: dict[str, Where]
    spelled: frozenset[str]
    unspoken: frozenset[str]
    hints: dict[str, str]
    longest_break_s: Annotated[float, Field(gt=0)]

    @field_validator("title")
    @classmethod
    def _compiles(cls, value: str) -> str:
        re.compile(value)
        return value

    def is_title(self, name: str) -> bool:
        """Whether the name of a mark is the title of a chapter, and not the name of a place."""
        return re.fullmatch(self.title, name) is not None


def ssml_data() -> SsmlData:
    """What each element of SSML is."""
    return bundled("words", "ssml", SsmlData)


def known_as(name: str, names: Collection[str]) -> str | None:
    """The name under which an element stands among ``names``: whole, or without its prefix."""
    local = name.rpartition(":")[2]
    return next((each for each in (name, local) if each in names), None)


def is_ssml(text: str) -> bool:
    """Whether a text is SSML: its first element is ``speak``, or it says that it is XML."""
    start = text.lstrip(SPACE)
    says_so = start.startswith("<?xml")
    at = 0
    while found := _PROLOG.match(start, at):
        at = found.end()
    return says_so or _ROOT.match(start, at) is not None
