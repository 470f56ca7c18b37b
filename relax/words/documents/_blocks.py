"""Headings, paragraphs, items and comments, in order → a :class:`Document`."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, Place
from relax.words.documents._document import Document, without_hidden
from relax.words.documents._names import is_given, names

if TYPE_CHECKING:
    from relax.words.documents._document import Kind

MOST: Final = 20_000_000
"""Bytes of a document, packed or unpacked, and characters of its words."""

_LONGEST_HEADING: Final = 150
"""Characters; more is a paragraph that somebody made large."""

_SENTENCES = re.compile(r"[^\W\d_]{3,}[.!?…]+(?=\s|$)")
_UNPRINTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_HALVES = re.compile(r"[\ud800-\udfff]")


def too_large(file: str) -> BadInput:
    """The error of a file that is larger than any script."""
    return BadInput("This file is too large to be a script.", place=Place(file))


def no_words(file: str) -> BadInput:
    """The error of a document that has nothing to say."""
    return BadInput(
        "There are no words in this document.",
        hint="Write at least one sentence.",
        place=Place(file),
    )


class Blocks:
    """Collects what a reader finds, block by block, and counts what it leaves out."""

    def __init__(self, kind: Kind, file: str) -> None:
        self.title: str | None = None
        self._kind: Kind = kind
        self._file = file
        self._blocks: list[list[str]] = []
        self._headings: list[tuple[int, str]] = []
        self._spoken = False
        self._size = 0
        self._counts: Counter[str] = Counter()

    @property
    def has_words(self) -> bool:
        """Whether there was anything to speak so far."""
        return self._spoken

    def count(self, what: str, n: int = 1) -> None:
        """Remember that ``n`` things of a kind, by its name in ``documents.yaml``, were met."""
        self._counts[what] += n

    def heading(self, text: str, level: int) -> None:
        """A heading; the highest level is 1."""
        title = self._clean(text)
        if len(title) > _LONGEST_HEADING or len(_SENTENCES.findall(title)) > 1:
            self.count("long_headings")
            self.paragraph(title)
        elif title:
            self.count("headings")
            self._headings.append((level, title))
            self._put([f"## {title}"])

    def paragraph(self, text: str) -> None:
        """A paragraph; a line break in ``text`` is one that a person meant."""
        lines = [line for part in text.split("\n") if (line := self._clean(part))]
        if not lines:
            return
        self._spoken = True
        if lines[0][0] in names().bullets and (item := lines[0].lstrip(names().bullets).strip()):
            lines[0] = f"- {item}"
        self._put([_literal(line) for line in lines])

    def item(self, text: str) -> None:
        """An item of a list."""
        lines = [line for part in text.split("\n") if (line := self._clean(part))]
        if lines:
            self._spoken = True
            first = lines[0].lstrip(names().bullets).strip() or lines[0]
            self._put([f"- {first}", *(_literal(line) for line in lines[1:])])

    def comment(self, text: str, what: str = "comments", *, beside: bool = False) -> None:
        """What a person wrote beside the words; right under the last block, or on its own.

        ``what``: the name of its kind in ``documents.yaml``.
        """
        if words := self._clean(text.replace("\n", " ")):
            self.count(what)
            if beside and self._blocks:
                self._blocks[-1].append(f"% {words}")
            else:
                self._put([f"% {words}"])

    def finish(self) -> Document:
        """The document.

        Raises:
            BadInput: there are no words in it.
        """
        if not self._spoken:
            raise no_words(self._file)
        top = min((level for level, _ in self._headings), default=0)
        heading = next((text for level, text in self._headings if level == top), None)
        own = " ".join(without_hidden(self.title or "")[0].split())
        within = heading is not None and heading.casefold() in own.casefold()
        title = own if is_given(own) and not within else heading
        if title and (at := self._title_alone(title)) is not None:
            del self._blocks[at]
            self._counts["headings"] -= 1
        told = tuple(
            (note.one if n == 1 else note.many).format(n=n)
            for what, note in names().notes.items()
            if (n := self._counts[what])
        )
        return Document(self._text(), self._kind, title, told)

    def _text(self) -> str:
        """An empty line between blocks, and none between the items of a list."""
        text: list[str] = []
        item = False
        for lines in self._blocks:
            follows = item and lines[0].startswith("- ")
            text += ["" if not text else "\n" if follows else "\n\n", "\n".join(lines)]
            item = lines[0].startswith("- ")
        return "".join((*text, "\n"))

    def _title_alone(self, title: str) -> int | None:
        """Where the title stands when it is no chapter: the first begins before any words."""
        said = [n for n, lines in enumerate(self._blocks) if not lines[0].startswith("% ")][:2]
        heads = [self._blocks[n][0] for n in said]
        alone = len(heads) == 2 and heads[0] == f"## {title}" and heads[1].startswith("## ")
        return said[0] if alone else None

    def _put(self, lines: list[str]) -> None:
        self._size += sum(map(len, lines))
        if self._size > MOST:
            raise too_large(self._file)
        self._blocks.append(lines)

    def _clean(self, text: str) -> str:
        if _HALVES.search(text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        shown, hidden = without_hidden(text)
        self.count("hidden", hidden)
        return " ".join(_UNPRINTED.sub(" ", shown).split())


def _literal(line: str) -> str:
    """A line of words, so that it cannot be taken for a comment or a heading."""
    return f"\\{line}" if line.startswith(("%", "#")) else line
