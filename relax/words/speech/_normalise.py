"""Text of a line → what is spoken, in words; the same for every engine."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from relax.words.speech._characters import SOUNDS, UnspeakableError, cleaned, neutral
from relax.words.speech._digits import DigitRules
from relax.words.speech._marks import DASH, MarkRules, tidied
from relax.words.speech._shorthand import ShorthandRules
from relax.words.speech._spoken import spoken_words

if TYPE_CHECKING:
    from relax.words.speech._digits import Rule

_ROUNDS: Final = 8
"""Text is read again until nothing changes, and never for ever."""

_PLAIN: Final = re.compile(r"(?<![^\W_])(?:a|[a-z]{2,})(?![^\s,!?])|\s|[,!?.](?![.…\d]| \.)")
"""Most of any text: words in small letters, and marks, as they are."""

_AS_IT_IS: Final = re.compile(
    rf"[^\W\d_](?:[^\W\d_]|'(?=[^\W\d_]))*|[,.;:!?…\s{SOUNDS}]|[^\x00-\x7f“–—−°£€¥¢\u00d7÷±≈~]"
)
"""What no rule has anything to say to; marks on letters are among it."""


def normalised(text: str, language: str) -> str:
    """Text as written → as spoken: numbers, units, abbreviations and signs in words.

    What is marked as IPA (:mod:`relax.ipa`) stays as it is, and so does text that needs nothing.
    In a language without a ``spoken.yaml`` only quotes, dashes and odd spaces are set right.

    Raises:
        UnspeakableError: something that no voice can say, or that could be said in two ways;
            names where it stands. It quotes signs, and never words or numbers.
    """
    if spoken_words(language) is None:
        return " ".join(re.sub(DASH, ", ", neutral(text)).split())
    clean = cleaned(text)
    try:
        written, said = clean.text, tidied(_said(clean.text, language))
    except UnspeakableError as error:
        at = clean.offsets[error.offset]
        raise UnspeakableError(error.kind, at, sign=error.sign, script=error.script) from None
    for _ in range(_ROUNDS):  # what one rule leaves, another may take
        if said == written:
            break
        written, said = said, _again(said, language)
    sounds = iter(clean.sounds)
    return re.sub(SOUNDS, lambda _: next(sounds), said)


def _again(said: str, language: str) -> str:
    """What has been read once, read again; where in the written text it stood is not known."""
    try:
        return tidied(_said(said, language))
    except UnspeakableError as error:
        raise UnspeakableError(error.kind, 0, sign=error.sign, script=error.script) from None


def unspeakable(text: str, language: str) -> UnspeakableError | None:
    """What stops ``text`` from being spoken, if anything does."""
    try:
        normalised(text, language)
    except UnspeakableError as error:
        return error
    return None


def _said(text: str, language: str) -> str:
    """``text`` (cleaned) read from left to right, each piece by the first rule that takes it."""
    said: list[str] = []
    at = 0
    was_changed = False
    fixed = _fixed(language)
    while at < len(text):
        plain = _PLAIN.match(text, at)
        if plain and plain[0] not in fixed:
            end, spoken = plain.end(), plain[0]
        else:
            end, spoken = _by_rule(text, at, language)
        is_changed = spoken != text[at:end]
        apart = (is_changed or was_changed) and said and said[-1][-1:].isalnum()
        if apart and (spoken[:1].isalnum() or (not spoken and text[end : end + 1].isalnum())):
            said.append(" ")
        if spoken:
            said.append(spoken)
        at, was_changed = end, is_changed
    return "".join(said)


def _by_rule(text: str, at: int, language: str) -> tuple[int, str]:
    for pattern, say in _rules(language):
        match = pattern.match(text, at)
        if match and (spoken := say(match)) is not None:
            return match.end(), spoken
    if match := _AS_IT_IS.match(text, at):
        return match.end(), match[0]
    raise UnspeakableError("sign", at, sign=text[at])


@cache
def _rules(language: str) -> list[Rule]:
    """Every rule of a language, in the order in which they are asked."""
    words = spoken_words(language)
    if words is None:
        return []
    shorthand = ShorthandRules(words, language)
    return [
        *shorthand.words,
        *DigitRules(words).rules,
        *shorthand.numbers,
        *MarkRules(words).rules,
    ]


@cache
def _fixed(language: str) -> frozenset[str]:
    words = spoken_words(language)
    return frozenset([*words.fixed, *words.titles] if words else ())
