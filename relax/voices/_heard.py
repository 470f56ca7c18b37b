"""What was said against what was heard: two texts → the words that differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING, Final

from num2words import num2words  # type: ignore[import-untyped]
from pydantic import Field

from relax.data import Strict, bundled

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER: Final = re.compile(r"\b(\d{1,2})[:.](\d\d)\b(?!\.\d)|(\d+)(st|nd|rd|th)\b|\d+(?:[.,]\d+)*")
ANY_WORD: Final = "*"
"""In a text that was said: a name or a word with a pronunciation of its own. It counts as heard
when something is, of up to :data:`_LONGEST_NAME` words: no recogniser knows how it is spelled."""

_LONGEST_NAME: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\*")
_SIGNS: Final = {"’": "'", "%": " percent", "°": " degrees", "&": " and "}


class Group(Strict):
    """Words that count as one, and why they do."""

    words: tuple[str, ...] = Field(min_length=2)
    why: str = Field(min_length=1)


class Homophones(Strict):
    """``data/homophones.yaml``."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that were said, and what was heard in their place; either may be empty."""

    said: str
    heard: str

    def __str__(self) -> str:
        """For a person, e.g. ``“steady” heard as “study”``."""
        if not self.heard:
            return f"“{self.said}” not heard"
        if not self.said:
            return f"“{self.heard}” heard as well"
        return f"“{self.said}” heard as “{self.heard}”"


def differences(said: str, heard: str) -> list[Difference]:
    """The words of ``said`` that were heard otherwise, not at all, or in addition.

    Case, punctuation, digits, hyphens and words that sound the same make no difference.
    """
    return [
        Difference(" ".join(one), " ".join(other))
        for _, one, other in _blocks(plain(said), plain(heard))
    ]


def exact(said: Sequence[str], heard: str) -> list[bool]:
    """Whether each of the texts ``said``, spoken in a row, is in ``heard`` just as it is.

    A word too many between two of them makes both inexact.
    """
    each = [plain(text) for text in said]
    whole = tuple(word for words in each for word in words)
    wrong: set[int] = set()
    for start, one, _ in _blocks(whole, plain(heard)):
        wrong |= set(range(start, start + len(one))) if one else {start - 1, start}
    found = []
    at = 0
    for words in each:
        found.append(wrong.isdisjoint(range(at, at + len(words))))
        at += len(words)
    return found


def plain(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: lower case, numbers spoken, homophones as one."""
    for sign, meaning in _SIGNS.items():
        text = text.replace(sign, meaning)
    words = _WORD.findall(_NUMBER.sub(_spoken, text.casefold()).replace("-", " "))
    return _folded(tuple(words))


def _spoken(number: re.Match[str]) -> str:
    """A number as it is said."""
    hour, minute, ordinal, _ = number.groups()
    if hour:
        return f" {num2words(int(hour))} {num2words(int(minute)) if int(minute) else ''} "
    if ordinal:
        return f" {num2words(int(ordinal), to='ordinal')} "
    digits = number[0].replace(",", "")
    if "." in digits:
        whole, _, rest = digits.partition(".")
        after = " ".join(num2words(int(digit)) for digit in rest if digit != ".")
        return f" {num2words(int(whole))} point {after} "
    if len(digits) == 4 and digits[:2] in {"19", "20"} and "," not in number[0]:
        return f" {num2words(int(digits), to='year')} "
    return f" {num2words(int(digits))} ".replace(" and ", " ")


def homophones() -> Homophones:
    """The groups of words that count as one, checked."""
    return bundled("voices", "homophones", Homophones)


@cache
def _groups() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Every way to write a word → the way that stands for all of them."""
    ways: dict[tuple[str, ...], tuple[str, ...]] = {}
    for group in homophones().groups:
        for words in group.words:
            ways[tuple(words.split())] = tuple(group.words[0].split())
    return ways


@cache
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    """``words`` with each homophone, of one word or more, as the first of its group."""
    ways = _groups()
    longest = max(map(len, ways))
    found: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            way = ways.get(words[at : at + size])
            if way:
                found += way
                at += size
                break
        else:
            found.append(words[at])
            at += 1
    return tuple(found)


def _blocks(
    one: tuple[str, ...], other: tuple[str, ...]
) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Where two rows of words differ: the place in the first, and the words of both.

    What is only written together or apart does not.
    """
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [
        (start, one[start:end], other[first:last])
        for kind, start, end, first, last in matcher.get_opcodes()
        if kind != "equal" and not _alike(one[start:end], other[first:last])
    ]


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two rows of words are the same but for how they are written."""
    names = one.count(ANY_WORD)
    if names and names == len(one):
        return names <= len(other) <= names * _LONGEST_NAME
    return "".join(one) == "".join(other)
