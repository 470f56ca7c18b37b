"""Everything that can go wrong, said once: what is wrong, where, and what to do about it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import ClassVar

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"


def printable(text: str, keep: str = "") -> str:
    """``text`` with signs that a terminal would obey or hide written out, as in Python.

    ``keep``: which of them stay as they are.
    """
    return "".join(
        sign.encode("unicode_escape", "backslashreplace").decode("ascii")
        if unicodedata.category(sign) in _UNSEEN and sign not in _JOINERS + keep
        else sign
        for sign in text
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file a person wrote; line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """``file:line:column``, as editors understand it."""
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)


class RelaxError(Exception):
    """Work that failed. The CLI prints the message and nothing else.

    Attributes:
        message: one clear sentence for a therapist, with nothing personal in it.
        hint: what to do about it, or "".
        place: where in a script, roster or client file, if anywhere.
        exit_code: 1 when work failed, 2 when the input cannot be used.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        """``place: message hint`` on one line."""
        where = f"{self.place}: " if self.place else ""
        return printable(f"{where}{self.message} {self.hint}".rstrip(), keep="\n\t")


class BadInput(RelaxError):  # noqa: N818  (reads as a sentence where it is raised)
    """The request, a file or an option cannot be used as it stands."""

    exit_code = 2


class TemplateError(BadInput):
    """A template is missing, or cannot be read or rendered."""


class ScriptError(BadInput):
    """A script has an unknown cue, an unclosed block, or something that may not be words.

    Attributes:
        quoted: what it is about, as it stands in the script, or "".
        rule: what `relax check` calls it.
    """

    quoted: str = ""
    rule: str = "SYNTAX"


class ClientError(BadInput):
    """A client file is missing, malformed or contradicts itself."""


class LengthError(BadInput):
    """The length asked for cannot honestly be made; the message names the range that can.

    Attributes:
        shortest, longest: that range in seconds, where it is known.
    """

    shortest: float | None = None
    longest: float | None = None


class RefusedError(BadInput):
    """A care gate forbids this request; the hint names the nearest thing that is allowed."""


class WordingError(RefusedError):
    """The language check refuses the words; ``instead``: what to say, as a sentence, or ""."""

    instead: str = ""


class VoiceError(RelaxError):
    """A line could not be voiced. The track stops: silence in its place is never an option."""


class SoundError(BadInput):
    """A bed is unknown, or a bed file is too short, silent, clipped or not audio."""


class EncodeError(RelaxError):
    """The encoder failed, was killed, or the disk is full."""


class CheckError(RelaxError):
    """The finished file was decoded and is not what was planned; it is not delivered."""
