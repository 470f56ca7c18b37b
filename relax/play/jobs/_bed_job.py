"""The name of a bed → a raw PCM file that loops, made by a process of its own.

Synthesis needs far more memory than playing; it is gone again when the process has ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relax.play.jobs._subprocess_job import SubprocessJob, answer
from relax.units import SAMPLE_RATE

_LONGEST = 600 * SAMPLE_RATE  # frames of a user's own file that are played before it repeats


@dataclass(frozen=True)
class BedFile:
    """A bed that is ready to be played.

    Attributes:
        path: raw 16-bit stereo at 44.1 kHz; its last ``intro + cycle`` frames are the bed.
        intro: frames heard once.
        cycle: frames that repeat.
        gain_db: what its stored level is changed by, to be as loud as a bed between words.
    """

    path: Path
    intro: int
    cycle: int
    gain_db: float


def prepare_bed(name: str, cache: Path, ffmpeg: Path | None = None) -> BedFile | None:
    """Have the bed ``name`` (or a sound file) made, or found in the cache; None for ``none``.

    Raises:
        SoundError: no bed of that name, or a file that cannot serve as one.
        RelaxError: it cannot be made.
    """
    child = SubprocessJob(__name__, "The bed could not be made.", "Try --bed none.")
    found = child.ask({"bed": name, "cache": str(cache), "ffmpeg": ffmpeg and str(ffmpeg)})
    if "path" not in found:
        return None
    return BedFile(Path(found["path"]), found["intro"], found["cycle"], found["gain_db"])


def _make(asked: dict[str, Any]) -> dict[str, Any]:
    """In the child: synthesise the bed, or find it in the cache."""
    from relax.progress import silent  # noqa: PLC0415  (only in the process that makes it)
    from relax.sound import SoundSettings, open_bed  # noqa: PLC0415

    settings = SoundSettings(bed=asked["bed"])
    ffmpeg = Path(asked["ffmpeg"]) if asked["ffmpeg"] else None
    loop = open_bed(settings, _LONGEST, Path(asked["cache"]), silent, ffmpeg)
    if loop is None:
        return {}
    loudness = settings.voice_lufs - settings.bed_below_lu + settings.lift_lu
    gain_db = min(loudness - loop.lufs, -1.0 - loop.top)  # its peak stays below -1 dBFS
    return {"path": str(loop.path), "intro": loop.intro, "cycle": loop.cycle, "gain_db": gain_db}


if __name__ == "__main__":
    answer(_make)
