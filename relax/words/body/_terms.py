"""Terms as a clinician writes them (``hand(s)``, ``back of ~ neck``) as expressions and words."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_RAW = "re:"
_OPTIONAL = re.compile(r"\((\w+)\)")


class Terms:
    """Reads terms in one language.

    Args:
        determiners: words that may stand where a term has ``~``.
        sides: words for left and right, which may follow a determiner.
    """

    def __init__(self, determiners: Sequence[str], sides: Sequence[str]) -> None:
        self._determiners = tuple(determiners)
        self._sides = tuple(sides)
        self._fillers = tuple(
            " ".join(filter(None, pair)) for pair in product(("", *determiners), ("", *sides))
        )
        longest_first = sorted(filter(None, self._fillers), key=len, reverse=True)
        words = "|".join(_literal(filler) for filler in longest_first)
        self._any_filler = rf"(?:(?:{words})\s+)?"

    def expression(self, term: str, exceptions: Iterable[str] = ()) -> str:
        """A regular expression that finds ``term`` as whole words, except in ``exceptions``."""
        found = term.removeprefix(_RAW) if term.startswith(_RAW) else self._pattern(term)
        return rf"\b(?:{found})\b{self._not_in(found, exceptions)}"

    def spellings(self, term: str) -> set[str]:
        """Every plain way to write ``term``; none for a regular expression."""
        if term.startswith(_RAW):
            return set()
        return {
            " ".join(text.replace("~", filler).split()).casefold()
            for text in _with_and_without(term)
            for filler in (self._fillers if "~" in term else ("",))
        }

    def plain(self, word: str) -> str:
        """``word`` as :meth:`spellings` has it: no underscores, determiners or side in front."""
        words = word.replace("_", " ").replace("’", "'").casefold().split()
        skipped = {*self._sides, *self._determiners}
        while len(words) > 1 and words[0] in skipped:
            del words[0]
        return " ".join(words)

    def _pattern(self, term: str) -> str:
        text = _OPTIONAL.sub(r"\0\1\0", term)
        pieces = []
        for word in text.split():
            if word == "~":
                pieces.append(self._any_filler)
            else:
                ends = word.split("\0")
                core = "".join(
                    f"(?:{_literal(part)})?" if n % 2 else _literal(part)
                    for n, part in enumerate(ends)
                )
                pieces.append(core + r"\s+")
        return "".join(pieces).removesuffix(r"\s+")

    def _not_in(self, term: str, exceptions: Iterable[str]) -> str:
        """Look around the term: is it part of a phrase that may be said?

        Lookbehinds stand after the term, so that they cost nothing where it does not occur.
        """
        begins = re.compile(rf"(?:{term})\b", re.IGNORECASE)
        around: list[str] = []
        for exception in exceptions:
            if exception.startswith(_RAW):
                around.append(rf"(?<!\b{exception.removeprefix(_RAW)})")
                continue
            for phrase in sorted(self.spellings(exception)):
                start = begins.match(phrase)
                if start and start.end() < len(phrase):
                    around.append(rf"(?!{_literal(phrase[start.end() :])}\b)")
                else:
                    around.append(rf"(?<!\b{_fixed(phrase)})")
        return "".join(dict.fromkeys(around))


def _with_and_without(term: str) -> Iterable[str]:
    """``hand(s)`` → ``hand`` and ``hands``."""
    parts = _OPTIONAL.split(term)
    for chosen in product((False, True), repeat=len(parts) // 2):
        yield "".join(part if n % 2 == 0 or chosen[n // 2] else "" for n, part in enumerate(parts))


def _literal(text: str) -> str:
    """``text`` as itself; straight and curly apostrophes are one."""
    return re.sub(r"['’]", "['’]", re.escape(text)).replace(r"\ ", r"\s+")


def _fixed(text: str) -> str:
    return re.sub(r"['’]", "['’]", re.escape(text))
