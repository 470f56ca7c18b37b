"""Which part of a recording is which line: lines and a recording → pieces, and what to tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from relax import ipa
from relax.voices import _take_cut
from relax.voices._heard import ANY_WORD, differences, plain
from relax.voices._take_align import align
from relax.voices._take_data import take_data
from relax.voices._take_hear import Ears, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from relax.progress import Progress
    from relax.voices._lines import Line
    from relax.voices._take_align import Alignment, Said, Words
    from relax.voices._take_cut import Piece
    from relax.voices._take_notes import Notes
    from relax.voices._take_sound import TakeSound

_RESPELLED: Final = re.compile(r"\b(?=\w*-)(?=[\w-]*[A-Z]{2})[\w'’]+(?:-[\w'’]+)+")
"""A word as somebody is to say it, such as shih-VAWN."""
_MOST_ALONE: Final = 60
"""Stretches that are heard a second time, alone; a recording of something else has hundreds."""


@dataclass(slots=True)
class Found:
    """A line in a recording.

    Attributes:
        line: as the script has it first.
        pieces: where it is heard; empty when it is not there, or cannot be used.
        times: when each of its takes starts, in seconds.
        chosen: which of them is used, from 0.
        fault: why none can be used, to follow “it”; "" when it is simply not there.
        otherwise: whether something else was heard than is written.
    """

    line: Line
    pieces: tuple[Piece, ...] = ()
    times: tuple[float, ...] = ()
    chosen: int = 0
    fault: str = ""
    otherwise: bool = False
    written: int = 1
    """How often the script has it."""


@dataclass(slots=True)
class Finding:
    """Every line, each once and in order, and when something else was said, in seconds."""

    lines: dict[str, Found] = field(default_factory=dict)
    left_out: tuple[float, ...] = ()


def words_of(text: str) -> Words:
    """The words of a line as they are compared; ``ANY_WORD`` for what has its own pronunciation."""
    marked = "".join(
        f" {ANY_WORD} " if is_ipa else _RESPELLED.sub(f" {ANY_WORD} ", piece)
        for piece, is_ipa in ipa.parts(text)
    )
    return plain(marked)


class Search:
    """Looks for lines in one recording; what takes time is noted in ``notes``.

    Args:
        notes: what is known of the recording.
        open_sound: gives the recording, where something is not known yet.
        open_ears: gives the recognisers.
    """

    def __init__(
        self, notes: Notes, open_sound: Callable[[], TakeSound], open_ears: Callable[[], Ears]
    ) -> None:
        self._notes = notes
        self._sound = open_sound
        self._ears = open_ears

    def find(self, lines: Sequence[Line], progress: Progress) -> Finding:
        """Where each line is said. ``lines``: in the script's order, repeats left in."""
        rows = [words_of(line.text) for line in lines]
        alignment = self._heard_again(rows, progress)
        finding = Finding()
        for line, words in zip(lines, rows, strict=True):
            if line.text in finding.lines:
                finding.lines[line.text].written += 1
            else:
                finding.lines[line.text] = self._found(line, words, alignment)
        words_left = [self._heard[start] for start, _ in alignment.left_out]
        finding.left_out = tuple(word.start for word in words_left)
        return finding

    def _heard_again(self, rows: Sequence[Words], progress: Progress) -> Alignment:
        """The lines aligned; stretches that do not fit any line as it is are heard again alone."""
        self._heard = list(self._notes.words)
        alignment = _aligned(rows, self._heard)
        doubtful = self._doubtful(rows, alignment)[:_MOST_ALONE]
        for done, number in enumerate(doubtful, 1):
            alone = self._alone(number)
            others = [
                *(word for word in self._heard if word.stretch < number),
                *alone,
                *(word for word in self._heard if word.stretch > number),
            ]
            other = _aligned(rows, others)
            better = other.score - alignment.score
            more = len(others) > len(self._heard)  # words said again are easily left out in a row
            if better > 1e-9 or (better > -1e-9 and more):
                self._heard, alignment = others, other
            progress("listening again", done, len(doubtful))
        return alignment

    def _doubtful(self, rows: Sequence[Words], alignment: Alignment) -> list[int]:
        """Stretches that are to be heard again.

        Those with a line that was heard otherwise, in several stretches or with too much time in
        it, and those with words of no line; where a line is missing, those without words too.
        """
        spans = [
            (one.start, one.end)
            for one in alignment.used.values()
            if one.cost or self._is_wide(self._heard[one.start : one.end])
        ]
        spans += alignment.left_out
        doubtful = {self._heard[n].stretch for a, b in spans for n in range(a, b)}
        if any(row not in alignment.used for row in rows):
            with_words = {word.stretch for word in self._heard}
            doubtful |= set(range(len(self._notes.stretches))) - with_words
        return sorted(doubtful)

    @staticmethod
    def _is_wide(own: Sequence[Word]) -> bool:
        """Whether words lie in several stretches, or have more time than they need."""
        return len({word.stretch for word in own}) > 1 or has_room(own)

    def _alone(self, number: int) -> list[Word]:
        notes = self._notes
        if number not in notes.alone:
            notes.alone[number] = self._ears().hear(self._sound(), notes.stretches, [number])
        return notes.alone[number]

    def _found(self, line: Line, words: Words, alignment: Alignment) -> Found:
        """The take of a line that counts: the best that can be used."""
        said = alignment.said.get(words, ())
        found = Found(line, times=tuple(self._heard[one.start].start for one in said))
        if not said:
            return found
        used = alignment.used[words]
        others = sorted((one for one in said if one != used), key=lambda one: (one.cost, -one.end))
        for one in (used, *others):
            fault, pieces = self._tried(line, words, one)
            if fault:
                found.fault = found.fault or fault
                continue
            found.fault, found.pieces, found.chosen = "", pieces, said.index(one)
            own = self._heard[one.start : one.end]
            found.otherwise = bool(one.cost) or has_room(own) or self._lost(words, pieces)
            break
        return found

    def _tried(self, line: Line, words: Words, one: Said) -> tuple[str, tuple[Piece, ...]]:
        """Why a take cannot be used, "" if it can; and its pieces."""
        own = [self._heard[n] for n in range(one.start, one.end) if n not in one.between]
        between = {self._heard[n].stretch for n in one.between}
        if between & {word.stretch for word in own}:
            return "has other words in it", ()
        before = self._heard[one.start - 1] if one.start else None
        after = self._heard[one.end] if one.end < len(self._heard) else None
        if one.cost and not one.between:
            own = self._placed(words, own, before, after)
        pieces = self._pieces(own, before, after)
        key = f"{mark(pieces)} {line.text}"
        if key not in self._notes.faults:
            self._notes.faults[key] = _take_cut.fault(pieces, self._sound(), line.text)
        return self._notes.faults[key], pieces

    def _placed(
        self, words: Words, own: list[Word], before: Word | None, after: Word | None
    ) -> list[Word]:
        """When the words of a line itself are said, where others were heard in their place."""
        first, last = self._notes.stretches[own[0].stretch], self._notes.stretches[own[-1].stretch]
        start = before.end if before and before.stretch == own[0].stretch else first.start
        end = after.start if after and after.stretch == own[-1].stretch else last.end
        key = f"{start:.3f}-{end:.3f} {' '.join(words)}"
        if key not in self._notes.placed:
            self._notes.placed[key] = self._ears().place(self._sound(), words, start, end)
        times = self._notes.placed[key]
        if times is None:
            return own
        numbers = sorted({word.stretch for word in own})
        return [
            Word(word, a, b, self._stretch_at((a + b) / 2, numbers))
            for word, (a, b) in zip(words, times, strict=True)
        ]

    def _stretch_at(self, time: float, numbers: list[int]) -> int:
        stretches = self._notes.stretches
        return min(
            numbers, key=lambda n: max(stretches[n].start - time, time - stretches[n].end, 0.0)
        )

    def _pieces(
        self, own: Sequence[Word], before: Word | None, after: Word | None
    ) -> tuple[Piece, ...]:
        key = "pieces " + " ".join(
            f"{word.start:.3f}-{word.end:.3f}" for word in (before, *own, after) if word
        )
        if key not in self._notes.cut:
            self._notes.cut[key] = _take_cut.pieces(
                own, before, after, self._notes.stretches, self._sound()
            )
        return tuple(self._notes.cut[key])

    def _lost(self, words: Words, pieces: tuple[Piece, ...]) -> bool:
        """Whether a line that was parted from its neighbours is not heard whole any more."""
        if not any(piece.parted for piece in pieces):
            return False
        key = mark(pieces)
        if key not in self._notes.checked:
            sound = self._sound()
            self._notes.checked[key] = self._ears().text(
                [sound.heard(piece.start, piece.end) for piece in pieces]
            )
        return bool(differences(" ".join(words), self._notes.checked[key]))


def _aligned(rows: Sequence[Words], heard: Sequence[Word]) -> Alignment:
    """Lines and words with their times, aligned."""
    pauses = [n for n, (one, two) in enumerate(pairwise(heard), 1) if one.stretch != two.stretch]
    return align(rows, [word.text for word in heard], pauses)


def has_room(own: Sequence[Word]) -> bool:
    """Whether words have so much time that others could be hidden there.

    A recogniser leaves out what is said again at once, and the aligner gives its time to the words
    around it, or to none.
    """
    clip = take_data().clip
    longest = (clip.word_s + clip.letter_s * len(word.text) for word in own)
    drawn = any(word.end - word.start > most for word, most in zip(own, longest, strict=True))
    longest_gap = take_data().cut.bridged_s
    return drawn or any(
        two.start - one.end > longest_gap and one.stretch == two.stretch
        for one, two in pairwise(own)
    )


def mark(pieces: Sequence[Piece]) -> str:
    """A place in a recording, for the key of a clip."""
    return ",".join(f"{piece.start:.3f}-{piece.end:.3f}" for piece in pieces)
