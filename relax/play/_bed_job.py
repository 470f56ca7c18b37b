"""Making the bed in a process of its own: what synthesis needs is gone again when it plays."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relax.errors import RelaxError, SoundError
from relax.units import SAMPLE_RATE

_LONGEST = 600 * SAMPLE_RATE  # frames of a user's own file that are played before it repeats
_TOO_LONG_S = 300.0


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
    asked = json.dumps({"bed": name, "cache": str(cache), "ffmpeg": ffmpeg and str(ffmpeg)})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "relax.play._bed_job"],
            input=asked,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_TOO_LONG_S,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as trouble:
        raise RelaxError("The bed could not be made.", hint="Try --bed none.") from trouble
    if "message" in answer:
        kind = SoundError if answer["exit_code"] == SoundError.exit_code else RelaxError
        raise kind(answer["message"], hint=answer["hint"])
    if "path" not in answer:
        return None
    return BedFile(Path(answer["path"]), answer["intro"], answer["cycle"], answer["gain_db"])


def _make(asked: dict[str, Any]) -> dict[str, Any]:
    from relax.progress import silent  # noqa: PLC0415  (only in the process that makes it)
    from relax.sound import SoundSettings, open_bed  # noqa: PLC0415

    settings = SoundSettings(bed=asked["bed"])
    ffmpeg = Path(asked["ffmpeg"]) if asked["ffmpeg"] else None
    try:
        loop = open_bed(settings, _LONGEST, Path(asked["cache"]), silent, ffmpeg)
    except RelaxError as error:
        return {"message": error.message, "hint": error.hint, "exit_code": error.exit_code}
    if loop is None:
        return {}
    loudness = settings.voice_lufs - settings.bed_below_lu + settings.lift_lu
    gain_db = min(loudness - loop.lufs, -1.0 - loop.top)
    return {
        "path": str(loop.path),
        "intro": loop.intro,
        "cycle": loop.cycle,
        "gain_db": gain_db,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_make(json.load(sys.stdin))))
