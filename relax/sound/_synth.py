"""A bed from its description and a seed: layers added up, tilted, ready to be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from relax.data import Strict
from relax.sound._filters import response, shelf
from relax.sound._grains import Grains
from relax.sound._spectral import Noise, Partials
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from relax.filters import Biquad

_TILT_HZ = 1500.0
_GRID = 8192


_AnyLayer = Annotated[Noise | Partials | Grains, Field(discriminator="kind")]


class Bed(Strict):
    """One bed of beds.yaml."""

    title: str
    description: str
    note: str = ""
    """What a therapist should know before choosing it."""
    loop_s: int = Field(ge=10, le=90)
    """Seconds after which it repeats."""
    layers: tuple[_AnyLayer, ...] = Field(min_length=1)


def tilt(db: float) -> Biquad:
    """The treble shelf of ``--bed-tone``: ``db`` above 1.5 kHz."""
    return shelf(_TILT_HZ, db, SAMPLE_RATE, high=True)


def synthesise(bed: Bed, seed: int, tone_db: float = 0.0) -> NDArray[np.float32]:
    """One loop of ``bed``.

    Args:
        bed: its description.
        seed: decides everything random in it.
        tone_db: treble tilt above 1.5 kHz.

    Returns:
        Shape (2, bed.loop_s * 44 100), of any level; its end leads into its beginning.
    """
    n = bed.loop_s * SAMPLE_RATE
    rng = np.random.Generator(np.random.PCG64(seed))
    total = np.zeros((2, n), np.float32)
    for layer in bed.layers:
        layer.add_to(total, rng)
    if tone_db:
        grid = np.abs(response([tilt(tone_db)], _GRID))
        where = np.linspace(0, len(grid) - 1, n // 2 + 1, dtype=np.float32)
        gain = np.interp(where, np.arange(len(grid)), grid).astype(np.float32)
        for row in total:
            row[:] = np.fft.irfft(np.fft.rfft(row) * gain, n)
    return total
