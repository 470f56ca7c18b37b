"""What a template can call: seeded wording, chapters, body stops, breathing cues.

Everything here is decided by the request and the seed alone. Each chapter counts its choices
anew, so that a difference between two people changes nothing in the chapters that follow.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import TYPE_CHECKING

from relax.words.speech import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STOCK = 2
_JUST_HEARD = 100
"""How many times an opener counts as heard before it is."""
_STRIDE = 3
"""How much further round a list each chapter begins: about as often as one uses the same list."""


class Wording:
    """Chooses among wordings so that nothing is said that was to be left out.

    Args:
        seed: decides every choice.
        language: of the words, for cutting sentences.
        forbidden: matches any word that names or implies an area to leave out.
        stock: openers that are heard enough without being chosen.
        one_word: words that are an opener whatever follows them.
        plain: prefer the shorter wordings, and the same ones whatever the seed.
    """

    def __init__(
        self,
        seed: str,
        language: str,
        forbidden: re.Pattern[str] | None,
        stock: Sequence[str] = (),
        one_word: Sequence[str] = (),
        *,
        plain: bool = False,
    ) -> None:
        self._seed = seed
        self._plain = plain
        self._language = language
        self._forbidden = forbidden
        self._stock = dict.fromkeys(stock, _STOCK)
        self._one_word = frozenset(one_word)
        self._chapters = 0
        self._uses: Counter[str] = Counter()
        self._openers: Counter[str] = Counter()
        self._last = ""

    def chapter(self, title: str) -> str:
        """The heading of a chapter."""
        self._chapters += 1
        self._last = ""
        self._uses.clear()
        self._openers.clear()
        return f"## {title}"

    def ok(self, *texts: str) -> bool:
        """Whether none of ``texts`` names or implies an area to leave out."""
        return self._forbidden is None or not any(self._forbidden.search(t) for t in texts)

    def line(self, text: str) -> str:
        """``text`` without the sentences that name or imply an area to leave out."""
        if self.ok(text):
            return text
        return " ".join(s for s in split_sentences(text, self._language) if self.ok(s))

    def pick(self, *options: str | Sequence[str]) -> str:
        """One of ``options`` that may be said, "" when none may; openers take turns."""
        flat = [text for text in _flat(options) if text and self.ok(text)]
        return self._choose(flat) if flat else ""

    def some(self, count: int, *options: str | Sequence[str]) -> list[str]:
        """Up to ``count`` different ones of ``options`` that may be said."""
        left = [text for text in _flat(options) if text and self.ok(text)]
        chosen: list[str] = []
        while left and len(chosen) < count:
            text = self._choose(left)
            left.remove(text)
            chosen.append(text)
        return chosen

    def one_of(self, words: Sequence[str], joined: str = "or") -> str:
        """“your hands, your feet or a sound in the room”, of those that may be named."""
        usable = [word for word in words if self.ok(word)]
        if len(usable) < 2:
            return usable[0] if usable else ""
        return f"{', '.join(usable[:-1])} {joined} {usable[-1]}"

    def _choose(self, options: list[str]) -> str:
        """The one whose opener was heard least; lists that come again are gone round in turn."""
        same = "\n".join(options)
        shuffled = self._shuffled(options, same)
        first = self._chapters * _STRIDE + self._uses[same]
        self._uses[same] += 1
        order = [shuffled[(first + n) % len(shuffled)] for n in range(len(shuffled))]
        text = min(order, key=self._stale)
        self._last = self._opener(text)
        self._openers[self._last] += 1
        return text

    def _shuffled(self, options: list[str], same: str) -> list[str]:
        """The order in which options are gone round; for plain words, the shorter half.

        Two at least, so that openers can take turns.
        """
        if self._plain:
            return sorted(options, key=_words)[: max((len(options) + 1) // 2, 2)]
        shuffled = options[:]
        random.Random(f"{self._seed}/{same}").shuffle(shuffled)  # noqa: S311
        return shuffled

    def _opener(self, text: str) -> str:
        """The first two words, or one such as “perhaps”, by which listeners notice repetition."""
        begins = re.findall(r"[\w’']+", text.casefold())[:2]
        return begins[0] if begins and begins[0] in self._one_word else " ".join(begins)

    def _stale(self, option: str) -> int:
        """How much an opener has been heard lately: not twice in a row, and in turns."""
        begins = self._opener(option)
        again = _JUST_HEARD if begins == self._last else 0
        return self._openers[begins] + self._stock.get(begins, 0) + again


def _words(text: str) -> int:
    return len(text.split())


def _flat(options: Iterable[str | Sequence[str]]) -> list[str]:
    out: list[str] = []
    for option in options:
        if isinstance(option, str):
            out.append(option)
        else:
            out.extend(option)
    return out
