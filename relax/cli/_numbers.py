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


class Seed(_Whole):
    """What chooses among equal wordings."""

    name = "seed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """A whole number, 0 or more."""
        if not str(value).strip().isdecimal():
            self.fail(f"“{value}” is no seed; write a whole number such as 0 or 7.", param, ctx)
        return int(value)
