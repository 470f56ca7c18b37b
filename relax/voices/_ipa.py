"""IPA as engines take it: espeak-ng by its own names of sounds, Piper as it is written."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from relax import ipa
from relax.errors import VoiceError

_TIES: Final = dict.fromkeys((0x361, 0x35C))  # join two signs that are one sound
_BETWEEN: Final = "|"  # what espeak-ng reads between two sounds whose names run into each other
HINT: Final = "Write a respelling, such as shih-VAWN, or take another --voice."


class Sounds(BaseModel):
    """``data/ipa.yaml``: sign → espeak-ng's names of its sounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vowels: dict[str, str]
    consonants: dict[str, str]
    passed_over: str
    stress: dict[str, str]


@cache
def sounds() -> Sounds:
    """The table, checked."""
    path = Path(__file__).parent / "data" / "ipa.yaml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Sounds.model_validate(raw)


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
    known = sounds()
    vowels = {_decomposed(sign): names for sign, names in known.vowels.items()}
    others = {_decomposed(sign): names for sign, names in known.consonants.items()}
    said: list[str] = []
    stress = ""
    for sign in _split(_decomposed(written).translate(_TIES)):
        if sign in known.stress:
            stress = known.stress[sign]
        elif sign in vowels:
            said.append(stress + vowels[sign].replace(" ", _BETWEEN))
            stress = ""
        elif sign in others:
            said.append(others[sign].replace(" ", _BETWEEN))
        elif sign == " ":
            said.append(sign)
    return _BETWEEN.join(said).replace(f"{_BETWEEN} {_BETWEEN}", " ")


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
