"""Lines against what was heard of a recording: rows of words → where each line was said.

Nothing here knows of sound. A line is a row of words as :func:`relax.voices._heard.plain` gives
them, and so is what was heard. Every place where a line may have been said is found (approximate
matching, Sellers 1980); then the lines are given places that follow each other, so that as many
words as possible are accounted for. Of a line that was said more than once the last time counts
that was heard best.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from relax.voices._heard import ANY_WORD, plain
from relax.voices._take_data import take_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Words = tuple[str, ...]
    Costs = NDArray[np.float64]

_FAR: Final = 1e3
_NAME_WORD: Final = 0.2
"""What each further word costs that is heard of a name."""
_LIKENED: Final = 0.8
"""What a word costs that is heard as one that is barely alike; one that is not costs 1."""


@dataclass(frozen=True, slots=True)
class Said:
    """A line at one place.

    Attributes:
        start, end: the words it takes, the end not included.
        cost: how many words were heard otherwise.
        between: words among them that are none of the line's.
    """

    start: int
    end: int
    cost: float
    between: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where lines were said.

    Attributes:
        said: line → its places in order of time; lines with the same words share them.
        used: line → the one of them that counts.
        score: how many words are accounted for.
        left_out: words that are in no line, from and to (not included).
    """

    said: dict[Words, tuple[Said, ...]]
    used: dict[Words, Said]
    score: float
    left_out: tuple[tuple[int, int], ...]


def align(lines: Sequence[Words], heard: Sequence[str], pauses: Iterable[int] = ()) -> Alignment:
    """Where each of ``lines``, in their order, stands in ``heard``.

    Args:
        lines: the words of each, ``ANY_WORD`` for a name; a repeated line as often as it is there.
        heard: all words, in order.
        pauses: the words that follow a pause. A line of a word or two counts only where it stands
            alone: between pauses or lines, not within a sentence of something else.
    """
    lines = [line for line in lines if line]
    places = _alone(_all_places(dict.fromkeys(lines), heard), {0, len(heard), *pauses})
    chosen, score = _chain(lines, places, len(heard))
    used = _used(lines, chosen)
    taken = {n for said in chosen.values() for n in range(said.start, said.end)}
    said = {line: [each for n, each in chosen.items() if lines[n] == line] for line in used}
    for line, more in _elsewhere(places, taken, used).items():
        said.setdefault(line, []).extend(more)
    said = {line: sorted(each, key=lambda one: one.start) for line, each in said.items()}
    for line, each in said.items():
        used[line] = _last_best(each)
        taken.update(n for one in each for n in range(one.start, one.end))
    left = _runs(n for n in range(len(heard)) if n not in taken)
    return Alignment({line: tuple(each) for line, each in said.items()}, used, score, tuple(left))


def _used(lines: Sequence[Words], chosen: dict[int, Said]) -> dict[Words, Said]:
    found: dict[Words, list[Said]] = {}
    for n, said in chosen.items():
        found.setdefault(lines[n], []).append(said)
    return {line: _last_best(each) for line, each in found.items()}


def _last_best(places: Sequence[Said]) -> Said:
    """The last of those that were heard best."""
    best = min(each.cost for each in places)
    return [each for each in places if each.cost <= best + 1e-9][-1]


