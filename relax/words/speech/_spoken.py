"""``spoken.yaml`` and ``signs.yaml`` → checked values: how what is written short is said."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from relax.words._data import load


class Saint(BaseModel):
    """“St.”, which is a saint before a name and a street after one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    written: str
    before_name: str
    after_name: str


class Times(BaseModel):
    """Times of day: how the halves of a day are written and said, and the full hours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    am: tuple[str, ...]
    pm: tuple[str, ...]
    say_am: str
    say_pm: str
    full_hour: str
    midnight: str


class SpokenWords(BaseModel):
    """``data/<language>/spoken.yaml``: written form → words; each list is explained there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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


class Signs(BaseModel):
    """``data/signs.yaml``: what signs come down to in any language, and the names of scripts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    invisible: tuple[str, ...]
    same: dict[str, str]
    known: str
    clothed: tuple[tuple[int, int], ...]
    scripts: dict[str, str]


def spoken_words(language: str) -> SpokenWords | None:
    """How written English (or another language) is said; None where nobody has put it down."""
    base = language.split("-", maxsplit=1)[0].casefold()
    return _spoken_words(base)


@cache
def _spoken_words(base: str) -> SpokenWords | None:
    file = resources.files("relax.words").joinpath(f"data/{base}/spoken.yaml")
    if not re.fullmatch(r"[a-z]{2,3}", base) or not file.is_file():
        return None
    return load("spoken", SpokenWords, base)


def signs() -> Signs:
    """The signs of all languages."""
    return load("signs", Signs)


def any_of(written: object) -> str:
    """A pattern for any of the strings in a list or dict, the longest first."""
    strings = [str(one) for one in written]  # type: ignore[attr-defined]
    return "|".join(re.escape(one) for one in sorted(strings, key=len, reverse=True))
