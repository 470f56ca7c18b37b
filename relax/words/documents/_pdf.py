"""A PDF with text in it → a document."""

from __future__ import annotations

import io
import logging
import math
import re
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from relax.errors import BadInput, Place
from relax.words.documents._blocks import MOST, Blocks, too_large
from relax.words.documents._kind import locked
from relax.words.documents._names import set_of
from relax.words.documents._pdf_lines import Line, write_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.documents._document import Document, Kind

_MOST_PAGES: Final = 500
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
