"""Sounds written in the International Phonetic Alphabet, on their way through text to a voice.

A person writes them between slashes, as dictionaries do. Inside a line they stand between two
characters that no text holds, so that a voice can tell them from words and slashes.
"""

from __future__ import annotations

import re
from typing import Final

OPEN: Final = "\ue010"
CLOSE: Final = "\ue011"
_WRITTEN: Final = re.compile(r"\s*/([^/]*\w[^/]*)/\s*")
_MARKED: Final = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


def marked(spoken: str) -> str:
    """How something is to be said, with IPA marked as such; a respelling as it is."""
    written = _WRITTEN.fullmatch(spoken)
    return f"{OPEN}{' '.join(written[1].split())}{CLOSE}" if written else spoken


def is_in(text: str) -> bool:
    """Whether some of ``text`` is IPA."""
    return OPEN in text


def unmarked(text: str) -> str:
    """``text`` with none of it marked: what a person typed is only words."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def written(text: str) -> str:
    """``text`` with its IPA between slashes again, for a person to read."""
    return _MARKED.sub(r"/\1/", text)


def bracketed(text: str) -> str:
    """``text`` with its IPA in ``[[ ]]``, which espeak-ng and Piper obey, and nothing else so."""
    plain = re.sub(r"\[(?=\[)", "[ ", text)
    return plain.replace(OPEN, "[[").replace(CLOSE, "]]")


def parts(text: str) -> list[tuple[str, bool]]:
    """``text`` cut into words and IPA, in order: (piece, whether it is IPA)."""
    pieces = _MARKED.split(text)
    return [(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece]
