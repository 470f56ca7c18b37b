"""A script from a file somebody edited, or SSML from another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.errors import Place, ScriptError
from relax.files import decoded
from relax.words._parse import parse
from relax.words._ssml_data import is_ssml
from relax.words._ssml_read import from_ssml

if TYPE_CHECKING:
    from pathlib import Path

    from relax.words._model import Script


def read_text(path: Path) -> str:
    """The text of a script file.

    Raises:
        ScriptError: missing, unreadable, or not UTF-8 text.
    """
    try:
        return decoded(path.read_bytes())
    except UnicodeDecodeError:
        reason = "it is not UTF-8 text"
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
    raise ScriptError(f"The script cannot be read: {reason}.", place=Place(str(path)))


def read_script(path: Path) -> Script:
    """The script in a file.

    Raises:
        ScriptError: with file, line and column.
    """
    return read_source(read_text(path), str(path))


def read_source(text: str, file: str, *, language: str | None = None) -> Script:
    """The script in a text; SSML is known by how it begins, or by the ending of its file.

    Raises:
        ScriptError: with file, line and column.
    """
    if is_ssml_source(text, file):
        return from_ssml(text, file)
    return parse(text, file, language=language)


def is_ssml_source(text: str, file: str) -> bool:
    """Whether the text of ``file`` is to be read as SSML."""
    return is_ssml(text) or file.lower().endswith(".ssml")
