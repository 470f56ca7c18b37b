"""Typed lengths, times of day and moments → seconds, hours and minutes, ``datetime``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    _Seconds = click.ParamType[float]
    _Clock = click.ParamType[tuple[int, int]]
    _Moment = click.ParamType[datetime]
else:  # older releases of click cannot be subscripted
    _Seconds = _Clock = _Moment = click.ParamType

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0}
_LENGTH = re.compile(r"(?:\d+(?:\.\d+)?[hms])+")
_PART = re.compile(r"(\d+(?:\.\d+)?)([hms])")
_LONGEST_S = 7 * 24 * 3600.0


class Length(_Seconds):
    """Seconds, written ``90s``, ``12m`` or ``1h30m``.

    Args:
        least: the shortest that makes sense, in seconds.
    """

    name = "length"

    def __init__(self, least: float = 0.0) -> None:
        self._least = least

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The seconds in ``value``."""
        if isinstance(value, float):
            return value
        typed = str(value).strip().lower().replace(" ", "")
        if not _LENGTH.fullmatch(typed):
            self.fail(f"{value!r} is not a length. Write 90s, 12m or 1h30m.", param, ctx)
        seconds = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(typed))
        if not self._least <= seconds <= _LONGEST_S:
            self.fail(f"{value!r} is too short or too long.", param, ctx)
        return float(seconds)


class TimeOfDay(_Clock):
    """A time of day, written ``14:30``: hours and minutes."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Hours and minutes in ``value``."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value).strip())
        if found is None:
            self.fail(f"{value!r} is not a time of day. Write 14:30.", param, ctx)
        return int(found[1]), int(found[2])


class Moment(_Moment):
    """A date and a time, written ``2026-11-23T09:00``; without a zone, this computer's."""

    name = "moment"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The moment, with its time zone."""
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"{value!r} is not a date and a time. Write 2026-11-23T09:00.", param, ctx)
        return found if found.tzinfo is not None else found.astimezone()


def next_time(now: datetime, hours: int, minutes: int) -> datetime:
    """The next moment after ``now`` at which this computer's clock shows this time."""
    day = now.astimezone().replace(hour=hours, minute=minutes, second=0, microsecond=0, tzinfo=None)
    # A clock that is set back shows an hour twice; fold=1 means its second pass.
    shown = (day, day.replace(fold=1), day + timedelta(days=1))
    return next(moment for wall in shown if (moment := wall.astimezone()) > now)
