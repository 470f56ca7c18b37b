"""How the voice changes through a track: softer from section to section, back for the closing."""

from __future__ import annotations

from pydantic import Field

from relax.data import Strict, bundled


class MannerData(Strict):
    """``data/manner.yaml``."""

    lowest_db: float = Field(description="dB, of the section before the closing", le=0, ge=-6)
    first_db: float = Field(description="dB, of the first sentence of a track", le=0, ge=-6)


def manner_data() -> MannerData:
    """The numbers of the file, checked."""
    return bundled("timing", "manner", MannerData)


def chapter_gains(count: int, *, sleep: bool) -> list[float]:
    """The level of the voice in each of ``count`` chapters, in dB; one value for each.

    The opening and the closing stand at 0; before a sleep ending the voice stays down, so that
    nothing grows louder for somebody who is dozing off.
    """
    last = count - 1
    steps = max(last if sleep else last - 1, 1)
    down = manner_data().lowest_db / steps
    gains = [round(down * n, 3) + 0.0 for n in range(count)]
    if gains and not sleep:
        gains[-1] = 0.0
    return gains