def _elsewhere(
    places: dict[Words, list[Said]], taken: set[int], used: dict[Words, Said]
) -> dict[Words, list[Said]]:
    """Lines said again, or out of their order, in words that no line has taken yet.

    Out of its order counts only what is long enough and was heard word for word.
    """
    least = take_data().match.out_of_order_words
    taken = set(taken)
    rows = sorted(
        ((line, one) for line, each in places.items() for one in each),
        key=lambda row: (row[1].cost, -len(row[0]), row[1].start),
    )
    found: dict[Words, list[Said]] = {}
    for line, one in rows:
        own = range(one.start, one.end)
        if not taken.isdisjoint(own):
            continue
        if line in used or (one.cost == 0 and len(line) >= least):
            found.setdefault(line, []).append(one)
            taken.update(own)
    return found


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow each other, from and to (not included)."""
    start = end = None
    for n in numbers:
        if n == end:
            end = n + 1
            continue
        if start is not None and end is not None:
            yield start, end
        start, end = n, n + 1
    if start is not None and end is not None:
        yield start, end


def _chain(
    lines: Sequence[Words], places: dict[Words, list[Said]], length: int
) -> tuple[dict[int, Said], float]:
    """Places for lines, each after the one before, that account for the most words.

    Of equal ones the last: whoever says a line again means that one.
    """
    best = np.zeros(length + 1)  # by the word that nothing so far goes beyond
    rows = [best]
    for line in lines:
        new = best.copy()
        for one in places[line]:
            new[one.end] = max(new[one.end], best[one.start] + _gain(line, one))
        best = np.maximum.accumulate(new)
        rows.append(best)
    chosen: dict[int, Said] = {}
    at = length
    for n in range(len(lines) - 1, -1, -1):
        ways = [
            one
            for one in places[lines[n]]
            if one.end <= at
            and abs(rows[n][one.start] + _gain(lines[n], one) - rows[n + 1][at]) < 1e-9
        ]
        if ways:
            chosen[n] = max(ways, key=lambda one: (one.end, one.start))
            at = chosen[n].start
    return dict(sorted(chosen.items())), float(rows[-1][-1])


def _gain(line: Words, one: Said) -> float:
    return len(line) - 2 * one.cost


def _all_places(lines: Iterable[Words], heard: Sequence[str]) -> dict[Words, list[Said]]:
    """Where each line may have been said, without what is rather another line."""
    known = _Heard(heard)
    found = {line: _places(line, known) for line in lines}
    by_word: dict[int, list[tuple[Words, Said]]] = {}
    for line, each in found.items():
        for one in each:
            for n in range(one.start, one.end):
                by_word.setdefault(n, []).append((line, one))
    return {
        line: [one for one in each if not _is_rather(line, one, by_word)]
        for line, each in found.items()
    }


def _alone(places: dict[Words, list[Said]], edges: set[int]) -> dict[Words, list[Said]]:
    """Without places of short lines that are not between ``edges`` and longer lines."""
    least = take_data().match.out_of_order_words
    for line, each in places.items():
        if len(line) >= least:
            edges.update(edge for one in each for edge in (one.start, one.end))
    return {
        line: [one for one in each if len(line) >= least or {one.start, one.end} <= edges]
        for line, each in places.items()
    }


def _is_rather(line: Words, one: Said, by_word: dict[int, list[tuple[Words, Said]]]) -> bool:
    """Whether the words at a place are better those of another line."""
    own = set(range(one.start, one.end))
    if one.cost == 0:
        return False
    for other, place in {row for n in own for row in by_word[n]}:
        if other == line or place.cost >= one.cost:
            continue
        shared = own & set(range(place.start, place.end))
        if len(shared) * 2 > len(own):
            return True
    return False


class _Heard:
    """All words that were heard, and what it costs to take them for others."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.extra = np.array([_FAR if word in _deciding() else 1.0 for word in words])
        self._kinds = list(dict.fromkeys(words))
        number = {word: n for n, word in enumerate(self._kinds)}
        self._at = np.array([number[word] for word in words], int)
        self._known: dict[str, Costs] = {}
        self._ends: dict[str, list[int]] = {}
        self._pair_ends: dict[str, list[int]] = {}
        for end in range(1, len(words) + 1):
            self._ends.setdefault(words[end - 1], []).append(end)
            if end > 1:
                self._pair_ends.setdefault(words[end - 2] + words[end - 1], []).append(end)

    def instead_of(self, word: str) -> Costs:
        """What each word costs where ``word`` should be, 0 for the word itself."""
        if word not in self._known:
            costs = np.array([_cost(word, other) for other in self._kinds], float)
            self._known[word] = costs[self._at] if len(self._at) else costs
        return self._known[word]

    def joined(self, line: Words, n: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """Where word ``n`` of a line (from 1) was heard as two, or with the one before as one.

        Yields:
            The end of it, and what stood before: words of the line, and words heard.
        """
        for end in self._pair_ends.get(line[n - 1], ()):
            yield end, (n - 1, end - 2)
        if n > 1:
            for end in self._ends.get(line[n - 2] + line[n - 1], ()):
                yield end, (n - 2, end - 1)


def _cost(word: str, other: str) -> float:
    """What it costs that ``word`` was heard as ``other``: 0 to 1, or far too much."""
    if word in (other, ANY_WORD):
        return 0.0
    if word in _deciding() or other in _deciding():
        return _FAR
    one, two = _pairs(word), _pairs(other)
    alike = 2 * len(one & two) / (len(one) + len(two))
    return 1.0 if alike < take_data().match.alike else _LIKENED * (1 - alike)


@cache
def _pairs(word: str) -> frozenset[str]:
    """The pairs of letters of a word, its edges among them."""
    marked = f"^{word}$"
    return frozenset(marked[n : n + 2] for n in range(len(marked) - 1))


@cache
def _deciding() -> frozenset[str]:
    """Words that make another line of a line, as they are compared; not what sounds like others."""
    words = take_data().match.deciding
    return frozenset(folded for word in words for folded in plain(word))


def _places(line: Words, heard: _Heard) -> list[Said]:
    """Where ``line`` may have been said: each place that no other overlaps that is as good."""
    table = _table(line, heard)
    last = table[-1]
    found: list[Said] = []
    for end in sorted(np.flatnonzero(last <= _limit(line)), key=lambda n: (last[n], n)):
        one = _traced(line, heard, table, int(end))
        if one.end > one.start and all(
            one.end <= other.start or one.start >= other.end for other in found
        ):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _limit(line: Words) -> float:
    """The most that may be heard otherwise."""
    match = take_data().match
    if len(line) < match.short_words:
        return _LIKENED * (1 - match.alike)
    return max(match.otherwise * len(line), 1.0)


def _table(line: Words, heard: _Heard) -> Costs:
    """Least cost of the first n words of a line that end before each word, shape (n, heard).

    Row 0 is 0 everywhere: a line may begin with any word.
    """
    table = np.zeros((len(line) + 1, len(heard.words) + 1))
    for n, word in enumerate(line, 1):
        row = table[n - 1] + _lost(line, n)
        row[1:] = np.minimum(row[1:], table[n - 1, :-1] + _taken(line, n, heard))
        for end, before in heard.joined(line, n):
            row[end] = min(row[end], table[before])
        more = heard.extra if word != ANY_WORD else np.full(len(heard.words), _NAME_WORD)
        table[n] = _with_more(row, more)
    return table


def _taken(line: Words, n: int, heard: _Heard) -> Costs:
    """What each word costs in the place of word ``n`` of a line (from 1).

    The last must be heard as something alike: a line that was broken off is not the line.
    """
    costs = heard.instead_of(line[n - 1])
    return np.where(costs < 1.0, costs, _FAR) if n == len(line) else costs


def _lost(line: Words, n: int) -> float:
    """What it costs that word ``n`` of a line (from 1) was not heard.

    Recognisers leave out an “a” or an “or”; longer words they do not lose. Without its first or
    last word a line may be part of another sentence, or broken off.
    """
    word = line[n - 1]
    short = len(word) <= take_data().match.lost_letters
    return 1.0 if short and 1 < n < len(line) and word not in _deciding() else _FAR


def _with_more(row: Costs, more: Costs) -> Costs:
    """``row`` where words too many may follow: the least of all before it and what those cost."""
    along = np.concatenate([[0.0], np.cumsum(more)])
    return np.asarray(np.minimum.accumulate(row - along) + along)


def _traced(line: Words, heard: _Heard, table: Costs, end: int) -> Said:
    """The place that ends before word ``end``, without words too many at either edge."""
    n, at = len(line), end
    own: set[int] = set()
    while n > 0:
        here, word = table[n, at], line[n - 1]
        joined = next(
            (b for a, b in heard.joined(line, n) if a == at and _same(here, table[b])), None
        )
        if at and _same(here, table[n - 1, at - 1] + _taken(line, n, heard)[at - 1]):
            own.add(at - 1)
            n, at = n - 1, at - 1
        elif joined is not None:
            own.update(range(joined[1], at))
            n, at = joined
        elif _same(here, table[n - 1, at] + _lost(line, n)):
            n -= 1
        else:
            if word == ANY_WORD:
                own.add(at - 1)
            at -= 1
    cost = round(float(table[-1, end]), 6)
    if not own:
        return Said(end, end, cost)
    first, last = min(own), max(own) + 1
    return Said(first, last, cost, tuple(k for k in range(first, last) if k not in own))


def _same(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6
