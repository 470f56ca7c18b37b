"""A script from a file: one somebody edited, or words of any form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from relax.errors import Place, ScriptError
from relax.files import is_utf16
from relax.words._parse import read_words
from relax.words._ssml import from_ssml, is_ssml

if TYPE_CHECKING:
    from pathlib import Path

    from relax.words._model import Script
    from relax.words._reading import Reading

_MOST_BYTES = 20_000_000


def read_script(path: Path, *, title: str | None = None) -> Script:
    """The script in a file.

    Raises:
        ScriptError: with file, line and column.
    """
    return read_file(path, title=title).whole()


def read_file(path: Path, *, language: str | None = None, title: str | None = None) -> Reading:
    """The script in a file of any form, and what stops it from being spoken.

    Args:
        path: the file.
        language: of words that do not say.
        title: of the track; otherwise what the words say, their first heading, the file's name.

    Raises:
        ScriptError: it cannot be read at all.
    """
    return read_source(read_text(path), str(path), language=language, title=title)


def read_text(path: Path) -> str:
    """The text of a script file, with its line ends as they are.

    Raises:
        ScriptError: missing, unreadable, or not text.
    """
    place = Place(str(path))
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ScriptError("This file is too large to be a script.", place=place)
        content = path.read_bytes()
        return content.decode("utf-16" if is_utf16(content) else "utf-8")
    except UnicodeDecodeError:
        raise ScriptError(
            "The file is not UTF-8 text.",
            hint="Save it as plain text with the encoding UTF-8.",
            place=place,
        ) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
    raise ScriptError(f"The script cannot be read: {reason}.", place=place)


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
    title = title or title_of(file)
    if is_ssml_source(text, file):
        from relax.words._reading import Reading  # noqa: PLC0415

        try:
            return Reading(from_ssml(text, file, title=title))
        except ScriptError as error:
            return Reading(None, (error,))
    return read_words(text, file, language=language, title=title)


def title_of(file: str) -> str:
    """A title from the name of a file: ``my_evening-scan.txt`` → “My evening scan”."""
    stem = re.split(r"[/\\]", file)[-1].partition(".")[0]
    words = " ".join(re.sub(r"[_-]+", " ", stem).split())
    return words[:1].upper() + words[1:] or "Untitled"


def is_ssml_source(text: str, file: str) -> bool:
    """Whether the text of ``file`` is to be read as SSML."""
    return is_ssml(text) or file.lower().endswith(".ssml")
