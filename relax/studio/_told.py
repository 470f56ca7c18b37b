"""An error → what a person is told on a page, where there is no command line to speak of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from relax.errors import WordingError, printable

if TYPE_CHECKING:
    from relax.errors import RelaxError

_SENTENCE: Final = re.compile(r"(?<=[.?!])\s+")
_COMMANDS: Final = re.compile(r"`|--|\b[a-z]+_[a-z]+\b|\.ya?ml\b|RELAX_|\bpip\b")
"""Commands, options, fields of files, variables."""


def told(error: RelaxError) -> str:
    """What is wrong, and what to do where that can be done on a page."""
    hint = error.instead if isinstance(error, WordingError) else error.hint
    sentences = _SENTENCE.split(f"{error.message} {hint}".strip())
    kept = [each for n, each in enumerate(sentences) if n == 0 or not _COMMANDS.search(each)]
    return printable(" ".join(kept), keep="\n")
