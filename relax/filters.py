"""Recursive filters in second-order sections: samples, whole or in parts → filtered samples.

They are run a block at a time: what a block gives is linear in its samples and in the state before
it, so two products of matrices take the place of a loop over samples. Only the states go from block
to block one by one. The result is that of the loop but for rounding in double precision.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin, sqrt, tan
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Signal = NDArray[np.float64]
    State = tuple[float, float]

_BLOCK: Final = 128
_PAD: Final = 9
"""Samples that a filter hears before either end of a whole signal, turned round the end."""


@dataclass(frozen=True, slots=True)
class Biquad:
    """A second-order section, normalised to a0 = 1."""

    b: tuple[float, float, float]
    a: tuple[float, float]

    def response(self, bins: NDArray[np.complex128]) -> NDArray[np.complex128]:
        """Its response at ``bins``, the values of z⁻¹ on the unit circle."""
        b0, b1, b2 = self.b
        a1, a2 = self.a
        top = b0 + bins * (b1 + bins * b2)
        bottom = 1.0 + bins * (a1 + bins * a2)
        return np.asarray(top / bottom, np.complex128)

    def step(self, x: float, state: State) -> tuple[float, State]:
        """One sample in, one out, with the state after it (transposed direct form II)."""
        y = self.b[0] * x + state[0]
        return y, (
            self.b[1] * x - self.a[0] * y + state[1],
            self.b[2] * x - self.a[1] * y,
        )

    def settled(self) -> tuple[float, State]:
        """What it gives after having heard 1.0 for ever, and its state then."""
        level = sum(self.b) / (1 + sum(self.a))
        last = self.b[2] - self.a[1] * level
        return level, (self.b[1] - self.a[0] * level + last, last)


def high_pass(hz: float, rate: int, order: int = 2) -> tuple[Biquad, ...]:
    """Butterworth high-pass of an even order, −3 dB at ``hz`` (bilinear transform)."""
    w = 2 * pi * hz / rate
    sections = []
    for n in range(order // 2):
        alpha = sin(w) * sin(pi * (2 * n + 1) / (2 * order))  # the sine is 1 / 2Q of each pair
        a0, top = 1 + alpha, (1 + cos(w)) / 2
        sections.append(
            Biquad((top / a0, -2 * top / a0, top / a0), (-2 * cos(w) / a0, (1 - alpha) / a0))
        )
    return tuple(sections)


def band_pass(low_hz: float, high_hz: float, rate: int) -> tuple[Biquad, ...]:
    """Butterworth band-pass, −3 dB at both ends, 12 dB an octave beyond (bilinear transform)."""
    low, high = (2 * tan(pi * hz / rate) for hz in (low_hz, high_hz))
    width, centre = high - low, sqrt(low * high)
    half = width / 2 * complex(-sqrt(0.5), sqrt(0.5))  # of the pole of the low-pass it is made from
    apart = (half * half - centre * centre) ** 0.5
    pairs = []
    for pole in (half + apart, half - apart):
        scale = abs(2 - pole) ** 2  # the bilinear transform, z = (2 + s) / (2 − s)
        turned = (2 + pole) / (2 - pole)
        gain = 2 * width / scale
        pairs.append(Biquad((gain, 0.0, -gain), (-2 * turned.real, abs(turned) ** 2)))
    return tuple(pairs)


class Filter:
    """Sections run one after another over a signal that comes in parts; it begins in silence."""

    def __init__(self, sections: Sequence[Biquad]) -> None:
        self._sections = tuple(sections)
        self._states: list[State] = [(0.0, 0.0)] * len(self._sections)

    def __call__(self, x: ArrayLike) -> Signal:
        """The next part, shape (n,), filtered."""
        y = np.asarray(x, np.float64)
        for n, section in enumerate(self._sections):
            y, self._states[n] = _run(section, y, self._states[n])
        return y

    def settle(self, level: float) -> None:
        """Let it have heard ``level`` for ever."""
        for n, section in enumerate(self._sections):
            out, (first, second) = section.settled()
            self._states[n] = (first * level, second * level)
            level *= out


def both_ways(sections: Sequence[Biquad], x: ArrayLike) -> Signal:
    """A whole signal, shape (n,) of more than 9 samples, filtered forwards and backwards.

    So nothing is moved in time. Either end is continued by itself, turned round the end.
    """
    signal = np.asarray(x, np.float64)
    before = 2 * signal[0] - signal[_PAD:0:-1]
    after = 2 * signal[-1] - signal[-2 : -_PAD - 2 : -1]
    y = np.concatenate([before, signal, after])
    for _ in range(2):
        run = Filter(sections)
        run.settle(float(y[0]))
        y = run(y)[::-1]
    return y[_PAD:-_PAD]


def _run(section: Biquad, x: Signal, state: State) -> tuple[Signal, State]:
    """``x`` through one section from ``state``, and the state after it."""
    count = len(x) // _BLOCK
    y = np.empty(len(x))
    if count:
        direct, from_state, to_state, kept = _matrices(section)
        blocks = x[: count * _BLOCK].reshape(count, _BLOCK)
        states = np.empty((count, 2))
        (k00, k01), (k10, k11) = kept
        first, second = state
        for n, (one, two) in enumerate((blocks @ to_state).tolist()):
            states[n] = first, second
            first, second = k00 * first + k01 * second + one, k10 * first + k11 * second + two
        state = (first, second)
        y[: count * _BLOCK] = (blocks @ direct + states @ from_state).reshape(-1)
    for n in range(count * _BLOCK, len(x)):
        y[n], state = section.step(float(x[n]), state)
    return y, state


@lru_cache(maxsize=32)
def _matrices(section: Biquad) -> tuple[Signal, Signal, Signal, list[list[float]]]:
    """For one block: samples → samples, state → samples, samples → state, state → state."""
    pulse, states = _ringing(section, 1.0, (0.0, 0.0))
    direct = np.zeros((_BLOCK, _BLOCK))
    for n in range(_BLOCK):
        direct[n, n:] = pulse[: _BLOCK - n]
    ringing = [_ringing(section, 0.0, unit) for unit in ((1.0, 0.0), (0.0, 1.0))]
    from_state = np.array([sound for sound, _ in ringing])
    kept = np.array([after[-1] for _, after in ringing]).T
    return direct, from_state, np.array(states[::-1]), kept.tolist()


def _ringing(section: Biquad, x: float, state: State) -> tuple[list[float], list[State]]:
    """One block that begins with the sample ``x`` and goes on in silence: samples and states."""
    sound, states = [], []
    for n in range(_BLOCK):
        y, state = section.step(x if n == 0 else 0.0, state)
        sound.append(y)
        states.append(state)
    return sound, states
