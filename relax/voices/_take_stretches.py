"""A recording cut at its silences: levels → stretches in which somebody may speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from relax.errors import BadInput
from relax.voices._take_data import take_data

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Levels = NDArray[np.float32]

_SECOND = 100
"""Frames in a second, for what need not be exact."""


class Stretch(NamedTuple):
    """A part of a recording, in seconds."""

    start: float
    end: float


def stretches(levels: Levels) -> list[Stretch]:
    """Where a recording is louder than its room, in order, with a little of the room around.

    Args:
        levels: of each 10 ms, in dB, shape (frames,).

    Raises:
        BadInput: nothing in it stands out from the room.
    """
    cut = take_data().cut
    smooth = _moving_mean(levels, 3)
    room = _room(smooth)
    speech = float(np.percentile(smooth, cut.speech_percentile))
    if speech - float(np.median(room)) < cut.least_db:
        raise BadInput(
            "Nothing in the recording stands out from the noise of the room.",
            hint="Record it nearer to the microphone, or in a quieter room.",
        )
    begins = np.maximum(room + cut.above_room_db, speech - cut.below_speech_db)
    loud = _spread(smooth >= begins, smooth >= begins - cut.stays_db)
    spans = _bridged(_spans(loud), round(cut.bridged_s / cut.frame_s))
    least = round(cut.shortest_s / cut.frame_s)
    kept = [
        (start, end)
        for start, end in spans
        if np.count_nonzero(loud[start:end]) >= least
        and float(np.max(smooth[start:end])) >= speech - cut.faint_db
    ]
    cut_up = [piece for span in kept for piece in _short(span, smooth)]
    return _with_room(cut_up, len(levels))


def _room(levels: Levels) -> NDArray[np.float64]:
    """The level of the room at each frame: the lowest levels for some time around."""
    cut = take_data().cut
    padded = np.pad(levels, (0, -len(levels) % _SECOND), mode="edge").reshape(-1, _SECOND)
    seconds = round(cut.room_window_s)
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(padded, ((seconds // 2, seconds - 1 - seconds // 2), (0, 0)), mode="symmetric"),
        seconds,
        axis=0,
    )
    lowest = np.array([np.percentile(each, cut.room_percentile) for each in windows])
    at = np.arange(len(lowest)) * _SECOND + _SECOND / 2
    return np.asarray(np.interp(np.arange(len(levels)), at, lowest))


def _moving_mean(levels: Levels, points: int) -> Levels:
    """The mean of an odd number of points around each; the ends are continued as in a mirror."""
    padded = np.pad(levels.astype(np.float64), points // 2, mode="symmetric")
    around = np.lib.stride_tricks.sliding_window_view(padded, points)
    return np.asarray(around.mean(axis=1), np.float32)


def _spread(begins: NDArray[np.bool_], stays: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Runs of ``stays`` in which it ``begins`` somewhere."""
    loud = np.zeros(len(stays), bool)
    for start, end in _spans(stays):
        loud[start:end] = begins[start:end].any()
    return loud


def _spans(loud: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _bridged(spans: list[tuple[int, int]], longest: int) -> list[tuple[int, int]]:
    """Spans with the gaps closed that are not longer than ``longest``."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= longest:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _short(span: tuple[int, int], levels: Levels) -> list[tuple[int, int]]:
    """A span cut where it is softest, until a recogniser can hear each piece at once."""
    cut = take_data().cut
    start, end = span
    longest = round(cut.longest_s / cut.frame_s)
    if end - start <= longest:
        return [span]
    edge = (end - start) // 4  # not near the ends: the pieces are to be of some length
    middle = _moving_mean(levels[start + edge : end - edge], 15)
    at = start + edge + int(np.argmin(middle))
    return [*_short((start, at), levels), *_short((at, end), levels)]


def _with_room(spans: list[tuple[int, int]], length: int) -> list[Stretch]:
    """Spans in seconds, with some room before and after, shared where they lie close."""
    cut = take_data().cut
    before, after = (each / cut.frame_s for each in (cut.before_s, cut.after_s))
    found = []
    for n, (start, end) in enumerate(spans):
        last = spans[n - 1][1] if n else 0
        following = spans[n + 1][0] if n + 1 < len(spans) else length
        first = max(start - before, (start + last) / 2 if n else 0.0)
        until = min(end + after, (end + following) / 2 if n + 1 < len(spans) else length)
        found.append(Stretch(round(first * cut.frame_s, 3), round(until * cut.frame_s, 3)))
    return found
