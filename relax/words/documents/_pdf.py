"""A PDF with text in it → a document: headings and paragraphs, without running titles."""

from __future__ import annotations

import io
import logging
import math
import re
import unicodedata
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from relax.errors import BadInput, Place
from relax.words.documents._blocks import MOST, Blocks, too_large
from relax.words.documents._kind import locked
from relax.words.documents._lines import ends_sentence
from relax.words.documents._names import is_page_number, names, set_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.documents._document import Document, Kind


_LARGE, _SMALL = 1.15, 0.87
"""Of the size of most letters: from here on a heading; up to here small print."""

_GAP: Final = 1.35
"""Of the usual distance between lines: from here on a new paragraph."""

_SAME_PLACE: Final = 3.0
"""Points; running titles stand at the same height on every page."""

_EDGE_LINES: Final = 3
"""Lines at the head and the foot of a page among which running titles are looked for."""

_LEADERS: Final = re.compile(r"(?:\.\s?){5,}\s*\d+\s*$|(?:\.\s){4,}")
"""The dots of a table of contents, from a heading to its page."""

_DIVIDED: Final = re.compile(r"[^\W\d_]{2,}[-\u2010\u00ad]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page: where it begins, from the left and from below, and its size; in points."""

    text: str
    across: float
    up: float
    size: float

    def with_more(self, text: str, size: float) -> Line:
        """The line with a piece that follows on it; most of its letters give the size."""
        larger = size if len(text.strip()) > len(self.text.strip()) else self.size
        return replace(self, text=self.text + text, size=round(larger, 1))


def write_pages(pages: list[list[Line]], comments: list[list[str]], blocks: Blocks) -> None:
    """Put the words of all pages into blocks; ``comments``: those of each page, after its words."""
    sizes: Counter[float] = Counter()
    for line in (each for lines in pages for each in lines):
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    kept, beside = _without_edges(pages, body, blocks)
    measure = _measured(kept, body)
    ranks = sorted({line.size for lines in kept for line in lines if line.size >= _LARGE * body})
    words = " ".join(line.text.casefold() for lines in kept for line in lines)
    open_: list[Line] = []
    later: list[tuple[str, str]] = []
    for lines, small, notes in zip(kept, beside, comments, strict=True):
        for n, line in enumerate(lines):
            if open_ and _begins(open_, line, measure, new_page=n == 0):
                _write(open_, ranks, words, blocks)
                open_ = []
                later = _comment(later, blocks)
            open_.append(line)
        later += [
            *((line.text, "small") for line in small),
            *((note, "comments") for note in notes),
        ]
    _write(open_, ranks, words, blocks)
    _comment(later, blocks)


def _comment(later: list[tuple[str, str]], blocks: Blocks) -> list[tuple[str, str]]:
    """Put what stood beside the words after the paragraph that was open; nothing is left then."""
    for text, what in later:
        blocks.comment(text, what)
    return []


def _without_edges(
    pages: list[list[Line]], body: float, blocks: Blocks
) -> tuple[list[list[Line]], list[list[Line]]]:
    """The pages without page numbers, titles that repeat and small print; that small print."""
    edges = [_edge(lines) for lines in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for edge in edges:
        seen.update({_key(line) for line in edge})
    often = max(2, len(pages) // 2)
    told: set[str] = set()
    kept, small = [], []
    for lines, edge in zip(pages, edges, strict=True):
        middle = [line.up for line in lines if line.size > _SMALL * body] or [0.0]
        rest: list[Line] = []
        print_: list[Line] = []
        for line in lines:
            near = sum(n for (text, up), n in seen.items() if _is_near(line, text, up))
            outside = not min(middle) <= line.up <= max(middle)
            if _LEADERS.search(line.text):
                blocks.count("contents")
            elif line in edge and is_page_number(line.text):
                blocks.count("running")
            elif line in edge and near >= often:
                blocks.count("running")
                if _key(line)[0] not in told:
                    told.add(_key(line)[0])
                    blocks.comment(line.text, "once")
            elif outside and line.size <= _SMALL * body:
                print_.append(line)
            else:
                rest.append(line)
        kept.append(rest)
        small.append(print_)
    return kept, small


def _edge(lines: list[Line]) -> list[Line]:
    """The lines at the top and at the foot of a page that stand apart from the others."""
    down = sorted(lines, key=lambda line: -line.up)
    if len(down) < 2:
        return [line for line in down if is_page_number(line.text)]
    usual = median(max(0.0, a.up - b.up) for a, b in pairwise(down)) or 1.0
    found: list[Line] = []
    for order, way in ((down, 1), (down[::-1], -1)):
        for n, (line, after) in enumerate(pairwise(order[: _EDGE_LINES + 1]), 1):
            apart = way * (line.up - after.up) > _GAP * min(usual, 2 * line.size)
            if apart or is_page_number(line.text):
                found += order[:n]
    return found


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", " ".join(line.text.split()).casefold()), round(line.up)


def _is_near(line: Line, text: str, up: int) -> bool:
    return text == _key(line)[0] and abs(up - line.up) <= _SAME_PLACE


@dataclass(frozen=True, slots=True)
class _Measure:
    """How paragraphs of a document are set, in points, but ``width`` in characters."""

    body: float
    leading: float
    margin: float
    width: int


def _measured(pages: list[list[Line]], body: float) -> _Measure:
    lines = [line for page in pages for line in page if line.size == body]
    gaps = [
        a.up - b.up
        for page in pages
        for a, b in pairwise(page)
        if a.size == b.size == body and 0 < a.up - b.up < 3 * body
    ]
    margins = Counter(round(line.across) for line in lines)
    return _Measure(
        body=body,
        leading=min(median(gaps), 2 * body) if gaps else 1.2 * body,
        margin=margins.most_common(1)[0][0] if margins else 0.0,
        width=max((len(line.text.strip()) for line in lines), default=0),
    )


def _begins(before: list[Line], line: Line, measure: _Measure, *, new_page: bool) -> bool:
    """Whether a line begins a paragraph after those before it."""
    last, text, body = before[-1], line.text.strip(), measure.body
    ended = ends_sentence(last.text.strip())
    gap = last.up - line.up
    if abs(line.size - last.size) > 0.08 * body or text[:1] in names().bullets:
        return True
    if new_page or not 0 <= gap <= _GAP * measure.leading * max(1.0, last.size / body):
        return ended or not text[:1].islower()  # also the next column
    if gap < 0.2 * measure.leading:
        return False
    short = len(last.text.strip()) + len(text.split()[0]) < 0.7 * measure.width
    if short and last.across > measure.margin + body:  # an item of a list whose mark is drawn
        return abs(line.across - last.across) < 1 or line.across < last.across
    return ended and (short or line.across > before[-1].across + 0.7 * body)


def _write(lines: list[Line], ranks: list[float], words: str, blocks: Blocks) -> None:
    if not lines:
        return
    text = lines[0].text.strip()
    for line in lines[1:]:
        after = line.text.strip()
        if _DIVIDED.search(text) and after[:1].islower():
            text = _joined(text, after, words)
            blocks.count("hyphens")
        else:
            text = f"{text} {after}"
    size = lines[0].size
    if size in ranks:
        blocks.count("large", len(lines))
        blocks.heading(text, len(ranks) - ranks.index(size))
    else:
        blocks.paragraph(text)


def _joined(text: str, after: str, words: str) -> str:
    """Two parts of a word; the hyphen stays where the document writes it within a line."""
    first, second = text.rsplit(None, 1)[-1], re.split(r"[^\w]", after, maxsplit=1)[0]
    with_hyphen = f"{first[:-1]}-{second}".casefold()
    keep = re.search(rf"(?<!\w){re.escape(with_hyphen)}(?!\w)", words) is not None
    return f"{text[:-1]}-{after}" if keep else f"{text[:-1]}{after}"


_MOST_PAGES: Final = 500
"""A longer document is no script. Chosen, not measured."""

_LIGATURES: Final = re.compile("[\ufb00-\ufb06]")
_NOTES: Final = set_of("/Text /FreeText /Highlight /Underline /StrikeOut /Squiggly /Caret")


def read(content: bytes, file: str, kind: Kind) -> Document:
    """The words of a PDF.

    Raises:
        BadInput: it needs a password, has no text in it (a scan), or is too long.
    """
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import DependencyError, FileNotDecryptedError  # noqa: PLC0415

    blocks = Blocks(kind, file)
    with _listening() as heard:
        try:
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise locked("PDF", file)
            if len(reader.pages) > _MOST_PAGES:
                raise too_large(file)
            pages = [_lines(page) for page in reader.pages]
            if sum(len(line.text) for lines in pages for line in lines) > MOST:
                raise too_large(file)
            comments = [list(_comments(page)) for page in reader.pages]
            blocks.count("pictures", sum(map(_pictures, reader.pages)))
            blocks.title = str((reader.metadata and reader.metadata.title) or "")
        except (DependencyError, FileNotDecryptedError):
            raise locked("PDF", file) from None
    if not any(pages):
        raise BadInput(
            "There is no text in this PDF; its pages may be pictures (a scan).",
            hint="Copy the words into a text file, or let a program that reads scans (OCR) do it.",
            place=Place(file),
        )
    blocks.count("faults", heard.warnings > 0)
    blocks.count("textless", sum(not lines for lines in pages))
    write_pages(pages, comments, blocks)
    return blocks.finish()


class _Heard(logging.Handler):
    """Keeps how often the library warned of something, and lets nothing on the terminal."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002
        """One warning more."""
        self.warnings += 1


@contextmanager
def _listening() -> Iterator[_Heard]:
    log, heard = logging.getLogger("pypdf"), _Heard()
    before, log.propagate = log.propagate, False
    log.addHandler(heard)
    try:
        yield heard
    finally:
        log.removeHandler(heard)
        log.propagate = before


def _lines(page: Any) -> list[Line]:
    """The lines on a page, in the order in which it draws them."""
    pieces: list[tuple[str, float, float, float]] = []

    def piece(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        across = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        up = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        tall = math.hypot(inner[2], inner[3]) * math.hypot(outer[2], outer[3])
        pieces.append((text, across, up, abs(size * tall)))

    page.extract_text(visitor_text=piece)
    lines: list[Line] = []
    open_ = False
    for text, across, up, size in pieces:
        for n, part in enumerate(text.split("\n")):
            open_ = open_ and n == 0
            shown = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), part)
            if open_:
                lines[-1] = lines[-1].with_more(shown, size)
            elif shown.strip():
                lines.append(Line(shown, across, up, round(size, 1)))
                open_ = True
    return lines


def _comments(page: Any) -> Iterator[str]:
    """What somebody wrote on a page with a reader of PDFs."""
    for each in page.annotations or ():
        note = each.get_object()
        if note.get("/Subtype") in _NOTES and (text := note.get("/Contents")):
            yield str(text)


def _pictures(page: Any) -> int:
    resources = page.get("/Resources")
    found = resources.get_object().get("/XObject") if resources is not None else None
    inside = found.get_object().values() if found is not None else ()
    return sum(each.get_object().get("/Subtype") == "/Image" for each in inside)
