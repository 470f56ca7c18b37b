"""A script from a file: one somebody edited, or words of any form."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from relax.errors import BadInput, Place, ScriptError
from relax.files import is_utf16
from relax.words.script import read_words
from relax.words.ssml import is_ssml, read_ssml

if TYPE_CHECKING:
    from pathlib import Path

    from relax.words.script import Reading, Script

_MOST_BYTES = 20_000_000


def read_script(path: Path, *, title: str | None = None) -> Script:
    """The script in a file of any form.

    Raises:
        BadInput: with file, line and column; the first thing that stops it from being spoken.
    """
    return read_file(path, title=title).whole()


def read_file(path: Path, *, language: str | None = None, title: str | None = None) -> Reading:
    """The script in a file of any form, and what stops it from being spoken.

    Places in a document (Word, captions …) are those of its text, line by line.

    Args:
        path: the file.
        language: of words that do not say.
        title: of the track, before the words' own first heading and the file's name.

    Raises:
        BadInput: it cannot be read at all.
    """
    from relax.words.documents import text_of  # noqa: PLC0415  (heavy)

    content = _content(path)
    if path.suffix.lower() == ".ssml":
        return read_source(_text(content, path), str(path), language=language, title=title)
    document = text_of(content, str(path))
    if document.kind == "text":
        reading = read_source(_text(content, path), str(path), language=language, title=title)
    else:
        title = title or document.title or title_of(str(path))
        reading = read_words(document.text, str(path), language=language, title=title)
        reading = replace(reading, text=document.text)
    return replace(reading, kind=document.kind, notes=document.notes)


def _text(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-16" if is_utf16(content) else "utf-8")
    except UnicodeDecodeError:
        raise BadInput(
            "The file is not UTF-8 text.",
            hint="Save it as plain text with the encoding UTF-8.",
            place=Place(str(path)),
        ) from None


def _content(path: Path) -> bytes:
    place = Place(str(path))
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ScriptError("This file is too large to be a script.", place=place)
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
    raise BadInput(f"The file cannot be read: {reason}.", place=place)


def read_source(
    text: str, file: str, *, language: str | None = None, title: str | None = None
) -> Reading:
    """The script in a text; SSML is known by how it begins, or by the ending of its file.

    Args:
        text: the words.
        file: what errors call it.
        language: as for :func:`read_file`, like the others.
        title: likewise.
    """
    if is_ssml(text) or file.lower().endswith(".ssml"):
        reading = read_ssml(text, file, title=title or title_of(file))
        own = reading.script is not None and reading.script.meta.title != (title or title_of(file))
        reading = replace(reading, has_front=own)
    else:
        reading = read_words(text, file, language=language, title=title or title_of(file))
    return replace(reading, text=text)


def title_of(file: str) -> str:
    """A title from the name of a file: ``my_evening-scan.txt`` → “My evening scan”."""
    stem = re.split(r"[/\\]", file)[-1].partition(".")[0]
    words = " ".join(re.sub(r"[_-]+", " ", stem).split())
    return words[:1].upper() + words[1:] or "Untitled"
