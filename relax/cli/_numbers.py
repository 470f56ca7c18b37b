"""Numbers on the command line, refused in the words of a person."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    _Number = click.ParamType[float]
    _Whole = click.ParamType[int]
else:  # older releases of click cannot be subscripted
    _Number = _Whole = click.ParamType


class Minutes(_Number):
    """A length in minutes, with a decimal point or a decimal comma."""

    name = "minutes"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Minutes; whether a track can be that long is for its template to say."""
        try:
            minutes = float(str(value).strip().replace(",", "."))
        except ValueError:
            minutes = math.nan
        if not math.isfinite(minutes):
            self.fail(f"“{value}” is no number of minutes; write 10 or 7.5.", param, ctx)
        return minutes


class Seed(_Whole):
    """What chooses among equal wordings."""

    name = "seed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """A whole number, 0 or more."""
        if not str(value).strip().isdecimal():
            self.fail(f"“{value}” is no seed; write a whole number such as 0 or 7.", param, ctx)
        return int(value)
