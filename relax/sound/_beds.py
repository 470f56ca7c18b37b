"""The catalogue of beds, and getting one ready to be mixed: from the cache, or made now."""

from __future__ import annotations

import hashlib
from functools import cache as cache_result
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from relax.data import bundled
from relax.errors import SoundError
from relax.hints import nearest
from relax.sound._loop import Loop, LoopWriter, kept
from relax.sound._music import open_music
from relax.sound._synth import Bed, synthesise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from relax.progress import Progress
    from relax.sound._settings import SoundSettings

NO_BED = "none"
_VERSION = 1  # raise it when synthesis changes: old cache entries are then not used
_STORED_RMS = 0.1  # of full scale; leaves 20 dB for peaks
_AT_ONCE = 441_000


def catalogue() -> dict[str, Bed]:
    """Every synthesised bed by name, in the order of beds.yaml."""
    return bundled("sound", "beds", dict[str, Bed])


def bed_names() -> tuple[str, ...]:
    """What ``--bed`` takes besides a path: ``none`` first."""
    return (NO_BED, *catalogue())


def describe_beds() -> dict[str, Bed]:
    """Title, description and safety note of every bed by name; ``none`` is not among them."""
    return dict(catalogue())


def refuse_unknown(bed: str | Path) -> None:
    """Stop at what is neither a bed's name nor a file.

    Raises:
        SoundError: with the nearest name; or there is no such file.
    """
    path = Path(bed)
    if str(bed) in bed_names() or path.exists():
        return
    if path.suffix:
        raise SoundError("The bed file does not exist.", hint="Check its path.")
    hint = f"{nearest(str(bed), bed_names())} Or give the path of a sound file."
    raise SoundError(f"There is no bed called “{bed}”.", hint=hint)


def open_bed(
    settings: SoundSettings, frames: int, cache: Path, progress: Progress, ffmpeg: Path | None
) -> Loop | None:
    """The bed that ``settings`` ask for, ready to be read; None for ``none``.

    Args:
        settings: bed, seed and tone are used.
        frames: length of the track, so that no more of a long file is read than is heard.
        cache: folder of stored beds.
        progress: called while a long file is read.
        ffmpeg: decoder for formats that libsndfile does not read.

    Raises:
        SoundError: no bed of that name, or a file that cannot serve as one.
    """
    bed = settings.bed
    if bed == NO_BED:
        return None
    if isinstance(bed, str) and bed in catalogue():
        return _synthesised(bed, settings.seed, settings.bed_tone_db, cache)
    refuse_unknown(bed)
    return open_music(Path(bed), frames, settings.bed_tone_db, cache, progress, ffmpeg)


def prepare_bed(settings: SoundSettings, cache: Path) -> None:
    """Make a synthesised bed that is not in the cache yet; others have nothing to prepare.

    Raises:
        SoundError: it cannot be kept.
    """
    if isinstance(settings.bed, str) and settings.bed in catalogue():
        _synthesised(settings.bed, settings.seed, settings.bed_tone_db, cache)


def _synthesised(name: str, seed: int, tone_db: float, cache: Path) -> Loop:
    bed = catalogue()[name]
    key = hashlib.sha256(
        f"{_VERSION}|{bed.model_dump_json()}|{seed}|{tone_db:.3f}".encode()
    ).hexdigest()
    path = cache / f"bed-{key[:32]}.pcm"
    sound = cache_result(lambda: synthesise(bed, seed, tone_db))
    return kept(path, lambda writer: _write(writer, sound()), ready=sound)


def _write(writer: LoopWriter, sound: NDArray[np.float32]) -> None:
    """Store a synthesised loop, shape (2, n), at the level all of them are stored at."""
    sound *= np.float32(32768 * _STORED_RMS / np.sqrt(np.vdot(sound, sound) / sound.size))
    for at in range(0, sound.shape[1], _AT_ONCE):
        block = np.clip(np.rint(sound[:, at : at + _AT_ONCE].T), -32768, 32767)
        writer.write(block.astype(np.int16))
    writer.finish(intro=0)
