"""Soft sounds beside voice and bed: breath tones that follow each phase, swells, bells."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from relax.data import Strict, bundled
from relax.sound._meter import blocks, gated, hops_of
from relax.timing import PhaseKind, SoundKind
from relax.units import SAMPLE_RATE, to_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from relax.timing import Phase, SoundCue, Timeline

_CALIBRATION_S = 4.0


class Glide(Strict):
    """A tone that moves from one pitch and level to another."""

    from_hz: float = Field(gt=60, lt=2000)
    to_hz: float = Field(gt=60, lt=2000)
    from_db: float = Field(ge=-40, le=0)
    to_db: float = Field(ge=-40, le=0)


class _Bell(Strict):
    hz: float = Field(gt=100, lt=2000)
    partials: tuple[tuple[float, float, float], ...]
    attack_s: float = Field(ge=0.15)


class _Tones(Strict):
    breath: dict[Literal["in", "top_up", "out"], Glide]
    harmonics: tuple[float, ...]
    attack_s: float = Field(ge=0.05, le=1)
    release_s: float = Field(ge=0.05, le=2)
    swell: Glide
    bell: _Bell


def _tones() -> _Tones:
    return bundled("sound", "tones", _Tones)


def _glide(how: Glide, frames: int) -> NDArray[np.float32]:
    """A glide of exactly ``frames`` samples that starts and ends at nothing."""
    tones = _tones()
    time = np.arange(frames, dtype=np.float64) / frames
    ratio = np.log(how.to_hz / how.from_hz)
    if ratio:
        cycles = how.from_hz * frames / SAMPLE_RATE * np.expm1(ratio * time) / ratio
    else:
        cycles = how.from_hz * frames / SAMPLE_RATE * time
    body = np.zeros(frames, np.float32)
    for number, level in enumerate(tones.harmonics, start=1):
        turns = number * cycles
        body += np.sin((2 * np.pi * (turns % 1.0)).astype(np.float32)) * np.float32(
            10 ** (level / 20)
        )
    eased = 0.5 - 0.5 * np.cos(np.pi * time)
    body *= (10 ** ((how.from_db + (how.to_db - how.from_db) * eased) / 20)).astype(np.float32)
    rise = min(to_samples(tones.attack_s), frames // 3)
    fall = min(to_samples(tones.release_s), frames // 3)
    body[:rise] *= _rise(rise)
    body[frames - fall :] *= _rise(fall)[::-1]
    return body


def _rise(frames: int) -> NDArray[np.float32]:
    return (0.5 - 0.5 * np.cos(np.pi * np.arange(frames) / max(1, frames))).astype(np.float32)


def _bell(frames: int) -> NDArray[np.float32]:
    """A soft bell of ``frames`` samples: slow attack, long decay, faded out at its end."""
    bell = _tones().bell
    time = np.arange(frames) / SAMPLE_RATE
    body = np.zeros(frames)
    for ratio, level, decay in bell.partials:
        fading = 10 ** (level / 20 - 3 * time / decay)
        body += fading * np.sin(2 * np.pi * bell.hz * ratio * time)
    rise = min(to_samples(bell.attack_s), frames // 3)
    body[:rise] *= _rise(rise)
    fall = frames // 4
    body[frames - fall :] *= _rise(fall)[::-1]
    return body.astype(np.float32)


@lru_cache(maxsize=8)
def _phase(kind: PhaseKind, frames: int) -> NDArray[np.float32] | None:
    glide = _tones().breath.get(kind.value)  # type: ignore[call-overload]
    return None if glide is None or frames < 3 else _glide(glide, frames)


@lru_cache(maxsize=2)
def _cue(kind: SoundKind, frames: int) -> NDArray[np.float32]:
    return _bell(frames) if kind is SoundKind.BELL else _glide(_tones().swell, frames)


@lru_cache(maxsize=2)
def _scale(kind: SoundKind) -> float:
    """What brings the loudest 400 ms of a sound to 0 LUFS in one channel."""
    heard = blocks(hops_of(_cue(kind, to_samples(_CALIBRATION_S))))
    return float(10 ** (-gated(heard[heard >= heard.max()]) / 20))


def _bound(kind: SoundKind) -> float:
    """The sum of all partials at their fullest."""
    tones = _tones()
    levels = tones.harmonics
    if kind is SoundKind.BELL:
        levels = tuple(level for _, level, _ in tones.bell.partials)
    return float(sum(10 ** (level / 20) for level in levels))


def phase_tone(phase: Phase) -> NDArray[np.float32] | None:
    """The tone of one phase at 0 LUFS: (phase.frames,); None when it has none.

    Its shape is exact, so that its place in a decoded file can be found by correlation.
    """
    shape = _phase(phase.kind, phase.frames) if phase.tone else None
    return None if shape is None else shape * np.float32(_scale(SoundKind.TONE))


def _cue_sound(cue: SoundCue) -> NDArray[np.float32]:
    return _cue(cue.kind, cue.frames) * np.float32(_scale(cue.kind))


class ToneStem:
    """Every tone of a track, rendered block by block."""

    def __init__(self, timeline: Timeline, lufs: float, channels: int) -> None:
        """``lufs``: loudness of a tone at its fullest, heard in ``channels`` channels."""
        self.lufs = lufs
        self._gain = np.float32(10 ** ((lufs - 10 * np.log10(channels)) / 20))
        events: list[Phase | SoundCue] = [p for p in timeline.phases if p.tone]
        self._events = sorted([*events, *timeline.sounds], key=lambda event: event.start)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where tones sound, in samples."""
        return [(event.start, event.start + event.frames) for event in self._events]

    @property
    def peak(self) -> float:
        """A bound on the largest sample of any tone, full scale 1.0."""
        kinds = {
            SoundKind.TONE if isinstance(event.kind, PhaseKind) else event.kind
            for event in self._events
        }
        return max((float(self._gain) * _bound(kind) * _scale(kind) for kind in kinds), default=0.0)

    def facts(self, start: int, end: int) -> list[object]:
        """All that decides about the samples from ``start`` to ``end``, whatever lies around."""
        sounding: list[object] = [
            (event.start - start, event.kind.value, event.frames)
            for event in self._events
            if event.start < end and event.start + event.frames > start
        ]
        return [float(self._gain), repr(_tones()), *sounding] if sounding else []

    def render(self, start: int, frames: int) -> NDArray[np.float32] | None:
        """Samples ``start`` to ``start + frames``; None when no tone sounds there."""
        out: NDArray[np.float32] | None = None
        for event in self._events:
            if event.start >= start + frames or event.start + event.frames <= start:
                continue
            sound = _sound_of(event)
            if sound is None:
                continue
            out = np.zeros(frames, np.float32) if out is None else out
            begin, end = max(start, event.start), min(start + frames, event.start + event.frames)
            piece = sound[begin - event.start : end - event.start]
            out[begin - start : end - start] += self._gain * piece
        return out


def _sound_of(event: Phase | SoundCue) -> NDArray[np.float32] | None:
    if isinstance(event.kind, PhaseKind):
        return phase_tone(event)
    return _cue_sound(event)
