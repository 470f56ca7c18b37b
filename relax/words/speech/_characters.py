"""Text → the characters a voice may get, and where each stood; what no voice can say is told."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from relax import ipa
from relax.words.speech._spoken import signs

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["sign", "letters", "address", "number"]

SOUNDS: Final = ipa.OPEN
"""Stands for a piece of IPA in cleaned text; no other text holds it."""

_JOINER: Final = "\u200d"


class UnspeakableError(ValueError):
    """Something written that no voice can say; ``str`` of it is one sentence, nothing personal.

    Attributes:
        kind: ``sign``; ``letters`` of another script; ``address`` on the net; ``number`` that
            can be read in more than one way.
        offset: where it begins, in characters of the text that was given.
        sign: the sign as written, with what belongs to it, for a ``sign``; else "".
        script: what letters they are (“Cyrillic”), for ``letters``; else "".
        message: one sentence. hint: what to do about it.
    """

    def __init__(self, kind: Kind, offset: int, *, sign: str = "", script: str = "") -> None:
        shown = sign if sign.isprintable() else " ".join(f"U+{ord(c):04X}" for c in sign)
        self.kind, self.offset, self.sign, self.script = kind, offset, sign, script
        self.message, self.hint = {
            "sign": (f"The sign {shown} cannot be spoken.", "Leave it out, or write the word."),
            "letters": (
                f"A word is in {script} letters, which this voice cannot read.",
                "Write it as it sounds, in Latin letters.",
            ),
            "address": (
                "An address on the net, or a file's name, cannot be spoken as it is.",
                "Write in words how it is said, or leave it out.",
            ),
            "number": (
                "A number, date or time can be read in more than one way.",
                "Write it in words.",
            ),
        }[kind]
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text in characters that are known, IPA taken out.

    Attributes:
        text: Latin letters, ASCII and known signs; ``SOUNDS`` for each piece of IPA.
        offsets: for each character of it, and for its end, where that stood in what was given.
        sounds: the pieces of IPA, marked, in order.
    """

    text: str
    offsets: tuple[int, ...]
    sounds: tuple[str, ...]


def pieces(text: str) -> Iterator[tuple[str, int, bool]]:
    """``text`` cut into words and marked IPA: (piece, where it begins, whether it is IPA)."""
    at = 0
    for piece, sounds in ipa.parts(text):
        whole = f"{ipa.OPEN}{piece}{ipa.CLOSE}" if sounds else piece
        at = text.index(whole, at)
        yield whole, at, sounds
        at += len(whole)


def cleaned(text: str) -> Cleaned:
    """``text`` with each character in its one plain form.

    Raises:
        UnspeakableError: a sign without a name, or a letter of another script than Latin.
    """
    kept: list[tuple[str, int]] = []
    sounds: list[str] = []
    for piece, start, is_ipa in pieces(text):
        if is_ipa:
            sounds.append(piece)
            kept.append((SOUNDS, start))
            continue
        for cluster, at in _clusters(piece, start):
            for char in _plain(cluster, text, at):
                after_digit = bool(kept) and kept[-1][0].isdigit()
                if unicodedata.category(char) == "No":  # a fraction: 4½ is not 41/2
                    whole = " " * after_digit + unicodedata.normalize("NFKC", char)
                    kept += [(c, at) for c in whole.replace("\u2044", "/")]
                elif char != " " or not (kept and kept[-1][0] == " "):
                    kept.append((char, at))
    offsets = (*(at for _, at in kept), len(text))
    return Cleaned("".join(char for char, _ in kept), offsets, tuple(sounds))


def _clusters(piece: str, start: int) -> Iterator[tuple[str, int]]:
    """Each character with the marks on it, and where it stands; what is invisible is left out."""
    cluster, at = "", start
    for n, char in enumerate(piece, start):
        if _is_invisible(char):
            continue
        if cluster and unicodedata.category(char)[0] == "M":
            cluster += char
            continue
        if cluster:
            yield cluster, at
        cluster, at = char, n
    if cluster:
        yield cluster, at


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or _is_selector(char)


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _plain(cluster: str, text: str, at: int) -> str:
    """A character with its marks, in plain form: one or more characters that are known.

    Raises:
        UnspeakableError: there is none; ``at`` is where it stands in ``text``.
    """
    if len(cluster) == 1 and " " <= cluster < "\x7f":
        return cluster
    form = unicodedata.normalize("NFC", "".join(_same().get(c, c) for c in cluster))
    if any(low <= ord(form[0]) <= high for low, high in signs().clothed):
        form = unicodedata.normalize("NFKC", form)
    kept = ""
    for char in form:
        category = unicodedata.category(char)
        name = unicodedata.name(char, "")
        on_letter = bool(kept) and (kept[-1].isalpha() or _is_mark(kept[-1]))
        if category[0] == "Z" or category == "Cc":
            kept += " "
        elif (
            (char.isascii() or char in signs().known)
            or (category[0] == "L" and name.startswith("LATIN"))
            or ("VULGAR FRACTION" in name and len(form) == 1)
            or (category == "Mn" and name.startswith("COMBINING") and on_letter)
        ):
            kept += char
        else:
            raise _unknown(char, category, name, text, at)
    return kept


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


def _unknown(char: str, category: str, name: str, text: str, at: int) -> UnspeakableError:
    if category in {"Lu", "Ll", "Lt", "Lo", "Nd", "Mc"} or (
        category in {"Lm", "Mn", "Nl"} and not name.startswith(("MODIFIER", "COMBINING"))
    ):
        names = signs().scripts
        first = name.split("-", maxsplit=1)[0].split(" ", maxsplit=1)[0]
        known = next((shown for start, shown in names.items() if name.startswith(start)), "")
        return UnspeakableError("letters", at, script=known or first.title() or "unknown")
    return UnspeakableError("sign", at, sign=_sign_at(text, at) or char)


def _sign_at(text: str, at: int) -> str:
    """The whole sign that begins at ``at``: an emoji with its colour, partners and flag."""
    end = at + 1
    while end < len(text):
        char = text[end]
        joined = text[end - 1] == _JOINER
        belongs = _is_mark(char) or char == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff"
        flag = _is_flag(char) and _is_flag(text[at]) and end == at + 1
        if not (belongs or joined or flag):
            break
        end += 1
    return text[at:end]


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


@cache
def _same() -> dict[str, str]:
    return {written: plain for plain, all_ in signs().same.items() for written in all_}


def neutral(text: str) -> str:
    """``text`` with what is the same in any language in plain form; nothing is ever refused."""
    return "".join(piece if is_ipa else _neutral(piece) for piece, _, is_ipa in pieces(text))


def _neutral(piece: str) -> str:
    """A piece of words: composed, no double quotes, straight apostrophes within words."""
    plain = _same()
    left_out = {*signs().invisible, '"'}
    seen = (char for char in piece if char not in left_out and plain.get(char) != "“")
    kept = unicodedata.normalize("NFC", "".join(seen)).replace("“", "")
    kept = "".join(plain[c] if plain.get(c) in {"—", "…"} else c for c in kept)
    apostrophes = "".join(char for char, to in plain.items() if to == "'")
    return re.sub(rf"(?<=[^\W\d_])[{apostrophes}](?=[^\W\d_])", "'", kept)
