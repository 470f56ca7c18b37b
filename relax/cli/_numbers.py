"""Typed minutes, lead-ins, sizes and seeds → numbers: click parameter types with own messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from relax.units import bytes_in, minutes_in

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
        """Minutes of any size; whether a track can be so long is its template's to say."""
        if isinstance(value, float):
            return value
        minutes = _plain(str(value))
        if minutes is None:
            self.fail(f"“{value}” is no number of minutes; write 10 or 7.5, or 7:30.", param, ctx)
        return minutes


def _plain(text: str) -> float | None:
    """The minutes in ``text``; also below 0, so that the refusal names the template's range."""
    number = text.strip()
    if number.startswith("-"):
        minutes = minutes_in(number[1:])
        return None if minutes is None else -minutes
    return minutes_in(number)


class LeadIn(_Number):
    """Seconds of background before the first word, from 5 to 300."""

    name = "seconds"
    _LOW, _HIGH = 5.0, 300.0

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The seconds in ``30s``, ``0:30``, ``1m`` or ``30``."""
        if isinstance(value, float):
            return value
        typed = str(value).strip()
        minutes = minutes_in(f"{typed}s" if typed.replace(".", "", 1).isdecimal() else typed)
        if minutes is None:
            self.fail(f"“{value}” is no length of time; write 30s or 1m.", param, ctx)
        if not self._LOW <= minutes * 60 <= self._HIGH:
            self.fail("a lead-in takes from 5 seconds to 5 minutes.", param, ctx)
        return minutes * 60


class Bytes(_Whole):
    """A size on the disk, as :func:`relax.units.bytes_in` reads it."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The bytes in ``2 GB``."""
        if isinstance(value, int):
            return value
        size = bytes_in(str(value))
        if not size:
            self.fail(f"“{value}” is no size; write for example 500 MB or 2 GB.", param, ctx)
        return size


class Seed(_Whole):
    """A seed, by which one of several equal wordings is chosen."""

    name = "seed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """A whole number, 0 or more."""
        if not str(value).strip().isdecimal():
            self.fail(f"“{value}” is no seed; write a whole number such as 0 or 7.", param, ctx)
        return int(value)
