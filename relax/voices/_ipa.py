"""IPA as engines take it: espeak-ng by its names of sounds, neural models in their alphabets."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from relax import ipa
from relax.data import Strict, bundled
from relax.errors import VoiceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIES: Final = dict.fromkeys((0x361, 0x35C))  # join two signs that are one sound
_BETWEEN: Final = "|"  # what espeak-ng reads between two sounds whose names run into each other
_STRESSES: Final = {"'": "\u02c8", ",": "\u02cc"}  # espeak-ng's marks, and IPA's
HINT: Final = "Write a respelling, such as shih-VAWN, or take another --voice."


class Sounds(Strict):
    """``data/ipa.yaml``: sign → espeak-ng's names of its sounds → signs of the Kokoro models."""

    vowels: dict[str, str]
    consonants: dict[str, str]
    passed_over: str
    stress: dict[str, str]
    kokoro: dict[str, str]


def sounds() -> Sounds:
    """The table, checked."""
    return bundled("voices", "ipa", Sounds)


@cache
def _signs() -> re.Pattern[str]:
    known = sounds()
    signs = [*known.vowels, *known.consonants, *known.stress, *known.passed_over, " "]
    longest = sorted(map(_decomposed, signs), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def for_espeak(text: str) -> str:
    """``text`` with its IPA as espeak-ng's names of sounds, still marked.

    Raises:
        VoiceError: a sign that stands for no sound it has.
    """
    return "".join(
        f"{ipa.OPEN}{_names(piece)}{ipa.CLOSE}" if is_ipa else piece
        for piece, is_ipa in ipa.parts(text)
    )


def _names(written: str) -> str:
    """Sounds by espeak-ng's names; a stress stands right before its vowel, as espeak-ng has it."""
    said = [names.replace(" ", _BETWEEN) for names in _in_order(written, sounds().stress)]
    return _BETWEEN.join(said).replace(f"{_BETWEEN} {_BETWEEN}", " ")


def _in_order(written: str, stresses: dict[str, str]) -> Iterator[str]:
    """Each sound's names, those of a vowel behind the stress that was written before it."""
    known = sounds()
    vowels = {_decomposed(sign): names for sign, names in known.vowels.items()}
    others = {_decomposed(sign): names for sign, names in known.consonants.items()}
    stress = ""
    for sign in _split(_decomposed(written).translate(_TIES)):
        if sign in known.stress:
            stress = stresses[sign]
        elif sign in vowels:
            yield stress + vowels[sign]
            stress = ""
        elif sign in others:
            yield others[sign]
        elif sign == " ":
            yield " "


def for_kokoro(text: str) -> str:
    """``text`` with its IPA in the alphabet of the Kokoro models (hibari's too), still marked.

    Raises:
        VoiceError: a sign that stands for no sound it has.
    """
    return "".join(
        f"{ipa.OPEN}{_signs_of_kokoro(piece)}{ipa.CLOSE}" if is_ipa else piece
        for piece, is_ipa in ipa.parts(text)
    )


def _signs_of_kokoro(written: str) -> str:
    """Sounds in that alphabet, which has its own signs for diphthongs and marks no length."""
    table = sounds().kokoro
    marks = {mark: _STRESSES[name] for mark, name in sounds().stress.items()}
    said = []
    for names in _in_order(written, marks):
        stress = names[0] if names[0] in _STRESSES.values() else ""
        own = "".join(table[name] for name in names.removeprefix(stress).split())
        said.append(stress + own if names != " " else " ")
    return "".join(said).replace("\u0279\u0279", "\u0279")  # one r: a vowel of ours may end in it


def _split(written: str) -> list[str]:
    """``written`` (decomposed) as known signs.

    Raises:
        VoiceError: one that is not known; by its number, for a name may be told by its sounds.
    """
    found, at = [], 0
    while at < len(written):
        match = _signs().match(written, at)
        if match is None:
            raise VoiceError(
                f"The sign U+{ord(written[at]):04X} between slashes stands for no sound here.",
                hint=HINT,
            )
        found.append(match[0])
        at = match.end()
    return found


def for_piper(text: str) -> str:
    """``text`` with each stress of its IPA right before its vowel, as Piper's models learnt it."""
    return "".join(
        f"{ipa.OPEN}{_stress_moved(piece)}{ipa.CLOSE}" if is_ipa else piece
        for piece, is_ipa in ipa.parts(text)
    )


def _stress_moved(written: str) -> str:
    vowels = {_decomposed(sign)[0] for sign in sounds().vowels}
    kept: list[str] = []
    stress = ""
    for char in _decomposed(written):
        if char in "ˈˌ":
            stress = char
            continue
        if stress and char in vowels:
            kept.append(stress)
            stress = ""
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))
