"""A sentence and a match in it → whether a negation or a way out takes the match back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from relax.data import bundled
from relax.words.check._patterns import small_pattern, spelled
from relax.words.check._schema import NegationData

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from relax.words.check._schema import DenialData, Denied

_WORD = re.compile(r"\w")
_CLAUSE_END = ",;:—–"
_AFTER_WORDS = " .,;:!?…"

Pattern = re.Pattern[str]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Denial:
    """One kind of negation, compiled as in negation.yaml."""

    frame: Pattern
    behind: Pattern | None
    ends: Pattern | None


@dataclass(frozen=True, slots=True, eq=False)
class Negation:
    """One language's negations, for text in small letters."""

    questions: Pattern
    void: Pattern
    negative: Pattern
    opening: Pattern
    ends: Pattern
    continues: Pattern
    denials: Mapping[Denied, _Denial]
    event: Pattern
    answer: Pattern
    toward: Pattern


@dataclass(frozen=True, slots=True)
class _Reach:
    """A negation at ``frame`` and the letters it reaches, both as (start, end)."""

    frame: Span
    scope: Span


def takes_back(language: str, low: str, match: Span, kinds: frozenset[Denied]) -> bool:
    """Whether the sentence ``low`` denies what stands at ``match``, in one of these ways.

    A match that holds the negation itself ("you cannot leave") is never taken back by it.
    """
    negation = negations(language.split("-", maxsplit=1)[0])
    if "way_out" in kinds and _in_way_out(negation, low, match):
        return True
    return any(
        _denies(negation, low, reach, match)
        for kind in sorted(kinds - {"way_out"})
        for reach in _reaches(negation, low, kind)
    )


def main_clauses(language: str, low: str) -> tuple[int, ...]:
    """Where a sentence begins anew after a denial: "there's no hurry, | close your eyes"."""
    negation = negations(language.split("-", maxsplit=1)[0])
    found = set()
    for kind in negation.denials:
        for reach in _reaches(negation, low, kind):
            stop = reach.scope[1]
            if low[stop : stop + 1] not in _CLAUSE_END or not negation.opening.fullmatch(
                low, 0, reach.frame[0]
            ):
                continue
            if begins := _WORD.search(low, stop):
                found.add(begins.start())
    return tuple(sorted(found))


def outside_denials(language: str, low: str) -> str:
    """``low`` with every "you don't have to …" blanked out, letter for letter."""
    negation = negations(language.split("-", maxsplit=1)[0])
    for reach in _reaches(negation, low, "freed"):
        start, end = min(reach.frame[0], reach.scope[0]), max(reach.frame[1], reach.scope[1])
        low = low[:start] + " " * (end - start) + low[end:]
    return low


@cache
def negations(language: str) -> Negation:
    """The compiled ``data/<language>/negation.yaml``.

    Raises:
        RelaxError: nothing is shipped for this language.
    """
    data = bundled("words", "negation", NegationData, language)

    def compiled(patterns: Sequence[str]) -> Pattern:
        whole = "|".join(f"(?:{spelled(pattern, data.words)})" for pattern in patterns)
        return re.compile(small_pattern(whole))

    def denial(given: DenialData) -> _Denial:
        return _Denial(
            compiled(given.frame),
            compiled(given.behind) if given.behind else None,
            compiled([given.ends]) if given.ends else None,
        )

    return Negation(
        questions=compiled(data.questions),
        void=compiled(data.void),
        negative=compiled([r"(?:%not%)\b"]),
        opening=compiled([data.opening]),
        ends=compiled([data.ends]),
        continues=compiled([data.continues]),
        denials={kind: denial(given) for kind, given in data.denials.items()},
        event=compiled(data.way_out.event),
        answer=compiled(data.way_out.answer),
        toward=compiled([data.way_out.toward]),
    )


@lru_cache(maxsize=256)
def _reaches(negation: Negation, low: str, kind: Denied) -> tuple[_Reach, ...]:
    return tuple(_found(negation, low, negation.denials[kind]))


def _found(negation: Negation, low: str, denial: _Denial) -> Iterator[_Reach]:
    if negation.questions.search(low):
        return
    void = [match.span() for match in negation.void.finditer(low)]
    for frame in denial.frame.finditer(low):
        start, end = frame.span()
        if not any(first < end and start < last for first, last in void):
            yield _Reach((start, end), (end, _end(negation, low, end, denial.ends)))
    for frame in denial.behind.finditer(low) if denial.behind else ():
        start, end = frame.span()
        yield _Reach((start, end), (_beginning(negation, low, start), start))


def _end(negation: Negation, low: str, start: int, also: Pattern | None) -> int:
    """Where the clause that begins at ``start`` stops, lists taken whole."""
    own = also.search(low, start) if also else None
    most = own.start() if own else len(low)
    for stop in negation.ends.finditer(low, start):
        goes_on = stop[0] == "," and negation.continues.match(low, stop.start())
        if not goes_on:
            return min(stop.start(), most)
    return most


def _beginning(negation: Negation, low: str, end: int) -> int:
    """Where the clause that stops at ``end`` begins."""
    return max((stop.end() for stop in negation.ends.finditer(low, 0, end)), default=0)


def _denies(negation: Negation, low: str, reach: _Reach, match: Span) -> bool:
    start, end = match
    if reach.frame[0] <= start and end <= reach.frame[1]:
        return True
    words_end = start + len(low[start:end].rstrip(_AFTER_WORDS))
    if start < reach.scope[0] or words_end > reach.scope[1]:
        return False
    # two negations cancel each other: "nobody leaves without being healed"
    if negation.negative.search(low, reach.scope[0], start):
        return False
    # "there is nothing that it can't heal"
    before = _beginning(negation, low, reach.frame[0])
    return start < reach.frame[0] or not negation.negative.search(low, before, reach.frame[0])


def _in_way_out(negation: Negation, low: str, match: Span) -> bool:
    for event in negation.event.finditer(low):
        start, end = event.span()
        if not (start <= match[0] and match[1] <= end):
            continue
        rest = low[end:] if _WORD.search(low, end) else low[:start]
        if negation.answer.search(rest) and not _leads_into(negation, rest):
            return True
    return False


def _leads_into(negation: Negation, rest: str) -> bool:
    """Whether what follows an event goes towards it; "you don't need to follow it" does not."""
    freed = _reaches(negation, rest, "freed")
    return any(
        not any(_denies(negation, rest, reach, toward.span()) for reach in freed)
        for toward in negation.toward.finditer(rest)
    )
