"""Names of areas: what a word means, and which words may not be said when an area is left out."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, get_args

from relax.errors import BadInput
from relax.hints import closest
from relax.words.body._data import Position
from relax.words.body._terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from relax.words.body._data import RegionFile, RegionWordFile, RegionWords

_EVERYTHING = "everything"
_GROUP = "group:"


class RegionNames:
    """The names of areas in one language, read from data."""

    def __init__(self, facts: RegionFile, words: RegionWordFile) -> None:
        self._facts = facts
        self._words = words
        self._terms = Terms(words.determiners, tuple(words.sides.values()))
        self._pattern = lru_cache(maxsize=256)(self._compiled)
        self._closed = lru_cache(maxsize=1024)(self._all_within)

    def resolve(self, word: str) -> frozenset[str]:
        """See :meth:`relax.words.body._regions.Regions.resolve`."""
        plain = self._terms.plain(word)
        found = self._meanings.get(plain) or self._meanings.get(plain.removesuffix("s"))
        if not found:
            raise BadInput("This area of the body is not known.", hint=self.near(plain))
        return found

    def near(self, word: str) -> str:
        """A hint naming the area most like ``word``; never ``word`` itself."""
        known = [text for text, ids in self._meanings.items() if self._speakable(ids)]
        if near := closest(word, known, 0.7):
            return f"Did you mean “{near}”?"
        groups = ", ".join(group for group in self._facts.groups if group != "whole")
        return f"Areas are for example: {groups}."

    def closed(self, ids: Iterable[str]) -> frozenset[str]:
        """``ids``, the parts of those that are wholes, and what is near those never spoken of."""
        return self._closed(frozenset(ids))

    def _all_within(self, ids: frozenset[str]) -> frozenset[str]:
        closed: set[str] = set()
        todo = list(ids)
        while todo:
            name = todo.pop()
            if name not in closed:
                closed.add(name)
                facts = self._facts.regions[name]
                todo += [*facts.parts, *facts.near]
                todo += self._expand([_EVERYTHING]) if facts.everything else ()
        return frozenset(closed)

    def forbidden(self, ids: Iterable[str]) -> re.Pattern[str] | None:
        """See :meth:`relax.words.body._regions.Regions.forbidden`."""
        regions = self._facts.regions
        said = frozenset(n for n in self.closed(ids) if not regions[n].always_said)
        return self._pattern(said) if said else None

    def _compiled(self, closed: frozenset[str]) -> re.Pattern[str]:
        """Every word that names or implies one of ``closed``, covers one or shares its noun."""
        found: dict[str, None] = {}
        for name in sorted(closed):
            words = self._words.regions[name]
            for term in (*words.terms, *words.implies):
                found[self._expression(term)] = None
        for covered, expressions in self._wholes:
            if closed & covered:
                found.update(dict.fromkeys(expressions))
        for sharing, expressions in self._nouns:
            if closed & sharing:
                found.update(dict.fromkeys(expressions))
        return re.compile("|".join(found), re.IGNORECASE)

    def _expression(self, term: str) -> str:
        known = self._expressions.get(term)
        if known is None:
            known = self._expressions[term] = self._terms.expression(term)
        return known

    @cached_property
    def _expressions(self) -> dict[str, str]:
        return {}

    @cached_property
    def _wholes(self) -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
        """For each word for a whole: the areas it covers, and the expressions that find it."""
        return tuple(
            (
                frozenset(self._expand(whole.names)),
                tuple(
                    self._terms.expression(term, (*whole.parts, *whole.but)) for term in whole.terms
                ),
            )
            for whole in self._words.wholes
        )

    @cached_property
    def _nouns(self) -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
        """For each noun: the areas with it in a name of theirs, and the expressions that find it.

        Who leaves out the back of the neck does not want to hear of the sides of the neck.
        """
        found = []
        for whole in self._words.wholes:
            if whole.parts or whole.noun:
                expressions = tuple(
                    self._terms.expression(term, whole.but) for term in (*whole.terms, *whole.noun)
                )
                noun = re.compile("|".join(expressions), re.IGNORECASE)
                sharing = frozenset(
                    name
                    for name, words in self._words.regions.items()
                    if any(noun.search(text) for text in self._spoken_names(words))
                )
                found.append((sharing, expressions))
        return tuple(found)

    def _spoken_names(self, words: RegionWords) -> Iterator[str]:
        """Every way in which an area is called, in any position."""
        forms = (getattr(words, position) for position in get_args(Position))
        yield from filter(None, (words.name, words.your, words.left, words.right))
        yield from (text for form in filter(None, forms) for text in (form.name, form.your))
        for term in words.terms:
            yield from self._terms.spellings(term)

    @cached_property
    def _meanings(self) -> dict[str, frozenset[str]]:
        """Every plain spelling and the ids it means; ids win over words, words over groups."""
        found: dict[str, frozenset[str]] = {}
        for spelling, ids in (
            *self._id_spellings(),
            *self._whole_spellings(),
            *self._group_spellings(),
            *self._region_spellings(),
        ):
            found.setdefault(self._terms.plain(spelling), ids)
        return found

    def _id_spellings(self) -> Iterator[tuple[str, frozenset[str]]]:
        yield from ((name, frozenset([name])) for name in self._facts.regions)

    def _whole_spellings(self) -> Iterator[tuple[str, frozenset[str]]]:
        for whole in self._words.wholes:
            ids = frozenset(self._expand(whole.names if whole.means is None else whole.means))
            for term in (*whole.terms, *whole.aliases) if ids else ():
                yield from ((spelling, ids) for spelling in sorted(self._terms.spellings(term)))

    def _group_spellings(self) -> Iterator[tuple[str, frozenset[str]]]:
        for group, spellings in self._words.groups.items():
            whole = f"whole_{group}"
            ids = {*self._expand([f"{_GROUP}{group}"]), *({whole} & self._facts.regions.keys())}
            yield from ((spelling, frozenset(ids)) for spelling in (group, *spellings))

    def _region_spellings(self) -> Iterator[tuple[str, frozenset[str]]]:
        for name, words in self._words.regions.items():
            for term in filter(None, (words.name, words.your, *words.terms, *words.aliases)):
                for spelling in sorted(self._terms.spellings(term)):
                    yield spelling, frozenset([name])

    def _expand(self, names: Iterable[str]) -> Iterator[str]:
        """Ids for ids, ``group:…`` and ``everything``."""
        for name in names:
            if name == _EVERYTHING:
                yield from (n for n, f in self._facts.regions.items() if f.group != "external")
            elif name.startswith(_GROUP):
                group = name.removeprefix(_GROUP)
                yield from (
                    n
                    for n, facts in self._facts.regions.items()
                    if facts.group == group and facts.sens != "never"
                )
            else:
                yield name

    def _speakable(self, ids: Iterable[str]) -> bool:
        return any(self._facts.regions[name].sens != "never" for name in ids)
