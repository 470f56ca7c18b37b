"""Rules for what is written short or by a sign: each is a pattern and how what it finds is said.

A rule gives None where it is not meant after all, and then the next is asked.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from relax.words.speech._characters import SOUNDS, UnspeakableError
from relax.words.speech._digits import (
    END,
    NUMBER,
    Numerals,
    capital_after,
    stop,
    unclear,
    word_before,
)
from relax.words.speech._speech import is_initial
from relax.words.speech._spoken import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relax.words.speech._digits import Rule, Say
    from relax.words.speech._spoken import SpokenWords

START: Final = r"(?<![^\W_])"
"""No letter or digit stands before."""

WHOLE: Final = r"(?![^\W_])"
"""No letter or digit follows."""


class ShorthandRules:
    """The rules for units and abbreviations of one language, in the order they are asked in."""

    def __init__(self, words: SpokenWords, language: str) -> None:
        self._words = words
        self._language = language
        self._say = Numerals(words)
        self.numbers: list[Rule] = list(_compiled(self._number_rules()))
        self.words: list[Rule] = list(_compiled(self._word_rules()))

    def _number_rules(self) -> Iterable[tuple[str, Say]]:
        words = self._words
        units = any_of(words.units)
        minus = (
            r"(?P<minus>−\s?|(?<![^\s(])-"
            rf"(?={NUMBER}\s?(?:{any_of(words.negative)})))?(?<![^\W_])"
        )
        mixed = rf"(?P<n>{NUMBER}|(?<![^\W_.])\.\d+)(?:\s(?P<t>\d)/(?P<b>\d){WHOLE})?"
        part = r"(?P<t2>\d{1,3})/(?P<b2>\d{1,3})(?![^\W_]|/)"
        unit = rf"(?P<join>[ -]?)(?P<unit>{units})(?:/(?P<per>{units}))?{WHOLE}(?!\s?\d)\.?"
        whole = rf"\s(?P<whole>{any_of(words.of_a)}){WHOLE}"
        yield rf"{minus}(?:{mixed}|{part})(?:{unit}|{whole}|{END})", self._quantity
        yield rf"(?=[^\W\d_]*\d)[^\W_]+{END}", self._letters_and_digits
        yield r"\d", self._unclear
        yield rf"{START}(?P<short>{any_of(words.before_number)})\s?(?=\d)", self._before_number

    def _word_rules(self) -> Iterable[tuple[str, Say]]:
        words = self._words
        ends = any_of(words.address_ends)
        days = any_of([*words.weekdays, *words.months])
        short = any_of(_also_capital(words.abbreviations))
        fixed = any_of(_also_capital(words.fixed))
        yield (
            rf"{START}(?:[^\s@]+@[^\s@]+\.\w|\w+://|www\.\w|[\w-]+(?:\.[\w-]+)*\.(?:{ends}){WHOLE})",
            self._address,
        )
        yield r"(?<!\S)[:;=]-?[()DP](?![^\W_])", self._emoticon
        yield rf"{START}(?P<short>{any_of(words.titles)})(?:\.|{WHOLE})", self._title
        yield rf"{START}{re.escape(words.saint.written)}(?:\.|{WHOLE})", self._saint
        yield rf"(?<![^\W_]|\.)(?P<short>{short})\.", self._abbreviation
        yield (
            rf"{START}(?:[^\W\d_a-z]\.){{2,}}{WHOLE}|{START}[A-Z](?:\.[A-Z])+(?![^\W_]|\.[^\W_])",
            self._dotted,
        )
        yield rf"{START}[^\W\d_]\.(?=\s?(?:[^\W\d_]|{SOUNDS}))", self._initial
        yield rf"{START}(?P<short>{fixed})(?:(?<=/)|(?![^\W_]|'))", self._fixed
        yield rf"{START}(?P<a>{days})(?:\s?–\s?|-)(?=(?:{days}){WHOLE})", self._days
        yield rf"(?<=[^\W\d_])/(?P<each>{any_of(words.each)}){WHOLE}", self._each

    def _quantity(self, match: re.Match[str]) -> str:
        found = match.groupdict()
        number, unit = found["n"], found["unit"]
        part = None
        if top := found["t"] or found["t2"]:
            part = self._part(match, int(top), int(found["b"] or found["b2"]))
        said = self._say.cardinal(number) if number else part or ""
        if number and part:
            said = f"{said} {self._words.and_} {part}"
        if found["minus"]:
            said = f"{self._words.minus} {said}"
        if found["whole"]:
            halved = number or (found["t2"], found["b2"]) == ("1", "2")
            whole = found["whole"]
            return f"{said} {whole if halved else self._words.of_a[whole]}"
        if not unit:
            return said
        one, many = self._words.units[unit]
        if not number and one in self._words.of_a and found["b2"] != "2":
            return f"{said} {self._words.of_a[one]}{stop(match, closing=True)}"
        single = found["join"] == "-" or (number == "1" and not part) or not number
        said = f"{said}{found['join'] if found['join'] == '-' else ' '}{one if single else many}"
        if found["per"]:
            said = f"{said} {self._words.per} {self._words.units[found['per']][0]}"
        return said + stop(match, closing=True)

    def _part(self, match: re.Match[str], top: int, bottom: int) -> str:
        if bottom in self._words.of_whole and 0 <= top <= bottom and not match["n"]:
            whole = self._say.cardinal(str(bottom))
            return f"{self._say.cardinal(str(top))} {self._words.out_of} {whole}"
        said = self._say.fraction(top, bottom)
        if said is None:
            raise unclear(match)
        return said

    def _letters_and_digits(self, match: re.Match[str]) -> str:
        pieces: list[str] = re.findall(r"\d+|[^\W\d_]+", match[0])
        return " ".join(
            piece if not piece[0].isdigit()
            else self._say.cardinal(piece) if len(piece) < 3
            else self._say.digits(piece)
            for piece in pieces
        )  # fmt: skip

    def _unclear(self, match: re.Match[str]) -> str | None:
        raise unclear(match)

    def _before_number(self, match: re.Match[str]) -> str:
        return f"{self._words.before_number[match['short']]} "

    def _address(self, match: re.Match[str]) -> str | None:
        raise UnspeakableError("address", match.start())

    def _emoticon(self, match: re.Match[str]) -> str | None:
        raise UnspeakableError("sign", match.start(), sign=match[0])

    def _title(self, match: re.Match[str]) -> str | None:
        if not match[0].endswith(".") and not capital_after(match):
            return None
        return self._words.titles[match["short"]] + stop(match)

    def _saint(self, match: re.Match[str]) -> str | None:
        saint = self._words.saint
        if capital_after(match):
            return saint.before_name
        after = word_before(match)[:1].isupper()
        return saint.after_name + stop(match) if after else None

    def _abbreviation(self, match: re.Match[str]) -> str:
        short = match["short"]
        closing = short in self._words.closing
        return _as_written(short, self._words.abbreviations) + stop(match, closing=closing)

    def _dotted(self, match: re.Match[str]) -> str:
        return match[0].replace(".", "") + stop(match)

    def _initial(self, match: re.Match[str]) -> str | None:
        before = match.string[: match.end() - 1]
        is_name = capital_after(match) and is_initial(before, self._language)
        return match[0][0] if is_name else None

    def _fixed(self, match: re.Match[str]) -> str:
        return _as_written(match["short"], self._words.fixed)

    def _days(self, match: re.Match[str]) -> str:
        return f"{match['a']} {self._words.to} "

    def _each(self, match: re.Match[str]) -> str | None:
        if word_before(match) in self._words.each:
            return None
        return f" {self._words.per} {self._words.each[match['each']]}"


def _compiled(rules: Iterable[tuple[str, Say]]) -> Iterable[Rule]:
    return ((re.compile(pattern), say) for pattern, say in rules)


def _also_capital(words: Iterable[str]) -> Iterable[str]:
    return chain.from_iterable((word, word[:1].upper() + word[1:]) for word in words)


def _as_written(short: str, words: dict[str, str]) -> str:
    """How ``short`` is said, with a capital where it is written with one."""
    if short in words:
        return words[short]
    said = words[short[:1].lower() + short[1:]]
    return said[:1].upper() + said[1:]
