"""Text of a line → what is spoken, in words; the same for every engine."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from relax.words.speech._characters import SOUNDS, UnspeakableError, cleaned, neutral
from relax.words.speech._digits import DigitRules, unclear
from relax.words.speech._shorthand import ShorthandRules
from relax.words.speech._spoken import any_of, spoken_words

if TYPE_CHECKING:
    from relax.words.speech._digits import Rule, Say
    from relax.words.speech._spoken import SpokenWords

_RANK: Final = "?!….:;,"
"""Of several marks on end the first of these is kept."""

_TIMES: Final = "\u00d7"
_NO_BRACKETS: Final = str.maketrans("", "", "()")

DASH: Final = r"\s?(?:[—–]|-{2,})+[—–-]*\s?|(?<!\S)-+(?:\s|$|(?=\D))"


class MarkRules:
    """The rules for signs of one language; ``rules`` in the order in which they are asked."""

    def __init__(self, words: SpokenWords) -> None:
        self._signs = words.signs
        self._to, self._or = words.to, words.or_
        after = [*words.units, *words.times.am, *words.times.pm, *words.ordinals, *words.money]
        self._number_before = re.compile(rf"\d\s?(?:{any_of(after)})?\.?$")
        money = any_of(words.money)
        found: list[tuple[str, Say]] = [
            (rf"\s?[–—-]\s?(?=(?:{money}|\.)?\d)", self._range),
            (r"(?<=[^\W_])–(?=[^\W_])", lambda _: "-"),
            (rf"(?<=[^\W_]|{SOUNDS}|')-(?!-)", lambda _: "-"),
            (DASH, lambda _: ", "),
            (r"…[….]*|\.[….]+|\.(?: \.)+", lambda _: "…"),
            (r"“", lambda _: ""),
            (r'"', self._double),
            (r"'", self._single),
            (r"[^\W\d_]+\(e?s\)", lambda match: match[0].translate(_NO_BRACKETS)),
            (r"[()]", lambda _: ", "),
            (r"(?:(?<=[^\W_])|(?<=[^\W_] ))/ ?(?=[^\W_])", self._either),
            (r"&(?!#?\w+;)", self._named),
            (r"\+(?!\+)(?<!\+\+)", self._named),
            (r"(?<=[\w ])=(?=[\w ])", self._named),
            (r"(?<=\s)@(?=\s)", self._named),
            (r"[\u00d7÷±]|(?<![^\W_])[≈~](?=\s?\d)", self._named),
            (r"(?:(?<=\d)|(?<=\d\s))x\s?(?=\d)", lambda _: f" {self._signs[_TIMES]} "),
        ]
        self.rules: list[Rule] = [(re.compile(pattern), say) for pattern, say in found]

    def _range(self, match: re.Match[str]) -> str | None:
        if self._number_before.search(match.string[: match.start()].rstrip()):
            return f" {self._to} "
        if match[0].endswith("-") and not match.string[: match.start()][-1:].isalnum():
            at = match.end() - 1
            raise UnspeakableError("sign", at, sign="-")
        return None

    def _double(self, match: re.Match[str]) -> str:
        before = match.string[: match.start()]
        if before[-1:].isdigit() and before.count('"') % 2 == 0:
            raise unclear(match)  # inches
        return ""

    def _single(self, match: re.Match[str]) -> str:
        before, after = match.string[: match.start()], match.string[match.end() :]
        quoted = re.search(r"(?<![^\s(“\"])'", before)
        if before[-1:].isdigit():
            if re.match(r"s(?![^\W_])", after):
                return "'"
            if not quoted or after[:1].isdigit():
                raise unclear(match)  # feet
        possessive = before[-1:] in {"s", "S", "x", "z"} and not after[:1].isalnum()
        return "'" if possessive and not quoted else ""

    def _either(self, match: re.Match[str]) -> str | None:
        left, right = match.string[: match.start()].rstrip()[-1], match.string[match.end()]
        return None if left.isdigit() and right.isdigit() else f" {self._or} "

    def _named(self, match: re.Match[str]) -> str:
        return f" {self._signs[match[0]]} "


def tidied(text: str) -> str:
    """``text`` with one mark where there are several, and one space where there is any."""
    text = " ".join(text.split())
    text = re.sub(r" +(?=[,.;:!?…])", "", text)
    text = re.sub(r"[,.;:!?…](?: ?[,.;:!?…])+", lambda match: _strongest(match[0]), text)
    text = re.sub(r"^[,;: ]+", "", text)
    return re.sub(r"(?<=[^\W\d_])(?:[,;:!?…]|(?<=[a-z])\.(?=[A-Z]))(?=[^\W\d_])", r"\g<0> ", text)


def _strongest(marks: str) -> str:
    return next(mark for mark in _RANK if mark in marks)


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
