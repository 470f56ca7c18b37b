"""A line cut out of a recording: the times of its words → pieces of sound → one clip."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from relax.voices import _takes
from relax.voices._clips import soften
from relax.voices._denoise import denoise
from relax.voices._take_data import take_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from relax.voices._take_hear import Word
    from relax.voices._take_sound import TakeSound
    from relax.voices._take_stretches import Stretch

    Samples = NDArray[np.float32]

_HOP_S = 0.001
_ROOM_S = 3.0


class Piece(NamedTuple):
    """Part of a recording that belongs to a line, in seconds.

    ``parted``: an edge of it lies between two words that were said without a pause.
    """

    start: float
    end: float
    parted: bool = False


def pieces(
    own: Sequence[Word],
    before: Word | None,
    after: Word | None,
    cut: Sequence[Stretch],
    sound: TakeSound,
) -> list[Piece]:
    """Where the words ``own`` of a line are heard, with nothing else.

    Args:
        own: in order; what lies between two of them in other stretches is none of the line's.
        before: the word heard before them, whose else it is.
        after: the word heard after them.
        cut: all stretches.
        sound: the recording.
    """
    found: list[Piece] = []
    rows = _by_stretch(own)
    for n, row in enumerate(rows):
        stretch = cut[row[0].stretch]
        last = before if n == 0 else None
        following = after if n == len(rows) - 1 else None
        start, at_start = _start(row[0], last, stretch, sound)
        end, at_end = _end(row[-1], following, stretch, sound)
        found.append(Piece(round(start, 3), round(max(end, start), 3), at_start or at_end))
    return _joined(found, rows)


def _by_stretch(own: Sequence[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in own:
        if rows and rows[-1][-1].stretch == word.stretch:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _joined(found: list[Piece], rows: list[list[Word]]) -> list[Piece]:
    """Pieces of neighbouring stretches as one, with the pause between, unless that is long."""
    longest = take_data().clip.longest_pause_s
    joined: list[Piece] = []
    for n, piece in enumerate(found):
        near = n and rows[n][0].stretch == rows[n - 1][0].stretch + 1
        if near and piece.start - joined[-1].end <= longest:
            joined[-1] = Piece(joined[-1].start, piece.end, joined[-1].parted or piece.parted)
        else:
            joined.append(piece)
    return joined


def _start(
    word: Word, before: Word | None, stretch: Stretch, sound: TakeSound
) -> tuple[float, bool]:
    """Where a piece begins, and whether that is between two words said without a pause."""
    clip, cut = take_data().clip, take_data().cut
    if before is not None and before.stretch == word.stretch:
        return _between(before.end, word.start, sound), True
    latest = word.start - clip.breath_s
    if latest - stretch.start > clip.before_s:  # a breath, or something that fell
        return _quietest(sound, latest - clip.before_s, latest), False
    tight = stretch.start + cut.before_s - clip.edge_s
    return max(stretch.start, min(tight, word.start - clip.edge_s / 2)), False


def _end(word: Word, after: Word | None, stretch: Stretch, sound: TakeSound) -> tuple[float, bool]:
    """Where a piece ends, and whether that is between two words said without a pause."""
    clip, cut = take_data().clip, take_data().cut
    if after is not None and after.stretch == word.stretch:
        return _between(word.end, after.start, sound), True
    if stretch.end - word.end > clip.after_s + cut.after_s:
        return _quietest(sound, word.end + clip.after_s / 2, word.end + clip.after_s), False
    return stretch.end, False


def _between(end: float, start: float, sound: TakeSound) -> float:
    """The best place for a cut between a word that ends and one that starts."""
    near = take_data().clip.near_s
    low, high = min(end, start), max(end, start)
    if high - low > 2 * near:  # there is a pause, which belongs to neither
        return _quietest(sound, low + near / 2, high - near / 2)
    return _quietest(sound, low - near, high + near)


def _quietest(sound: TakeSound, start: float, end: float) -> float:
    """The middle of the quietest 10 ms between two times."""
    quiet = take_data().clip.quiet_s
    samples = sound.read(start - quiet / 2, end + quiet / 2)
    size, hop = (max(round(each * sound.rate), 1) for each in (quiet, _HOP_S))
    if len(samples) <= size:
        return (start + end) / 2
    power = np.convolve(np.square(samples, dtype=np.float64), np.ones(size), mode="valid")[::hop]
    return float(max(start, 0.0) + int(np.argmin(power)) * hop / sound.rate)


def write_line(found: Sequence[Piece], sound: TakeSound, room: Samples | None, out: Path) -> None:
    """Write the pieces of a line to ``out``, cleaned gently and brought to the level of takes."""
    _takes.write(out, _takes_sound(found, sound, room), sound.rate)


def fault(found: Sequence[Piece], sound: TakeSound, text: str) -> str:
    """Why pieces of a recording cannot be used for ``text``, to follow “it”; "" if they can."""
    try:
        whole = np.concatenate([sound.read(piece.start, piece.end) for piece in found])
        _takes.judge_loud(whole)
        _takes.judge_length(len(whole) / sound.rate, text)
    except _takes.BadTakeError as error:
        return str(error)
    return ""


def _takes_sound(found: Sequence[Piece], sound: TakeSound, room: Samples | None) -> Samples:
    """The pieces in a row, softened at every edge, with a pause of the usual length between."""
    clip = take_data().clip
    fade = round(clip.fade_s * sound.rate)
    edge = np.zeros(round(clip.edge_s * sound.rate), np.float32)
    pause = np.zeros(round(clip.pause_s * sound.rate), np.float32)
    parts = [edge]
    for piece in found:
        clean = denoise(sound.read(piece.start, piece.end), sound.rate, room)
        parts += [soften(clean, fade, fade), pause]
    return np.concatenate([*parts[:-1], edge])


def room_of(cut: Sequence[Stretch], sound: TakeSound) -> Samples:
    """A few seconds of the room alone, from the longest pauses; nothing where there are none."""
    edges = [0.0, *(edge for stretch in cut for edge in stretch), sound.seconds]
    gaps = sorted(zip(edges[::2], edges[1::2], strict=True), key=lambda gap: gap[0] - gap[1])
    parts: list[Samples] = [np.zeros(0, np.float32)]
    for start, end in gaps:
        have = sum(map(len, parts)) / sound.rate
        if have >= _ROOM_S or end - start < 0.2:
            break
        parts.append(sound.read(start, min(end, start + _ROOM_S - have)))
    return np.concatenate(parts)
