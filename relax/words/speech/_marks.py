"""Rules for signs between words: dashes, quotation marks, brackets; and the marks set right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from relax.words.speech._characters import SOUNDS, UnspeakableError
from relax.words.speech._digits import unclear
from relax.words.speech._spoken import any_of

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
