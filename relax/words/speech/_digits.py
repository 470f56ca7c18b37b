"""Digits → words: numbers, years, times of day; and rules for what is written with digits.

A rule is a pattern and how what it finds is said; it gives None where it is not meant after all,
and then the next is asked. What can be read in more than one way is never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from relax.words.speech._characters import SOUNDS, UnspeakableError
from relax.words.speech._spoken import any_of

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


Say: TypeAlias = Callable[["re.Match[str]"], "str | None"]
Rule: TypeAlias = "tuple[re.Pattern[str], Say]"

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
END: Final = r"(?![^\W_]|[.,:/]\d)"
"""A number, or a word, ends here: no letter or digit follows, nor a part of the number."""

_TO = r"\s?[–—-]\s?"


def word_before(match: re.Match[str]) -> str:
    """The last word before what a rule found."""
    return match.string[: match.start()].rstrip().rsplit(" ", 1)[-1].lstrip("“\"'(")


def capital_after(match: re.Match[str]) -> bool:
    """Whether a capital follows, after a space; what is given as IPA counts as a name."""
    following = match.string[match.end() :].lstrip(" “\"'(")[:1]
    return following.isupper() or following == SOUNDS


def stop(match: re.Match[str], *, closing: bool = False) -> str:
    """The full stop of an abbreviation, where it ends the sentence as well.

    ``closing``: it does where a capital follows, too.
    """
    rest = match.string[match.end() :].strip("”“\"') ")
    ends = match[0].endswith(".") and (not rest or (closing and capital_after(match)))
    return "." if ends else ""


def unclear(match: re.Match[str]) -> UnspeakableError:
    """What is raised where a number can be read in more than one way."""
    return UnspeakableError("number", match.start())


class DigitRules:
    """The rules for digits of one language; ``rules`` in the order in which they are asked."""

    def __init__(self, words: SpokenWords) -> None:
        self._words = words
        self._say = Numerals(words)
        money = any_of(words.money)
        months = any_of(words.months)
        short = any_of(s for all_ in words.months.values() for s in all_)
        month = rf"(?P<month>(?:{short})\.?|{months})"
        halves = any_of([*words.times.am, *words.times.pm])
        suffix = rf"(?:{any_of(words.ordinals)})"
        year = r"(?P<year>[12]\d{3})"
        full = re.escape(words.times.full_hour)
        day = rf"(?P<d>\d{{1,2}}){suffix}?(?:{_TO}(?P<d2>\d{{1,2}}){suffix}?)?"
        large = rf"(?:\s(?P<large>{any_of(words.large)}))?"
        more = rf"(?:{_TO}(?P=c)?(?P<n2>{NUMBER}))?"
        phone = r"(?:\(\d{2,5}\)|\d{2,5})"
        found: list[tuple[str, Say]] = [
            (rf"{day}\s(?:of\s)?{month}(?![^\W_])(?:,?\s{year}{END})?", self._date),
            (rf"{month}\s{day}{END}(?:,?\s{year}{END})?", self._date),
            (rf"{month}\s{year}{END}", self._date),
            (
                rf"(?P<a>\d{{1,4}})(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?P<z>\d{{1,4}}){END}",
                self._numeric,
            ),
            (rf"\+?(?:\d(?=[ .-])|{phone})(?:[ .-]{phone})+(?!-\d){END}", self._telephone),
            (rf"(?P<h>\d{{1,2}})(?:[:.](?P<m>\d\d))?\s?(?P<half>{halves})(?![^\W_])", self._time),
            (rf"(?P<h>\d{{1,2}}):(?P<m>\d\d)(?:\s{full})?{END}", self._time),
            (rf"\d{{1,3}}(?:{_TO}\d{{1,3}}){{2,}}{END}", self._count),
            (rf"\d{{1,2}}(?:,\d{{1,2}}){{2,}}{END}", self._count),
            (rf"\d{{1,2}}(?::\d)+{END}", self._ratio),
            (rf"(?<![^\W_])(?P<c>{money})\s?(?P<n>{NUMBER}){more}{large}{END}", self._money),
            (rf"(?P<n>{NUMBER})\s?(?P<c>{money})(?!\s?\d|[^\W_])", self._money),
            (rf"(?P<n>[12]\d{{3}}){_TO}(?P<n2>[12]\d{{3}}){END}", self._years),
            (rf"(?P<n>[12]\d{{3}}){END}", self._year),
            (rf"(?:\d{{3,}}\s\d|\d+\s\d{{3}})\d*{END}", self._unclear),
            (rf"(?P<a>')?(?P<n>[12]?\d?\d0)(?P<b>')?s{END}", self._decade),
            (rf"(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d+){suffix}{END}", self._ordinal),
            (rf"\d+(?:\.\d+){{2,}}{END}", self._points),
        ]
        self.rules: list[Rule] = [(re.compile(pattern), say) for pattern, say in found]

    def _date(self, match: re.Match[str]) -> str | None:
        found = match.groupdict()
        written = found["month"].rstrip(".")
        days = [d for d in (found.get("d"), found.get("d2")) if d]
        if not all(1 <= int(day) <= 31 for day in days):
            return None
        words = self._words
        between = f" {words.to} "
        said = words.month(written)
        if days and match[0][0].isdigit():
            the = "" if word_before(match).casefold() == words.the else words.the
            numbers = [self._say.ordinal(day) for day in days]
            day = f"{between}{words.the} ".join(numbers)
            said = words.day_of_month.format(the=the, day=day, month=said).strip()
        elif days:
            day = between.join(self._say.ordinal(day) for day in days)
            said = words.month_day.format(month=said, day=day)
        if year := found.get("year"):
            said = (
                f"{said}{',' if days and not match[0][0].isdigit() else ''} {self._say.year(year)}"
            )
        return said + stop(match)

    def _numeric(self, match: re.Match[str]) -> str | None:
        groups = re.findall(r"\d+", match[0])
        plain = match["sep"] == "." and len(match["z"]) < 4 and len(match["a"]) < 4
        small = match["sep"] == "-" and all(len(g) < 3 and g[0] != "0" for g in groups)
        if plain or small:
            return None
        raise unclear(match)

    def _telephone(self, match: re.Match[str]) -> str | None:
        groups: list[str] = re.findall(r"\d+", match[0])
        count = sum(map(len, groups))
        marked = match[0][0] in "+(" or groups[0][0] == "0"
        hyphen = "-" in match[0]
        if "." in match[0] and len(groups) == 2:
            return None
        if count < 6 or (not marked and all(len(g) < 3 for g in groups)):
            return None
        if not marked and len(groups) == 2:
            if word_before(match).casefold() in self._words.before_year:
                return None
            first, second = groups
            years = len(first) == len(second) == 4 and first[0] in "12" and second[0] in "12"
            if hyphen and (years or second.endswith("00") or count < 7) and second[0] != "0":
                return None
            if (hyphen and second[0] != "0") or (not hyphen and min(map(len, groups)) < 3):
                raise unclear(match)
        said = ", ".join(self._say.digits(group) for group in groups)
        return f"{self._words.signs['+']} {said}" if match[0][0] == "+" else said

    def _time(self, match: re.Match[str]) -> str | None:
        found = match.groupdict()
        half, times = found.get("half"), self._words.times
        said_half = times.say_am if half in times.am else times.say_pm if half else ""
        length = rf"[ -]?(?:{any_of(self._words.length_words)})(?![^\W_])"
        if not half and re.match(length, match.string[match.end() :]):
            raise unclear(match)
        said = self._say.time(int(found["h"]), int(found["m"] or 0), said_half)
        if said is None:
            raise unclear(match)
        return said + stop(match, closing=True)

    def _count(self, match: re.Match[str]) -> str:
        groups = re.findall(r"\d+", match[0])
        if any(len(group) > 1 and group[0] == "0" for group in groups):
            raise unclear(match)
        return ", ".join(self._say.cardinal(group) for group in groups)

    def _ratio(self, match: re.Match[str]) -> str:
        return f" {self._words.to} ".join(map(self._say.cardinal, match[0].split(":")))

    def _money(self, match: re.Match[str]) -> str:
        found = match.groupdict()
        said = self._say.money(found["c"], found.get("n2") or found["n"], found.get("large") or "")
        if found.get("n2"):
            return f"{self._say.cardinal(found['n'])} {self._words.to} {said}"
        return said

    def _years(self, match: re.Match[str]) -> str | None:
        if not all("1100" <= match[n] < "2100" for n in ("n", "n2")):
            return None
        return f"{self._say.year(match['n'])} {self._words.to} {self._say.year(match['n2'])}"

    def _year(self, match: re.Match[str]) -> str | None:
        after = word_before(match).casefold() in self._words.before_year
        return self._say.year(match["n"]) if after and "1100" <= match["n"] < "2100" else None

    def _unclear(self, match: re.Match[str]) -> str | None:
        raise unclear(match)

    def _decade(self, match: re.Match[str]) -> str | None:
        number = match["n"]
        after = word_before(match).rsplit("-")[-1].casefold() in self._words.before_decade
        short = len(number) == 2 and (match["a"] or match["b"] or after)
        if not short and not (len(number) == 4 and number[0] in "12"):
            return None
        return self._say.decade(number)

    def _ordinal(self, match: re.Match[str]) -> str:
        return self._say.ordinal(match["n"])

    def _points(self, match: re.Match[str]) -> str:
        return f" {self._words.point} ".join(map(self._say.cardinal, match[0].split(".")))
