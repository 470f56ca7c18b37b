"""Numbers on the command line, refused in the words of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from relax.units import minutes_in

if TYPE_CHECKING:
    _Number = click.ParamType[float]
    _Whole = click.ParamType[int]
else:  # older releases of click cannot be subscripted
    _Number = _Whole = click.ParamType


class Minutes(_Number):
    """A length in minutes, as :func:`relax.units.minutes_in` reads it."""

    name = "minutes"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Minutes; whether a track can be that long is for its template to say."""
        if isinstance(value, float):
            return value
        minutes = _plain(str(value))
        if minutes is None:
            self.fail(f"“{value}” is no number of minutes; write 10 or 7.5, or 7:30.", param, ctx)
        return minutes


def _plain(text: str) -> float | None:
    """The minutes in ``text``; below 0 too, so that the range can be named."""
    number = text.strip()
    if number.startswith("-"):
        minutes = minutes_in(number[1:])
        return None if minutes is None else -minutes
    return minutes_in(number)


class LeadIn(_Number):
    """How long only the background is heard before the first word, in seconds."""

    name = "seconds"
    _LOW, _HIGH = 5.0, 300.0

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Seconds: 30s, 0:30, 1m, or a bare number of them."""
        if isinstance(value, float):
            return value
        typed = str(value).strip()
        minutes = minutes_in(f"{typed}s" if typed.replace(".", "", 1).isdecimal() else typed)
        if minutes is None:
            self.fail(f"“{value}” is no length of time; write 30s or 1m.", param, ctx)
        if not self._LOW <= minutes * 60 <= self._HIGH:
            self.fail("a lead-in takes from 5 seconds to 5 minutes.", param, ctx)
        return minutes * 60


class Seed(_Whole):
    """What chooses among equal wordings."""

    name = "seed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """A whole number, 0 or more."""
        if not str(value).strip().isdecimal():
            self.fail(f"“{value}” is no seed; write a whole number such as 0 or 7.", param, ctx)
        return int(value)
