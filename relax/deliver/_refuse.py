"""How a finished track is refused: which check, where, and what to do."""

from __future__ import annotations

import logging
from typing import Final, NoReturn

from relax.errors import CheckError
from relax.units import clock, to_seconds

_LOG: Final = logging.getLogger(__name__)


def refuse(check: str, sample: int, what: str) -> NoReturn:
    """Refuse a track.

    Args:
        check: its name.
        sample: where it failed.
        what: how, without any of the words that are spoken.

    Raises:
        CheckError: always.
    """
    _LOG.warning("check “%s” failed at sample %d: %s", check, sample, what)
    raise CheckError(
        f"The finished track failed the check “{check}” at {clock(to_seconds(sample))}: {what}.",
        hint="It was not delivered. Try again with --force; if it stays, run `relax doctor`.",
    )
