"""``ssml.yaml`` → what each element of SSML means: a silence, or a way to say words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field, field_validator

from relax import ipa
from relax.data import Strict, bundled
from relax.errors import ScriptError
from relax.words.script import PauseKind, parse_time
from relax.words.speech import is_speakable
from relax.words.ssml._meta import respelled
from relax.words.ssml._text import plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from relax.errors import Place

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


@dataclass(slots=True)
class Element:
    """An open element.

    Attributes:
        start: where its words begin in the text that is collected.
        flushes: how often text had become sentences before it.
        tail: pauses where it ends, in seconds.
        between: whether there are pauses between its sentences.
    """

    name: str
    attributes: dict[str, str]
    place: Place
    start: int
    flushes: int
    tail: list[float] = field(default_factory=list)
    between: bool = False

    @property
    def local(self) -> str:
        """Its name without a prefix."""
        return self.name.rpartition(":")[2]

    def shown(self, *attributes: str) -> str:
        """The element as told, with those of the attributes that it has."""
        has = [name for name in attributes if name in self.attributes]
        more = "".join(f' {name}="{plain(self.attributes[name])}"' for name in has)
        return f"<{self.name}{more}>"


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence: ``kind`` or ``seconds``; neither: none. ``written``: as it stands there."""

    kind: PauseKind | None
    seconds: float
    written: str


def silence(element: Element, known: str) -> Silence:
    """What a break, or what ``known`` stands for, is.

    Raises:
        ScriptError: a time or a strength that is not one.
    """
    data = ssml_data()
    attributes = element.attributes
    units = data.pauses[known]
    timed = next((name for name in units if attributes.get(name, "").strip()), None)
    if timed:
        seconds = _seconds(attributes[timed], units[timed])
        if seconds is None:
            message, hint = "The time of this break is not understood.", 'Write <break time="4s"/>.'
            raise ScriptError(message, hint=hint, place=element.place)
        return Silence(None, seconds, element.shown("type", timed))
    strength = attributes.get("strength", data.strength if known == "break" else "none").strip()
    if strength not in data.strengths:
        hint = f"It is one of: {', '.join(data.strengths)}."
        raise ScriptError(
            "The strength of this break is not known.", hint=hint, place=element.place
        )
    kind = data.strengths[strength]
    return Silence(PauseKind(kind) if kind else None, 0.0, element.shown("strength"))


def is_unspoken(element: Element) -> bool:
    """Whether other programs speak nothing of the words in a ``<sub>`` or ``<say-as>``."""
    alias = element.attributes.get("alias")
    if element.local == "sub" and alias is not None:
        return not is_speakable(plain(alias))
    return element.attributes.get("interpret-as", "").strip().casefold() in ssml_data().unspoken


def way(element: Element, words: str) -> str | None:
    """How ``words`` in an element are said: IPA between slashes, or respelled; None: as written."""
    attributes = element.attributes
    said = ""
    if element.local == "sub":
        said = respelled(attributes.get("alias", ""))
    elif element.local == "phoneme":
        sounds = f"/{plain(attributes.get('ph', '')).strip('/ ')}/"
        alphabet = attributes.get("alphabet", "ipa").strip().casefold()
        said = sounds if alphabet == "ipa" and ipa.is_in(ipa.marked(sounds)) else ""
    elif attributes.get("interpret-as", "").strip().casefold() in ssml_data().spelled:
        said = " ".join(letter.upper() for letter in words if is_speakable(letter))
    return said if is_speakable(said) else None


def _seconds(written: str, unit: float) -> float | None:
    """A length of time in seconds; ``unit``: of a bare number, 0 where it needs one."""
    text = written.strip().removeprefix("+").strip()
    number = re.fullmatch(r"(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})\s*(ms|s)?", text, re.IGNORECASE)
    if not number:
        time = parse_time(text) if re.search(r"[a-z]$", text, re.IGNORECASE) else None
        return time[0] if time and time[0] == time[1] and len(text) < 20 else None
    value = float(number[1])
    if number[2]:
        return value / 1000 if number[2].lower() == "ms" else value
    return value * unit if unit or not value else None
