"""The value of an RRULE (RFC 5545 §3.3.10) → the rules by which its entry comes again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from dateutil.rrule import rrulestr

from relax.play.calendar._series import Rule
from relax.play.calendar._times import read_moment
from relax.play.calendar._zones import PARSE_ERRORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.play.calendar._zones import Zones

_STEPS: Final = {
    "HOURLY": timedelta(hours=1),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
}
_FREQUENCIES: Final = (*_STEPS, "MONTHLY", "YEARLY")
_WITHIN_A_DAY: Final = {"BYHOUR", "BYMINUTE", "BYSECOND"}
_DAYS: Final = {"BYSETPOS", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}
_OTHERS: Final = {"FREQ", "WKST", "BYDAY"}
_MOST: Final = 100_000  # in years, so many are beyond every calendar
_SELDOM: Final = {"HOURLY": 400, "DAILY": 400, "WEEKLY": 60, "MONTHLY": 12, "YEARLY": 7}
"""Steps as wide as this soon come to the end of all years."""
_TRIED_FROM: Final = 9972  # weekdays and leap years come round every 28 years
_PLACES: Final = {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY"}
_MONTHS: Final = {str(n) for n in range(1, 13)}
_EXAMPLE: Final = datetime(2026, 1, 1)  # noqa: DTZ001


class TooOftenError(ValueError):
    """It comes again every minute or second."""


class UnreadableError(ValueError):
    """Nobody can tell at what hours it may come again."""


def read_rule(text: str, zones: Zones, first: datetime) -> tuple[tuple[Rule, ...], bool]:
    """The rules that ``text`` means for an entry from ``first`` on, and whether it could be read.

    Where it cannot, it counts as every day: no rule of days that keeps the hour is wider.

    Raises:
        TooOftenError: it comes again every minute or second.
        UnreadableError: it cannot be read, and may come at other hours.
    """
    given = _pairs(text)
    if given.get("FREQ") in {"SECONDLY", "MINUTELY"}:
        raise TooOftenError
    until = read_moment(given.pop("UNTIL", ""), {}, zones)
    count, interval = (_number(given.pop(name, "")) for name in ("COUNT", "INTERVAL"))
    if not (_is_readable(given) and _ever_comes(given, interval or 1, first)):
        if given.get("FREQ") == "HOURLY" or _WITHIN_A_DAY.intersection(given):
            raise UnreadableError
        return (Rule("FREQ=DAILY", until, _STEPS["DAILY"]),), False
    plain = ";".join(f"{name}={value}" for name, value in given.items())
    plain += f";INTERVAL={interval or 1}"
    found = []
    if count:
        found.append(Rule(f"{plain};COUNT={count}"))
    if until or not count:  # with both, nobody knows which was meant
        step = _STEPS.get(given["FREQ"])
        found.append(Rule(plain, until, step and step * (interval or 1)))
    return tuple(found), True


def _pairs(text: str) -> dict[str, str]:
    """The parts of a rule by name, without those that change nothing."""
    pairs = (part.partition("=") for part in text.upper().split(";") if part.strip())
    given = {name.strip(): value.replace(" ", "") for name, _, value in pairs}
    if given.get("RSCALE") == "GREGORIAN":
        del given["RSCALE"]
    if given.get("SKIP") == "OMIT":
        del given["SKIP"]
    return {name: value for name, value in given.items() if not name.startswith("X-")}


def _number(text: str) -> int | None:
    """A COUNT or INTERVAL, cut to what can be counted; None for none or what is no number."""
    return min(int(text), _MOST) or None if text.isdecimal() and len(text) < 20 else None


def _is_readable(given: Mapping[str, str]) -> bool:
    """Whether dateutil reads the rule, and its parts go with its FREQ."""
    if given.get("FREQ") not in _FREQUENCIES:
        return False
    allowed = _OTHERS | _WITHIN_A_DAY | (set() if given["FREQ"] == "HOURLY" else _DAYS)
    if not allowed.issuperset(given) or not _MONTHS.issuperset(_numbers(given.get("BYMONTH"))):
        return False
    try:
        rrulestr(";".join("=".join(pair) for pair in given.items()), dtstart=_EXAMPLE)
    except PARSE_ERRORS:
        return False
    return True


def _ever_comes(given: Mapping[str, str], interval: int, first: datetime) -> bool:
    """Whether the rule has any day; dateutil would look for one through 8000 years.

    It is tried in the last years there are, at which looking ends, from a day it could come on.
    """
    frequency, tried = given["FREQ"], dict(given)
    if interval >= _SELDOM[frequency]:
        return True
    if (step := _STEPS.get(frequency)) is not None:
        last_years = datetime(9998 if frequency == "HOURLY" else _TRIED_FROM, 1, 1)  # noqa: DTZ001
        begin = first + max(0, (last_years - first) // (step * interval)) * (step * interval)
    else:
        months = interval * (1 if frequency == "MONTHLY" else 12)
        since = first.year * 12 + first.month - 1
        since += max(0, (_TRIED_FROM * 12 - since) // months) * months
        begin = first.replace(year=since // 12, month=since % 12 + 1, day=1)
        if not _PLACES.intersection(given):
            tried["BYMONTHDAY"] = str(first.day)
            if frequency == "YEARLY":
                tried.setdefault("BYMONTH", str(first.month))
    rule = ";".join("=".join(pair) for pair in tried.items())
    try:
        return next(iter(rrulestr(f"{rule};INTERVAL={interval}", dtstart=begin)), None) is not None
    except PARSE_ERRORS:
        return False


def _numbers(text: str | None) -> list[str]:
    return [each.lstrip("0") for each in text.split(",")] if text else []
