"""Digits → words: cardinals, ordinals, years, fractions and times of day, in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relax.words.speech._spoken import SpokenWords

_LONGEST = 15
"""Digits of the largest number that is said as one."""

_ONE_BY_ONE = 7
"""As many digits without a comma are a telephone number or the like, unless they are round."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """How the numbers of a language are said; digits come in as they are written."""

    words: SpokenWords

    def cardinal(self, written: str) -> str:
        """“1,250” → “one thousand two hundred and fifty”; “7.5”; digit by digit: “007”."""
        whole, dot, rest = written.replace(",", "").partition(".")
        padded = len(whole) > 1 and whole[0] == "0"
        a_code = len(whole) >= _ONE_BY_ONE and "," not in written and not whole.endswith("000")
        if not whole:
            said = []
        elif padded or a_code or len(whole) > _LONGEST:
            said = [self.digits(whole)]
        else:
            said = [self._say(int(whole))]
        return " ".join([*said, self.words.point, self.digits(rest)] if dot else said)

    def digits(self, written: str) -> str:
        """“120” → “one two zero”."""
        return " ".join(self._say(int(digit)) for digit in written)

    def ordinal(self, written: str) -> str:
        """“21” → “twenty-first”."""
        number = int(written.replace(",", ""))
        if len(str(number)) > _LONGEST:
            return self.digits(written.replace(",", ""))
        return self._say(number, "ordinal")

    def year(self, written: str) -> str:
        """“1905” → “nineteen oh five”."""
        return self._say(int(written), "year").replace("oh-", f"{self.words.oh} ")

    def decade(self, written: str) -> str:
        """“90” → “nineties”, “1990” → “nineteen nineties”."""
        said = self.year(written) if len(written) > 2 else self._say(int(written))
        return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"

    def fraction(self, top: int, bottom: int) -> str | None:
        """1, 2 → “a half”; 3, 4 → “three quarters”; None if it is none that is said so."""
        if bottom not in self.words.parts or not 0 < top < bottom:
            return None
        one, many = self.words.parts[bottom]
        if top > 1:
            return f"{self._say(top)} {many}"
        return f"{self.words.an if bottom in self.words.an_before else self.words.a} {one}"

    def time(self, hour: int, minute: int, half: str) -> str | None:
        """7, 30, "" → “seven thirty”; ``half``: how “am” or “pm” is said; None: no such time."""
        times = self.words.times
        if minute > 59 or hour > 24 or (half and not 1 <= hour <= 12) or (hour == 24 and minute):
            return None
        if not half and hour in {0, 24} and not minute:
            return times.midnight
        if not half and (hour == 0 or hour > 12):
            half = times.say_pm if hour else times.say_am
        said = [self._say((hour - 1) % 12 + 1)]
        if minute:
            said += [self.words.oh] * (minute < 10) + [self._say(minute)]
        elif not half:
            said.append(times.full_hour)
        return " ".join([*said, half] if half else said)

    def money(self, sign: str, written: str, large: str = "") -> str:
        """“$”, “3.50” → “three dollars and fifty cents”; ``large``: “million” and the like."""
        one, many, part, parts = self.words.money[sign]
        whole, dot, rest = written.replace(",", "").partition(".")
        amount = Decimal(written.replace(",", ""))
        if large or (dot and len(rest) != 2):
            return " ".join(filter(None, [self.cardinal(written), large, many]))
        unit = one if int(whole) == 1 else many
        said = f"{self.cardinal(written.partition('.')[0])} {unit}"
        if not dot or not int(rest):
            return said
        cents = f"{self._say(int(rest))} {part if int(rest) == 1 else parts}"
        return cents if amount < 1 else f"{said} {self.words.and_} {cents}"

    def _say(self, number: int, way: str = "cardinal") -> str:
        from num2words import num2words  # type: ignore[import-untyped]  # noqa: PLC0415  (heavy)

        said = str(num2words(number, to=way, lang=self.words.num2words))
        return re.sub(r",? +", " ", said.replace(" -", "-"))
