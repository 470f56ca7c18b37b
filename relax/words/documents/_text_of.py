"""The content of a file of any format → a :class:`Document`."""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from relax.errors import RelaxError
from relax.words.documents._document import Document, without_hidden
from relax.words.documents._kind import broken, kind_of, text_in
from relax.words.documents._names import names

if TYPE_CHECKING:
    from collections.abc import Callable

    from relax.words.documents._document import Kind

_READERS: Final[dict[Kind, str]] = {
    "docx": "_docx",
    "odt": "_odt",
    "rtf": "_rtf",
    "html": "_html",
    "pdf": "_pdf",
    "srt": "_captions",
    "vtt": "_captions",
}
"""Modules with a function ``read(content, file, kind)``; imported when they are needed."""


def text_of(content: bytes, file: str) -> Document:
    """The words of a file as text that reads line by line; nothing is fetched from anywhere.

    Args:
        content: the file's bytes.
        file: what errors call it; its ending counts where the content does not tell.

    Raises:
        BadInput: it is not words, broken, encrypted, too large, or there are no words in it.
    """
    kind = kind_of(content, file)
    if kind == "text":
        return _text(content, file)
    module = import_module(f"{__package__}.{_READERS[kind]}")
    read: Callable[[bytes, str, Kind], Document] = module.read
    try:
        return read(content, file, kind)
    except RelaxError:
        raise
    except Exception:  # noqa: BLE001  (what a broken file does to a reader has no end)
        raise broken(PurePath(file).suffix.lower() or f".{kind}", file) from None


def _text(content: bytes, file: str) -> Document:
    text, hidden = without_hidden(text_in(content, file))
    note = names().notes["hidden"]
    told = (note.one if hidden == 1 else note.many).format(n=hidden)
    return Document(text, "text", None, (told,) if hidden else ())
