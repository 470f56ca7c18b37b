"""``spoken.yaml`` and ``signs.yaml`` → checked values: how what is written short is said."""

from __future__ import annotations

import re

from relax.data import Strict, bundled, bundled_languages


class Saint(Strict):
    """“St.”, which is a saint before a name and a street after one."""

    written: str
    before_name: str
    after_name: str


class Times(Strict):
    """Times of day: how the halves of a day are written and said, and the full hours."""

    am: tuple[str, ...]
    pm: tuple[str, ...]
    say_am: str
    say_pm: str
    full_hour: str
    midnight: str


class SpokenWords(Strict):
    """``data/<language>/spoken.yaml``: written form → words; each list is explained there."""

    num2words: str
    point: str
    minus: str
    oh: str
    and_: str
    to: str
    or_: str
    per: str
    out_of: str
    titles: dict[str, str]
    saint: Saint
    abbreviations: dict[str, str]
    closing: tuple[str, ...]
    fixed: dict[str, str]
    before_number: dict[str, str]
    signs: dict[str, str]
    units: dict[str, tuple[str, str]]
    each: dict[str, str]
    negative: tuple[str, ...]
    money: dict[str, tuple[str, str, str, str]]
    large: tuple[str, ...]
    parts: dict[int, tuple[str, str]]
    a: str
    an: str
    an_before: tuple[int, ...]
    of_whole: tuple[int, ...]
    of_a: dict[str, str]
    ordinals: tuple[str, ...]
    times: Times
    length_words: tuple[str, ...]
    months: dict[str, tuple[str, ...]]
    weekdays: tuple[str, ...]
    day_of_month: str
    month_day: str
    the: str
    before_year: tuple[str, ...]
    before_decade: tuple[str, ...]
    address_ends: tuple[str, ...]

    def month(self, written: str) -> str:
        """The whole name of a month, from that or from a short form of it."""
        found = (name for name, short in self.months.items() if written in (name, *short))
        return next(found, written)


class Signs(Strict):
    """``data/signs.yaml``: what signs come down to in any language, and the names of scripts."""

    invisible: tuple[str, ...]
    same: dict[str, str]
    known: str
    clothed: tuple[tuple[int, int], ...]
    scripts: dict[str, str]


def spoken_words(language: str) -> SpokenWords | None:
    """How written English (or another language) is said; None where nobody has put it down."""
    base = language.split("-", maxsplit=1)[0].casefold()
    if base not in bundled_languages("words", "spoken"):
        return None
    return bundled("words", "spoken", SpokenWords, base)


def signs() -> Signs:
    """The signs of all languages."""
    return bundled("words", "signs", Signs)


def any_of(written: object) -> str:
    """A pattern for any of the strings in a list or dict, the longest first."""
    strings = [str(one) for one in written]  # type: ignore[attr-defined]
    return "|".join(re.escape(one) for one in sorted(strings, key=len, reverse=True))
