"""The user's own file as a bed: checked, looped with an equal-power crossfade, stored."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from relax.errors import SoundError
from relax.sound._decode import refuse_unreadable, stereo_blocks
from relax.sound._filters import FftFilter, response
from relax.sound._loop import Loop, LoopWriter, kept
from relax.sound._synth import tilt
from relax.units import SAMPLE_RATE, clock, to_samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from relax.progress import Progress

_VERSION = 2
_SHORTEST_S = 4.0
_LONGEST_FADE_S = 5.0
_SILENT_LUFS = -60.0
_SUDDEN_LU = 12.0  # in a pause a moment this far over the rest comes near the voice
_DAMAGED_SHARE = 0.001  # of all samples; loud modern masters stay well under it
_RUN, _STILL, _HIGH, _OVER = 7, 4e-5, 0.3, 1.05  # what a flat top is
_HEAD_BYTES = 1 << 20
_SCALE = 0.7  # stored under full scale: decoders of lossy files overshoot it
_TILT_SIZE, _TILT_RING = 8192, 2048


def open_music(
    path: Path, frames: int, tone_db: float, cache: Path, progress: Progress, ffmpeg: Path | None
) -> Loop:
    """``path`` as an endless bed; no more than ``frames`` of it are read and stored.

    Raises:
        SoundError: it is shorter than four seconds, silent, clipped, sudden, empty, or not audio.
    """
    refuse_unreadable(path)
    needed = -(-frames // (60 * SAMPLE_RATE)) * 60 * SAMPLE_RATE
    stored = cache / f"music-{_key(path, needed, tone_db)}.pcm"

    def write(writer: LoopWriter) -> None:
        blocks = _tilted(stereo_blocks(path, ffmpeg), tone_db)
        _Looper(writer, needed).run(blocks, progress)

    return kept(stored, write)


def _key(path: Path, needed: int, tone_db: float) -> str:
    """Names the content without reading all of it: size, time, beginning and end."""
    digest = hashlib.sha256(f"{_VERSION}|{needed}|{tone_db:.3f}|".encode())
    status = path.stat()
    digest.update(f"{status.st_size}|{status.st_mtime_ns}|{path.resolve()}|".encode())
    with path.open("rb") as file:
        digest.update(file.read(_HEAD_BYTES))
        file.seek(max(0, status.st_size - _HEAD_BYTES))
        digest.update(file.read(_HEAD_BYTES))
    return digest.hexdigest()[:32]


def _tilted(blocks: Iterator[NDArray[np.float32]], tone_db: float) -> Iterator[NDArray[np.float32]]:
    """Blocks with the treble tilt applied."""
    if not tone_db:
        yield from blocks
        return
    shape = FftFilter(response([tilt(tone_db)], _TILT_SIZE)[None], _TILT_SIZE, _TILT_RING)
    heard = np.zeros((_TILT_RING, 2), np.float32)
    for block in blocks:
        both = np.concatenate([heard, block])
        rows = [shape(side)[0, _TILT_RING : len(both)] for side in both.T]
        heard = both[len(both) - _TILT_RING :]
        yield np.stack(rows, axis=1)


class _Looper:
    """Writes blocks as they come and joins the end to the beginning."""

    def __init__(self, writer: LoopWriter, needed: int) -> None:
        self._writer, self._needed = writer, needed
        self._longest = to_samples(_LONGEST_FADE_S)
        self._head = np.zeros((0, 2), np.float32)
        self._held = np.zeros((0, 2), np.float32)
        self._damaged = 0

    def run(self, blocks: Iterator[NDArray[np.float32]], progress: Progress) -> None:
        """Write everything; stops early when enough has been heard."""
        for block in blocks:
            self._damaged += _flat_tops(block)
            missing = self._longest - len(self._head)
            self._head = np.concatenate([self._head, block[: max(0, missing)]])
            self._held = np.concatenate([self._held, block])
            if len(self._held) > 2 * self._longest:
                self._write(self._held[: -self._longest])
                self._held = self._held[-self._longest :]
            progress("preparing the bed", min(self._writer.frames, self._needed), self._needed)
            if self._writer.frames >= self._needed:
                self._close(intro=0)
                return
        self._join()

    def _join(self) -> None:
        """Fade the end into the beginning, so that the file repeats from there on."""
        total = self._writer.frames + len(self._held)
        if total < to_samples(_SHORTEST_S):
            raise SoundError("The bed file is too short.", hint="Use one of at least four seconds.")
        fade = min(self._longest, total // 4)
        if len(self._held) > fade:
            self._write(self._held[:-fade])
        turn = (np.arange(fade, dtype=np.float32)[:, None] + 0.5) / fade * np.float32(np.pi / 2)
        self._write(self._held[-fade:] * np.cos(turn) + self._head[:fade] * np.sin(turn))
        self._close(intro=fade)

    def _write(self, block: NDArray[np.float32]) -> None:
        scaled = np.clip(np.rint(block * (32768 * _SCALE)), -32768, 32767)
        self._writer.write(scaled.astype(np.int16))

    def _close(self, intro: int) -> None:
        lufs, _ = self._writer.finish(intro)
        if lufs < _SILENT_LUFS:
            raise SoundError("The bed file is silent.", hint="Choose another file.")
        if self._damaged > _DAMAGED_SHARE * self._writer.frames:
            raise SoundError(
                "The bed file is clipped: it was recorded or exported too loud.",
                hint="Export it again at a lower level.",
            )
        if self._writer.sudden_lu > _SUDDEN_LU:
            raise SoundError(
                f"The bed file has a sudden loud moment near {clock(int(self._writer.top_at_s))}.",
                hint="Cut it out or soften it: somebody is lying still with closed eyes.",
            )


def _flat_tops(block: NDArray[np.float32]) -> int:
    """Samples of ``block`` that stand in flat runs at a high level, or beyond full scale."""
    count = 0
    for side in block.T:
        still = np.abs(np.diff(side)) < _STILL
        sums = np.cumsum(np.concatenate([[0], still & (np.abs(side[1:]) > _HIGH)]))
        runs = sums[_RUN:] - sums[:-_RUN] == _RUN
        count += int(np.count_nonzero(runs)) + int(np.count_nonzero(np.abs(side) > _OVER))
    return count
