"""Which purposes a finished file serves, and what is in the way of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relax.data import Strict, bundled
from relax.sound import load_presets

if TYPE_CHECKING:
    from collections.abc import Iterator


class Wanted(Strict):
    """What one purpose asks of a file; None: nothing. Levels in dB, ``data/verdicts.yaml``."""

    loudness_within_lu: float | None = None
    peak_dbtp: float | None = None
    voice_over_bed_db: float | None = None
    rms_db: tuple[float, float] | None = None
    noise_floor_db: float | None = None
    bitrate_kbps: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured.

    ``lufs``: of the voice where it is known, else of the whole file; ``over_bed_db``: None where
    nobody knows when somebody speaks, or without a bed.
    """

    lufs: float
    peak_dbtp: float
    rms_db: float
    noise_floor_db: float
    bitrate_kbps: int
    over_bed_db: float | None


def verdicts(facts: Facts) -> dict[str, tuple[str, ...]]:
    """For every preset, what the file misses it by; nothing for one that it meets."""
    return {name: missed(facts, name) for name in load_presets()}


def missed(facts: Facts, name: str, **instead: float) -> tuple[str, ...]:
    """What the file misses the preset ``name`` by; nothing if it meets it.

    ``instead``: other figures for fields of :class:`Wanted`.
    """
    own = _wanted().get(name, Wanted()).model_dump(exclude_unset=True)
    wanted = _wanted()["every"].model_copy(update=own | instead)
    preset = load_presets()[name]
    target = preset.voice_lufs if preset.file_rms_db is None else None
    return tuple(_missed(facts, wanted, target))


def _missed(facts: Facts, wanted: Wanted, target: float | None) -> Iterator[str]:
    if target is not None and wanted.loudness_within_lu is not None:
        off = round(facts.lufs - target, 2)
        if abs(off) > wanted.loudness_within_lu:
            yield f"{abs(off):.1f} LU too {'loud' if off > 0 else 'quiet'}"
    if wanted.peak_dbtp is not None and facts.peak_dbtp > wanted.peak_dbtp:
        yield f"peaks at {facts.peak_dbtp:.1f} dBTP, over {wanted.peak_dbtp:g}"
    least, over = wanted.voice_over_bed_db, facts.over_bed_db
    if least is not None and over is not None and over < least:
        yield f"the voice only {over:.1f} dB over the bed"
    if wanted.rms_db is not None and not wanted.rms_db[0] <= facts.rms_db <= wanted.rms_db[1]:
        yield f"{facts.rms_db:.1f} dB RMS, not {wanted.rms_db[0]:g} to {wanted.rms_db[1]:g}"
    if wanted.noise_floor_db is not None and facts.noise_floor_db > wanted.noise_floor_db:
        yield f"quietest moment at {facts.noise_floor_db:.0f} dB, over {wanted.noise_floor_db:g}"
    if wanted.bitrate_kbps is not None and facts.bitrate_kbps < wanted.bitrate_kbps:
        yield f"{facts.bitrate_kbps} kbit/s, under {wanted.bitrate_kbps}"


def _wanted() -> dict[str, Wanted]:
    return bundled("deliver", "verdicts", dict[str, Wanted])
