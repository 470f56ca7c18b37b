"""The level of each stem over time, kept small: for the picture and for checking the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CURVE_FRAME = 2205
"""Samples per point of the curve: 50 ms."""
_FLOOR = -120.0


@dataclass(frozen=True, slots=True)
class Curve:
    """RMS per 50 ms in dBFS, averaged over channels, −120 for nothing; all of shape (points,)."""

    mix: NDArray[np.float32]
    voice: NDArray[np.float32]
    bed: NDArray[np.float32]
    tones: NDArray[np.float32]


class CurveRecorder:
    """Notes the levels of blocks as they are mixed. Blocks but the last are whole frames."""

    def __init__(self, channels: int, makeup_db: float) -> None:
        """``makeup_db`` is what the encoder will take away; so does the curve."""
        self._channels, self._makeup = channels, np.float32(makeup_db)
        self._parts: dict[str, list[NDArray[np.float32]]] = {
            name: [] for name in ("mix", "voice", "bed", "tones")
        }

    def add(
        self,
        mixed: bytes,
        voice: NDArray[np.float32] | None,
        tones: NDArray[np.float32] | None,
        bed: NDArray[np.int16] | None,
    ) -> None:
        """Note one block: the mix as it leaves, the stems it is made of."""
        channels = self._channels
        points = -(-(len(mixed) // (2 * channels)) // CURVE_FRAME)
        quiet = np.full(points, _FLOOR, np.float32)
        whole = _levels(np.frombuffer(mixed, "<i2"), channels)
        self._parts["mix"].append(whole)
        self._parts["voice"].append(quiet if voice is None else _levels(voice, 1))
        self._parts["tones"].append(quiet if tones is None else _levels(tones, 1))
        self._parts["bed"].append(quiet if bed is None else _levels(bed, channels))

    def curve(self) -> Curve:
        """Everything noted so far."""
        whole = {name: np.concatenate(part) for name, part in self._parts.items() if part}
        lowered = {name: np.maximum(_FLOOR, level - self._makeup) for name, level in whole.items()}
        empty = np.zeros(0, np.float32)
        return Curve(**{name: lowered.get(name, empty) for name in self._parts})


def _levels(samples: NDArray[np.float32] | NDArray[np.int16], channels: int) -> NDArray[np.float32]:
    scale = np.float32(1 / 32768) if samples.dtype == np.int16 else np.float32(1)
    width = CURVE_FRAME * channels
    count = -(-len(samples) // width)
    flat = samples.astype(np.float32)
    flat *= scale
    if len(flat) < count * width:
        flat = np.concatenate([flat, np.zeros(count * width - len(flat), np.float32)])
    frames = flat.reshape(count, width)
    power = np.einsum("fs,fs->f", frames, frames) / width
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)), np.float32)
