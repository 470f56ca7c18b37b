"""Running words of one paragraph, as a reader meets them → a block, and what stood beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from relax.words.documents._lines import paragraphs

if TYPE_CHECKING:
    from relax.words.documents._blocks import Blocks

Look = Literal["words", "struck", "hidden", "deleted"]

As = Literal["words", "item", "heading", "subtitles", "bylines", "captions"]


class Running:
    """Collects words, and keeps what is not spoken apart from them."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._text: list[str] = []
        self._beside: list[tuple[str, str]] = []
        self._look: Look = "words"

    def say(self, text: str, look: Look = "words") -> None:
        """Words; pieces that follow each other with the same look count as one passage."""
        if look == "words":
            self._text.append(text)
        elif look == "struck":
            self._strike(text)
        elif look != self._look and text.strip():
            self._blocks.count("hidden_text" if look == "hidden" else look)
        if text.strip() or look == self._look:
            self._look = look

    def beside(self, text: str, what: str = "comments") -> None:
        """Words that are kept as a comment; ``what`` names their kind in ``documents.yaml``."""
        if text.strip():
            self._beside.append((text, what))

    def end(self, as_: As = "words", level: int = 0) -> bool:
        """Put the paragraph, and what stood beside it, into the blocks; whether it had words."""
        text, self._text = "".join(self._text), []
        beside, self._beside = self._beside, []
        self._look = "words"
        lines = text.split("\n")
        spoken = bool(text.strip())
        if as_ == "heading":
            self._blocks.heading(" ".join(lines), level)
        elif as_ not in ("words", "item"):
            self._blocks.comment(" ".join(lines), as_)
        elif spoken:
            found, joined = paragraphs(lines)
            self._blocks.count("joined", joined)
            for n, paragraph in enumerate(found):
                if as_ == "item" and n == 0:
                    self._blocks.item(paragraph)
                else:
                    self._blocks.paragraph(paragraph)
        for comment, what in beside:
            shown = f"struck out: {comment}" if what == "struck" else comment
            self._blocks.comment(shown, what, beside=spoken)
        return spoken

    def drop(self) -> None:
        """Forget the paragraph."""
        self._text, self._beside, self._look = [], [], "words"

    def _strike(self, text: str) -> None:
        if self._look == "struck" and self._beside and self._beside[-1][1] == "struck":
            before, what = self._beside.pop()
            self._beside.append((before + text, what))
        elif text.strip():
            self._beside.append((text, "struck"))
